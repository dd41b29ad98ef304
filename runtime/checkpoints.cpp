#include "runtime/checkpoints.hpp"

#include "runtime/core/log.hpp"

namespace riskflow::runtime {

static constexpr std::chrono::seconds pause{1};

static void sign(eventstore::Notary& notary) {
  if (const auto signed_one = notary.sign(); !signed_one)
    log::warn("checkpoint not signed", {{"code", to_text(signed_one.error().code)}});
}

void Checkpoints::start() {
  if (thread_.joinable()) return;
  watch_ = log_.watch([this] {
    const std::scoped_lock lock(mutex_);
    is_behind_ = true;
    changed_.notify_all();
  });
  thread_ = std::thread([this] { work(); });
}

void Checkpoints::stop() {
  if (!thread_.joinable()) return;
  watch_.reset();
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
  sign(notary_);
}

void Checkpoints::work() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    changed_.wait(lock, [&] { return stopping_ || is_behind_; });
    if (stopping_) return;
    is_behind_ = false;
    lock.unlock();
    sign(notary_);
    lock.lock();
    changed_.wait_for(lock, pause, [&] { return stopping_; });
  }
}

}  // namespace riskflow::runtime
