#pragma once
// What wakes those who wait for something to do, without a call that is lost between a look and the
// wait after it.  Thread rule: any thread.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace riskflow::eventstore {

class Bell {
 public:
  // How often it has rung: to be asked before the look.
  std::uint64_t count() const {
    const std::lock_guard lock(mutex_);
    return count_;
  }
  void ring() {
    const std::lock_guard lock(mutex_);
    ++count_;
    rung_.notify_all();
  }
  // Rings, and from now on nobody waits.
  void stop() {
    const std::lock_guard lock(mutex_);
    is_stopped_ = true;
    rung_.notify_all();
  }
  bool is_stopped() const {
    const std::lock_guard lock(mutex_);
    return is_stopped_;
  }
  // Returns when it has rung more often than `heard`, after `at_most`, or false when it is stopped.
  bool wait(std::uint64_t heard, std::chrono::microseconds at_most) {
    std::unique_lock lock(mutex_);
    rung_.wait_for(lock, at_most, [&] { return is_stopped_ || count_ != heard; });
    return !is_stopped_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable rung_;
  std::uint64_t count_ = 0;
  bool is_stopped_ = false;
};

}  // namespace riskflow::eventstore
