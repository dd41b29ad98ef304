#pragma once
// Keeps the log sound.  Every second it has the log mended, if that is needed and possible (a full
// disk that has room again, files to be opened anew).  Beside that it scrubs all that the server
// keeps, slowly, once a day, so that damage is found before somebody needs what is damaged.  What
// changes is written to the process log.

#include <mutex>

#include "runtime/core/periodic.hpp"
#include "runtime/scrubbing.hpp"

namespace riskflow::runtime {

// The last scrub that came to its end, or to damage.
struct LastScrub {
  Instant at;
  std::uint64_t events = 0;
  std::uint64_t key_pages = 0;
  std::optional<Error> damage;
};

// Thread rule: `last_scrub` and `scrub_now` from any thread; the rest from one.
class LogKeeper {
 public:
  LogKeeper(eventstore::Log& log, const ScrubParts& parts, Clock& clock);

  void start();
  // Waits for what is being done.  Idempotent.
  void stop();

  // Nothing before the first.
  std::optional<LastScrub> last_scrub() const;
  // Scrubs all at once, beside the one in the background.  Errors: as scrub().
  Result<ScrubReport> scrub_now();

 private:
  void look();
  Periodic::Pause scrub_slowly();
  void take_note(const Result<ScrubReport>& outcome);

  eventstore::Log& log_;
  const ScrubParts parts_;
  Clock& clock_;
  eventstore::Condition known_ = eventstore::Condition::healthy;  // of the worker

  std::mutex one_at_a_time_;  // held by who scrubs now

  mutable std::mutex mutex_;  // guards what follows
  std::optional<LastScrub> last_;

  Periodic every_second_;
  Periodic every_day_;
};

}  // namespace riskflow::runtime
