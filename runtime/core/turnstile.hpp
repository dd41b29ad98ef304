#pragma once
// Lets at most so many in at once, in the order in which they came.
//
// Work that only computes is done soonest when no more of it is under way than there are cores:
// side by side, all of it would end as late as the last.  Thread rule: any thread.

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

namespace riskflow::runtime {

class Turnstile {
 public:
  explicit Turnstile(std::size_t places) : places_(places) {}

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
  void enter() {
    std::unique_lock lock(mutex_);
    const auto ticket = tickets_++;
    moved_.wait(lock, [&] { return ticket < left_ + places_; });
  }
  void leave() {
    const std::scoped_lock lock(mutex_);
    ++left_;
    moved_.notify_all();
  }

  const std::size_t places_;
  std::mutex mutex_;
  std::condition_variable moved_;
  std::uint64_t tickets_ = 0;  // given out
  std::uint64_t left_ = 0;     // who have come out again
};

}  // namespace riskflow::runtime
