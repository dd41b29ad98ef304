#pragma once
// All that lies in a data folder and belongs to the event store, opened as a server opens it.

#include <filesystem>
#include <memory>

#include "eventstore/keyring.hpp"
#include "eventstore/log.hpp"
#include "eventstore/notary.hpp"

namespace riskflow::faults {

struct Store {
  std::unique_ptr<eventstore::Log> log;
  std::unique_ptr<eventstore::Keyring> keys;
  std::unique_ptr<eventstore::Notary> notary;  // goes before the log

  // Opens or makes it: `root`/data, and the unlock key in `root`/etc.
  static Result<Store> open(const std::filesystem::path& root, Clock& clock,
                            eventstore::Durability durability);
};

}  // namespace riskflow::faults
