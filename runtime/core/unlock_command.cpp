#include "runtime/core/unlock_command.hpp"

#include "eventstore/crypto.hpp"
#include "eventstore/unlock_key.hpp"
#include "runtime/core/program.hpp"

namespace riskflow::runtime {

Result<eventstore::Key> unlock_key_from(const std::string& command,
                                        std::chrono::milliseconds limit) {
  Bytes heard(eventstore::unlock_text_limit, '\0');
  const auto size = run({"unlock_key_command", command, limit}, {}, heard);
  auto key = size ? eventstore::unlock_key_from_text(BytesView(heard).substr(0, *size),
                                                     "unlock_key_command")
                  : Result<eventstore::Key>(fail(size.error()));
  eventstore::wipe(heard);
  return key;
}

}  // namespace riskflow::runtime
