#pragma once
// Keeps the log sound.  Every second it has the log mended, if that is needed and possible (a full
// disk that has room again, files to be opened anew), and scrubs a little of it, so that damage is
// found before somebody needs what is damaged.  What changes is written to the process log.

#include <mutex>

#include "eventstore/scrubber.hpp"
#include "runtime/core/periodic.hpp"

namespace riskflow::runtime {

// The last scrub that came to its end, or to damage.
struct LastScrub {
  Instant at;
  std::uint64_t events = 0;
  std::optional<Error> damage;
};

// Thread rule: `last_scrub` from any thread; the rest from one.
class LogKeeper {
 public:
  LogKeeper(eventstore::Log& log, Clock& clock);

  void start() { every_second_.start(); }
  // Idempotent.
  void stop() { every_second_.stop(); }

  // Nothing before the first.
  std::optional<LastScrub> last_scrub() const;

 private:
  void look();
  void scrub();
  void end_scrub(LastScrub result);

  eventstore::Log& log_;
  Clock& clock_;
  eventstore::Condition known_ = eventstore::Condition::healthy;  // of the worker

  std::unique_ptr<eventstore::Scrubber> pass_;  // of the worker; while one is under way

  mutable std::mutex mutex_;  // guards what follows
  std::optional<LastScrub> last_;

  Periodic every_second_;
};

}  // namespace riskflow::runtime
