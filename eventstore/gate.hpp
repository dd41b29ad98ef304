#pragma once
// A gate that many pass at once, until it is closed: then whoever closed it is alone.
//
// Unlike std::shared_mutex it lets a thread that is inside come in again, so that a visitor of the
// log may read the log; for that, closing waits as long as anybody comes.

#include <atomic>

namespace riskflow::eventstore {

// Thread rule: any thread; `close` and `open` by one at a time.
class Gate {
 public:
  // Somebody inside; outside again when it goes.
  class Pass {
   public:
    explicit Pass(Gate& gate) : gate_(gate) { gate_.enter(); }
    ~Pass() { gate_.leave(); }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

   private:
    Gate& gate_;
  };

  // Returns when nobody is inside; from then on whoever comes waits for `open`.
  void close() {
    for (int inside = 0; !inside_.compare_exchange_weak(inside, closed); inside = 0)
      if (inside != 0) inside_.wait(inside);
  }
  void open() {
    inside_.store(0);
    inside_.notify_all();
  }

 private:
  static constexpr int closed = -1;

  void enter() {
    for (int inside = inside_.load();;) {
      if (inside == closed) {
        inside_.wait(closed);
        inside = inside_.load();
      } else if (inside_.compare_exchange_weak(inside, inside + 1)) {
        return;
      }
    }
  }
  void leave() {
    if (inside_.fetch_sub(1) == 1) inside_.notify_all();
  }

  std::atomic<int> inside_ = 0;
};

}  // namespace riskflow::eventstore
