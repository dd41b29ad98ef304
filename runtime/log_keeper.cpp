#include "runtime/log_keeper.hpp"

#include "runtime/core/log.hpp"

namespace riskflow::runtime {

static constexpr std::chrono::seconds look_every{1};
// A million events in 200 seconds, for less than a hundredth of a core; the views take some more.
static constexpr std::uint64_t scrub_events = 5'000;
static constexpr std::chrono::seconds scrub_rest{1};
static constexpr std::chrono::hours scrub_every{24};
static constexpr std::chrono::minutes scrub_again{1};  // one that could not be done

LogKeeper::LogKeeper(eventstore::Log& log, const ScrubParts& parts, Clock& clock)
    : log_(log),
      parts_(parts),
      clock_(clock),
      every_second_([this] {
        look();
        return look_every;
      }),
      every_day_([this] { return scrub_slowly(); }) {}

void LogKeeper::start() {
  every_second_.start();
  every_day_.start();
}

void LogKeeper::stop() {
  every_day_.stop();
  every_second_.stop();
}

void LogKeeper::look() {
  const auto found = log_.health();
  if (auto ok = log_.mend(); !ok && found.condition == eventstore::Condition::healthy)
    log::warn("log takes nothing", {{"reason", detail(ok.error(), "reason")}});
  const auto now = log_.health().condition;
  if (now != known_) log::warn("log condition", {{"condition", name_of(now)}});
  known_ = now;
}

// ---- the scrub ----

std::optional<LastScrub> LogKeeper::last_scrub() const {
  const std::scoped_lock lock(mutex_);
  return last_;
}

Result<ScrubReport> LogKeeper::scrub_now() {
  const std::scoped_lock lock(one_at_a_time_);
  auto outcome = scrub(parts_);
  take_note(outcome);
  return outcome;
}

// By the clock, which a test may own, and not by the pause.
Periodic::Pause LogKeeper::scrub_slowly() {
  const auto last = last_scrub();
  if (last && clock_.now() - last->at < scrub_every) return look_every;
  const auto rest = [this]() -> Status {
    if (every_day_.rest(scrub_rest)) return {};
    return fail(Errc::unavailable, "the server ends", "scrub", {{"reason", "closed"}});
  };
  const auto outcome = scrub(parts_, {scrub_events, rest});
  take_note(outcome);
  if (outcome || outcome.error().code == Errc::corrupt) return look_every;
  if (!every_day_.is_stopping()) log::warn("scrub not done", {{"target", outcome.error().target}});
  return scrub_again;
}

void LogKeeper::take_note(const Result<ScrubReport>& outcome) {
  LastScrub now{clock_.now(), 0, 0, {}};
  if (outcome) {
    now.events = outcome->log.tree.size;
    now.key_pages = outcome->key_pages;
  } else {
    if (outcome.error().code != Errc::corrupt) return;
    now.damage = outcome.error();
    log::error("damage found", {{"target", now.damage->target}});
  }
  const std::scoped_lock lock(mutex_);
  last_ = std::move(now);
}

}  // namespace riskflow::runtime
