#include "runtime/core/periodic.hpp"

namespace riskflow::runtime {

void Periodic::start() {
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
}

void Periodic::stop() {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Periodic::do_now() {
  if (!thread_.joinable()) return;
  std::unique_lock lock(mutex_);
  const auto mine = ++asked_;
  changed_.notify_all();
  changed_.wait(lock, [&] { return stopping_ || done_ >= mine; });
}

bool Periodic::is_stopping() const {
  const std::scoped_lock lock(mutex_);
  return stopping_;
}

bool Periodic::rest(Pause pause) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, pause, [&] { return stopping_; });
}

void Periodic::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto asked = asked_;
    lock.unlock();
    const auto pause = work_();
    lock.lock();
    done_ = asked;
    changed_.notify_all();
    changed_.wait_for(lock, pause, [&] { return stopping_ || asked_ != asked; });
  }
}

}  // namespace riskflow::runtime
