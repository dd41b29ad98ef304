#include "tools/riskflow/channel.hpp"

#include "tools/riskflow/posted_intake.hpp"

namespace riskflow::cli {

Channel::~Channel() = default;

Status Channel::begin_work() { return {}; }

void Channel::finish_work() {}

Result<std::unique_ptr<Intake>> Channel::begin_import() {
  return std::unique_ptr<Intake>(std::make_unique<PostedIntake>(*this));
}

}  // namespace riskflow::cli
