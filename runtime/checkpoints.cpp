#include "runtime/checkpoints.hpp"

#include "runtime/core/log.hpp"

namespace riskflow::runtime {

static constexpr std::chrono::seconds pause{1};

// Whether it was signed.
bool Checkpoints::sign() {
  auto note = notary_.sign();
  if (note)
    post_.send(notary_.signed_size(), std::move(*note));
  else
    log::warn("checkpoint not signed", {{"code", to_text(note.error().code)}});
  return note.has_value();
}

void Checkpoints::start() {
  if (thread_.joinable()) return;
  post_.start();
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
  sign();
  post_.stop();
}

void Checkpoints::work() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    changed_.wait(lock, [&] { return stopping_ || is_behind_; });
    if (stopping_) return;
    is_behind_ = false;
    lock.unlock();
    const bool is_signed = sign();
    lock.lock();
    if (!is_signed) is_behind_ = true;
    changed_.wait_for(lock, pause, [&] { return stopping_; });
  }
}

}  // namespace riskflow::runtime
