#include "runtime/log_keeper.hpp"

#include "runtime/core/log.hpp"

namespace riskflow::runtime {

static constexpr std::chrono::seconds look_every{1};

void LogKeeper::start() {
  if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
}

void LogKeeper::stop() {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void LogKeeper::work() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    look();
    lock.lock();
    changed_.wait_for(lock, look_every, [&] { return stopping_; });
  }
}

void LogKeeper::look() {
  const auto found = log_.health();
  if (auto ok = log_.mend(); !ok && found.condition == eventstore::Condition::healthy)
    log::warn("log takes nothing", {{"reason", detail(ok.error(), "reason")}});
  const auto now = log_.health().condition;
  if (now != known_) log::warn("log condition", {{"condition", name_of(now)}});
  known_ = now;
}

}  // namespace riskflow::runtime
