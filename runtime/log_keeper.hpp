#pragma once
// Keeps the log sound.  Every second it has the log mended, if that is needed and possible (a full
// disk that has room again, files to be opened anew).  Beside that it scrubs all that the server
// keeps, slowly, once a day, so that damage is found before somebody needs what is damaged.  What
// changes is written to the process log.

#include <mutex>

#include "eventstore/damage_note.hpp"
#include "runtime/core/periodic.hpp"
#include "runtime/scrub_schedule.hpp"
#include "runtime/scrubbing.hpp"

namespace riskflow::runtime {

// The last scrub that came to its end, or to damage.
struct LastScrub {
  Instant at;
  std::uint64_t events = 0;
  std::uint64_t key_pages = 0;
  std::optional<Error> skipped;  // why the views were not compared
  std::optional<Error> damage;
};

// One in the background that could not be done, and when it is tried again.
struct FailedScrub {
  Instant at;
  Error error;
  Instant again;
};

// Thread rule: `last_scrub`, `failed_scrub`, `scrub_now` and `rebuild_now` from any thread; the
// rest from one.
class LogKeeper {
 public:
  // Knows what the last scrub found damaged in key pages and views, also if that was in another
  // process: it lies in `keys.damaged` of the data folder, and in `proj/views.damaged`.
  LogKeeper(eventstore::Log& log, const ScrubParts& parts, Clock& clock);

  void start();
  // Waits for what is being done.  Idempotent.
  void stop();

  // Nothing before the first.
  std::optional<LastScrub> last_scrub() const;
  // Nothing when the newest in the background was done.
  std::optional<FailedScrub> failed_scrub() const;
  // Scrubs all at once, beside the one in the background; builds the views anew.  Errors: conflict
  // (somebody else has one of these done now: nobody waits for it); as scrub(), and as
  // Views::rebuild.
  Result<ScrubReport> scrub_now();
  Result<projections::StateHash> rebuild_now();

 private:
  void look();
  Periodic::Pause scrub_slowly();
  void take_note(const Result<ScrubReport>& outcome);
  void keep_note(const LastScrub& now) const;
  void plan_next(const Result<ScrubReport>& outcome);

  eventstore::Log& log_;
  const ScrubParts parts_;
  Clock& clock_;
  eventstore::Condition known_ = eventstore::Condition::healthy;  // of the worker

  std::mutex one_at_a_time_;  // held by who scrubs now

  const eventstore::DamageNote keys_note_;
  const eventstore::DamageNote views_note_;

  ScrubSchedule schedule_;  // of the worker

  mutable std::mutex mutex_;  // guards what follows
  std::optional<LastScrub> last_;
  std::optional<FailedScrub> failed_;

  Periodic every_second_;
  Periodic every_day_;
};

}  // namespace riskflow::runtime
