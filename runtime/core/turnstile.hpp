#pragma once
// Lets at most so many in at once, in the order in which they came.
//
// Work that only computes is done soonest when no more of it is under way than there are cores:
// side by side, all of it would end as late as the last.  Thread rule: any thread.

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace riskflow::runtime {

class Turnstile {
 public:
  explicit Turnstile(std::size_t places) : free_(places) {}

  // One for each core.
  static Turnstile of_cores() {
    return Turnstile(std::max<std::size_t>(1, std::thread::hardware_concurrency()));
  }

  // A place inside, given back when it goes.
  class Turn {
   public:
    explicit Turn(Turnstile& turnstile) : turnstile_(turnstile) { turnstile_.enter(); }
    ~Turn() { turnstile_.leave(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    Turnstile& turnstile_;
  };

 private:
  // Somebody in the queue; woken alone.
  struct Waiting {
    std::condition_variable moved;
    bool was_called = false;
  };

  void enter() {
    std::unique_lock lock(mutex_);
    if (free_ > 0) {
      --free_;
      return;
    }
    Waiting here;
    queue_.push_back(&here);
    here.moved.wait(lock, [&] { return here.was_called; });
  }
  // The place goes to who came first; nobody who comes now can be faster.
  void leave() {
    const std::scoped_lock lock(mutex_);
    if (queue_.empty()) {
      ++free_;
      return;
    }
    auto& next = *queue_.front();
    queue_.pop_front();
    next.was_called = true;
    next.moved.notify_one();  // under the lock: `next` is gone as soon as its owner has that
  }

  std::mutex mutex_;
  std::size_t free_;
  std::deque<Waiting*> queue_;
};

}  // namespace riskflow::runtime
