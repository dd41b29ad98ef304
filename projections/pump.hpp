#pragma once
// The pump: one thread that follows the log and folds every commit into the views.
// It takes what is there, writes it as one group, then says so: to those who wait for a position,
// and to hooks (live streams, reactors).  An event that cannot be read stops it, loudly and for
// good; it is never skipped. Thread rule: any thread; hooks are called by the pump's thread.

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "eventstore/follower.hpp"
#include "projections/fold.hpp"

namespace riskflow::projections {

// Called once a commit, in order, after the commit is in the views.  Must not block or throw.
using Hook = std::function<void(const Happened&)>;

class Pump {
 public:
  // Starts at once, where `fold` stands.  `log` outlives the pump.
  Pump(eventstore::Log& log, std::unique_ptr<Fold> fold);
  ~Pump();
  Pump(const Pump&) = delete;
  Pump& operator=(const Pump&) = delete;

  // How many events are in the views.
  Position position() const { return position_.load(std::memory_order_acquire); }

  // Waits until `wanted` events are in the views.  Errors: unavailable with
  // {"reason","view_behind"} and {"lag", n} after `limit`; what stopped the pump.
  Status wait_for(Position wanted, std::chrono::milliseconds limit) const;

  // What stopped it, if it did.
  std::optional<Error> failure() const;

  // Calls `hook` for each commit from `from()` on, until the handle is gone; then never again.  The
  // handle must not outlive the pump, nor be let go of by its own hook.
  class Subscription {
   public:
    Subscription(Pump& pump, Hook hook);
    ~Subscription();
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;
    Position from() const { return from_; }

   private:
    Pump& pump_;
    std::uint64_t number_ = 0;
    Position from_{};
  };

  // Does `work` while the pump stands still between two groups; `work` may put another fold of the
  // same position in its place.  Error: that of `work`.
  Status between_groups(const std::function<Status(std::unique_ptr<Fold>&)>& work);

 private:
  void run();
  Status take_group(const eventstore::Commit& first, std::vector<Happened>& group);
  Result<bool> turn();
  void publish(Position position);
  void call_hooks(const std::vector<Happened>& group, Position after);

  eventstore::Follower follower_;
  std::unique_ptr<Fold> fold_;
  std::mutex group_;             // held while a group is folded and written
  std::atomic<int> waiting_{0};  // who wants to stand between two groups goes first
  std::atomic<Position> position_;

  mutable std::mutex state_;
  mutable std::condition_variable moved_;
  std::optional<Error> failure_;

  std::mutex hooks_;
  std::map<std::uint64_t, Hook> hook_by_number_;
  std::uint64_t last_hook_ = 0;
  Position told_{};

  std::jthread thread_;
};

}  // namespace riskflow::projections
