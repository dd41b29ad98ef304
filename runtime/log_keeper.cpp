#include "runtime/log_keeper.hpp"

#include "runtime/core/log.hpp"

namespace riskflow::runtime {

static constexpr std::chrono::seconds look_every{1};
// A million events in 200 seconds, for less than a hundredth of a core; the views take some more.
static constexpr std::uint64_t scrub_events = 5'000;
static constexpr std::chrono::seconds scrub_rest{1};

// What an earlier process found; the first that there is.
static std::optional<LastScrub> found_before(const eventstore::DamageNote& note,
                                             std::string_view target) {
  const auto damage = note.read();
  if (!damage || !*damage) return {};
  LastScrub out;
  const auto& words = (*damage)->message;
  const auto blank = std::min(words.find(' '), words.size());
  const auto at = instant_from_text(words.substr(0, blank));
  if (at) out.at = *at;
  out.damage = Error{Errc::corrupt,
                     at ? words.substr(std::min(blank + 1, words.size())) : words,
                     std::string(target),
                     {}};
  return out;
}

LogKeeper::LogKeeper(eventstore::Log& log, const ScrubParts& parts, Clock& clock)
    : log_(log),
      parts_(parts),
      clock_(clock),
      keys_note_(parts.room.folder / "keys"),
      views_note_(parts.room.folder / "proj" / "views"),
      every_second_([this] {
        look();
        return look_every;
      }),
      every_day_([this] { return scrub_slowly(); }) {
  last_ = found_before(keys_note_, "keys");
  if (!last_) last_ = found_before(views_note_, "proj");
}

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

std::optional<FailedScrub> LogKeeper::failed_scrub() const {
  const std::scoped_lock lock(mutex_);
  return failed_;
}

// Who waited here would hold a thread that others need.
static std::unexpected<Error> being_done() {
  return fail(Errc::conflict,
              "a scrub is running, or the views are built anew, for somebody else: ask again when "
              "that has ended",
              "scrub");
}

Result<projections::StateHash> LogKeeper::rebuild_now() {
  const std::unique_lock mine(one_at_a_time_, std::try_to_lock);
  if (!mine) return being_done();
  return parts_.views.rebuild();
}

Result<ScrubReport> LogKeeper::scrub_now() {
  const std::unique_lock mine(one_at_a_time_, std::try_to_lock);
  if (!mine) return being_done();
  auto outcome = scrub(parts_);
  take_note(outcome);
  return outcome;
}

// By the clock, which a test may own, and not by the pause.
Periodic::Pause LogKeeper::scrub_slowly() {
  if (!schedule_.is_due(clock_.now())) return look_every;
  const auto rest = [this]() -> Status {
    if (every_day_.rest(scrub_rest)) return {};
    return fail(Errc::unavailable, "the server ends", "scrub", {{"reason", "closed"}});
  };
  const auto outcome = scrub(parts_, {scrub_events, rest});
  take_note(outcome);
  if (!every_day_.is_stopping()) plan_next(outcome);
  return look_every;
}

void LogKeeper::plan_next(const Result<ScrubReport>& outcome) {
  const auto now = clock_.now();
  const bool is_done = outcome || outcome.error().code == Errc::corrupt;
  if (is_done)
    schedule_.done(now);
  else
    schedule_.failed(now);
  if (!is_done) log::warn("scrub not done", {{"target", outcome.error().target}});
  const std::scoped_lock lock(mutex_);
  failed_.reset();
  if (!is_done) failed_ = FailedScrub{now, outcome.error(), schedule_.next()};
}

void LogKeeper::take_note(const Result<ScrubReport>& outcome) {
  LastScrub now{clock_.now(), 0, 0, {}, {}};
  if (outcome) {
    now.events = outcome->log.tree.size;
    now.key_pages = outcome->key_pages;
    now.skipped = outcome->skipped;
    if (now.skipped) log::warn("views not compared", {{"reason", "disk_full"}});
  } else {
    if (outcome.error().code != Errc::corrupt) return;
    now.damage = outcome.error();
    log::error("damage found", {{"target", now.damage->target}});
  }
  const std::scoped_lock lock(mutex_);
  keep_note(now);
  last_ = std::move(now);
}

// Damage of the log has a note of its own (eventstore/damage_note.hpp).  A disk that takes no note
// may be what is broken.
void LogKeeper::keep_note(const LastScrub& now) const {
  const auto write = [&](const eventstore::DamageNote& note) {
    auto damage = *now.damage;
    damage.message = to_text(now.at) + ' ' + damage.message;
    if (!note.write(damage)) log::warn("damage not noted", {{"target", damage.target}});
  };
  const auto target = now.damage ? std::string_view(now.damage->target) : std::string_view();
  if (target == "keys") return write(keys_note_);
  if (target == "proj") return write(views_note_);
  if (now.damage) return;
  (void)keys_note_.remove();
  if (!now.skipped) (void)views_note_.remove();
}

}  // namespace riskflow::runtime
