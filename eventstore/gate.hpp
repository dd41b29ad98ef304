#pragma once
// A gate that many pass at once, until it is closed: then whoever closed it is alone.
//
// While somebody waits to close it, only threads that are inside come in again: a visitor of the
// log may read the log, and visitors that come one after another keep nobody from closing it.  That
// wait has an end, since one who is inside may need what another holds who waits to come in.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace riskflow::eventstore {

// Thread rule: any thread; `close_within` and `open` by one at a time, which is not inside.
class Gate {
 public:
  // Somebody inside; outside again when it goes, which it does in the thread that made it, the last
  // made first.
  class Pass {
   public:
    explicit Pass(Gate& gate) : gate_(gate) {
      gate_.enter();
      innermost = this;
    }
    ~Pass() {
      innermost = outer_;
      gate_.leave();
    }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

   private:
    friend class Gate;
    static inline thread_local const Pass* innermost = nullptr;

    Gate& gate_;
    const Pass* const outer_ = innermost;
  };

  // Whether nobody is inside any more within `patience`: then whoever comes waits for `open`.  Else
  // those who have waited meanwhile come in.
  bool close_within(std::chrono::milliseconds patience) {
    if (state_.fetch_or(closing) == 0) return true;
    {
      std::unique_lock lock(mutex_);
      if (emptied_.wait_for(lock, patience, [&] { return state_.load() == closing; })) return true;
    }
    open();
    return false;
  }
  void open() {
    state_.fetch_and(~closing);
    state_.notify_all();
  }

  // Whether it is closed, or somebody waits to close it.
  bool is_closing() const { return (state_.load() & closing) != 0; }

 private:
  static constexpr std::uint32_t closing = 1U << 31;  // beside the number of those inside

  bool is_inside() const {
    const auto* pass = Pass::innermost;
    while (pass != nullptr && &pass->gate_ != this) pass = pass->outer_;
    return pass != nullptr;
  }
  void enter() {
    const bool again = is_inside();
    for (auto now = state_.load();;) {
      if ((now & closing) != 0 && !again) {
        state_.wait(now);
        now = state_.load();
      } else if (state_.compare_exchange_weak(now, now + 1)) {
        return;
      }
    }
  }
  void leave() {
    if (state_.fetch_sub(1) != (closing | 1U)) return;
    const std::scoped_lock lock(mutex_);
    emptied_.notify_all();
  }

  std::atomic<std::uint32_t> state_ = 0;
  std::mutex mutex_;  // of those who leave, so that the last one is not missed
  std::condition_variable emptied_;
};

}  // namespace riskflow::eventstore
