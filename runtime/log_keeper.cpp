#include "runtime/log_keeper.hpp"

#include "runtime/core/log.hpp"

namespace riskflow::runtime {

static constexpr std::chrono::seconds look_every{1};
// A million events in 200 seconds, for less than a hundredth of a core.
static constexpr std::uint64_t scrub_events = 5'000;
static constexpr std::chrono::hours scrub_every{24};

LogKeeper::LogKeeper(eventstore::Log& log, Clock& clock)
    : log_(log), clock_(clock), every_second_([this] {
        look();
        scrub();
        return look_every;
      }) {}

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

void LogKeeper::scrub() {
  const auto last = last_scrub();
  if (!pass_ && last && clock_.now() - last->at < scrub_every) return;
  if (!pass_) pass_ = std::make_unique<eventstore::Scrubber>(log_);
  const auto step = pass_->step(scrub_events);
  if (!step && step.error().code != Errc::corrupt) return pass_.reset();  // later, from the start
  if (!step) return end_scrub({clock_.now(), 0, step.error()});
  if (*step) end_scrub({clock_.now(), (*step)->tree.size, {}});
}

void LogKeeper::end_scrub(LastScrub result) {
  pass_.reset();
  if (result.damage) log::error("log damaged", {{"code", to_text(result.damage->code)}});
  const std::scoped_lock lock(mutex_);
  last_ = std::move(result);
}

}  // namespace riskflow::runtime
