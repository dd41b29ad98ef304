#pragma once
// Which runs the workers take next: each run is with one worker at a time, and one that waits for a
// retry costs an entry.  Nothing here is worth keeping: the log says which runs are not over.
// Thread rule: any thread.

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>

#include "domain/core/ids.hpp"

namespace riskflow::runtime {

// Which workers a run is for: those that think and touch the log only, or those that wait for
// somebody outside.  Apart, so that a mail server that says nothing keeps no other run from going
// on.
enum class Lane : std::uint8_t { inside, outside };

// When a run comes again, and what the log does not say of it: how many attempts of its effect
// broke off in this process, before a delivery could be put on record.
struct Again {
  std::chrono::milliseconds in{};
  std::size_t broken_off = 0;
  Lane lane = Lane::inside;
};

// A run that is with a worker.
struct Taken {
  RunId run;
  std::size_t broken_off = 0;  // as its worker said when it gave the run back
};

class RunQueue {
 public:
  // Adds a run that may go on now.  One that is with a worker comes again when the worker is done.
  void add(const RunId& run);

  // The next run of a lane that is due, which is with the caller until `done_with`; waits for one.
  // None: the queue was closed.
  std::optional<Taken> next(Lane lane = Lane::inside);
  // Gives a run back; none: it does not come again by itself.
  void done_with(const RunId& run, const std::optional<Again>& again);

  // Gives out no more runs, and wakes whoever waits.  Idempotent.
  void close();
  bool is_closed() const;
  // Waits until no run is due or with a worker, or the queue is closed.
  void wait_until_idle();

 private:
  using Moment = std::chrono::steady_clock::time_point;
  using Waiting = std::multimap<Moment, Taken>;  // by the time at which they may go on

  Waiting& waiting_in(Lane lane) { return waiting_[static_cast<std::size_t>(lane)]; }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool closed_ = false;
  std::array<Waiting, 2> waiting_;  // one for each lane
  std::set<RunId> queued_;          // in waiting_
  std::set<RunId> working_;         // with a worker
  std::set<RunId> again_;           // added while with a worker
};

}  // namespace riskflow::runtime
