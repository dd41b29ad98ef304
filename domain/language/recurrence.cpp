#include "domain/language/recurrence.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "domain/language/time_zones.hpp"

namespace riskflow::language {

using namespace std::chrono;

namespace {

constexpr Instant first_instant{sys_days{year{1} / January / 1}};
constexpr Duration moment{1};        // the least difference between instants
constexpr days search_max{146'097};  // 400 years, after which the calendar repeats

// Times as a clock in the zone shows them are counted from the first day of the year 1, too.
using LocalTime = Duration;

// A local time as an instant.
struct Placed {
  Instant at;
  enum class How : std::uint8_t { as_shown = 1, moved } how = How::as_shown;
};

// The clock of a zone.
class WallClock {
 public:
  explicit WallClock(std::string_view zone) : zone_(zone) {}

  // Nothing beyond the years 1 to 9999.
  std::optional<LocalTime> shown_at(Instant at) const {
    const auto utc = at - first_instant;
    if (zone_.empty()) return utc;
    const auto local = local_time({utc.count() * 10, Zone::utc}, zone_);
    return local ? std::optional{Duration{local->ticks / 10}} : std::nullopt;
  }
  // The same, and when the clock never shows it, as much later as it is put forward.
  std::optional<Placed> place(LocalTime time) const {
    const Timestamp local{time.count() * 10, Zone::none};
    if (time < LocalTime{0} || local.ticks > ticks_max) return std::nullopt;
    if (zone_.empty()) return Placed{first_instant + time, Placed::How::as_shown};
    if (const auto utc = utc_time(local, zone_))
      return Placed{first_instant + Duration{utc->ticks / 10}, Placed::How::as_shown};
    const auto day_before = first_instant + time - days{1};
    const auto shown = shown_at(day_before);
    if (!shown) return std::nullopt;
    return Placed{first_instant + time - (*shown - (day_before - first_instant)),
                  Placed::How::moved};
  }

 private:
  std::string_view zone_;
};

std::int64_t floor_divided(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0);
}

Duration length_of(TimeUnit unit) {
  switch (unit) {
    case TimeUnit::second: return seconds{1};
    case TimeUnit::minute: return minutes{1};
    case TimeUnit::hour: return hours{1};
    case TimeUnit::day: return days{1};
    case TimeUnit::week: return weeks{1};
    case TimeUnit::month: break;
  }
  return days{31};  // a month is never longer
}

bool is_of_calendar(TimeUnit unit) { return unit >= TimeUnit::day; }

// ---- without a schedule ----

// The n-th occurrence after the base.
class Steps {
 public:
  Steps(const Recurrence& recurrence, const WallClock& clock, Instant base)
      : recurrence_(recurrence), clock_(clock), base_(base) {}

  std::optional<Instant> at(std::int64_t n) const;
  // The first one that is not before `threshold`, from the n-th on.
  std::optional<Instant> from(std::int64_t n, Instant threshold) const;

 private:
  const Recurrence& recurrence_;
  const WallClock& clock_;
  Instant base_;
};

std::optional<Instant> Steps::at(std::int64_t n) const {
  if (n == 0) return base_;
  const auto count = n * recurrence_.interval;
  const auto unit = recurrence_.frequency;
  if (!is_of_calendar(unit)) {
    const auto moved = plus(base_, Interval{count, unit});
    return moved ? std::optional{*moved} : std::nullopt;
  }
  const auto shown = clock_.shown_at(base_);
  const auto moved = shown ? plus(first_instant + *shown, Interval{count, unit})
                           : Result<Instant>{fail(Errc::invalid, "")};
  const auto placed = moved ? clock_.place(*moved - first_instant) : std::nullopt;
  return placed ? std::optional{placed->at} : std::nullopt;
}

std::optional<Instant> Steps::from(std::int64_t n, Instant threshold) const {
  // A guess that is never too late: no month is longer, and zones shift by less than two days.
  const auto length = length_of(recurrence_.frequency) * recurrence_.interval;
  const auto guess = floor_divided((threshold - base_).count(), length.count()) - 2;
  for (n = std::max(n, guess);; ++n) {
    const auto occurrence = at(n);
    if (!occurrence || *occurrence >= threshold) return occurrence;
  }
}

// ---- with a schedule ----

// Which days and times of day the schedule means, where it is anchored.
class Slots {
 public:
  Slots(const Recurrence& recurrence, LocalTime anchor);

  bool has_day(sys_days day) const;
  std::span<const Duration> times() const { return times_; }  // of each day, ascending

 private:
  bool has_month_day(year_month_day date) const;

  const Schedule& schedule_;
  TimeUnit unit_;
  std::int64_t interval_;
  sys_days anchor_;
  std::vector<Duration> times_;
};

sys_days day_of(LocalTime time) { return floor<days>(first_instant + time); }

Slots::Slots(const Recurrence& recurrence, LocalTime anchor)
    : schedule_(recurrence.schedule),
      unit_(recurrence.frequency),
      interval_(recurrence.interval),
      anchor_(day_of(anchor)) {
  const auto of_day = first_instant + anchor - anchor_;
  const std::array own_hour{static_cast<int>(floor<hours>(of_day).count())};
  const std::array own_minute{static_cast<int>(floor<minutes>(of_day).count() % 60)};
  const auto own_rest = of_day - floor<minutes>(of_day);
  const bool has_minutes = !schedule_.minutes.empty();
  const auto of_list = [](const std::vector<int>& list, std::span<const int> own) {
    return list.empty() ? own : std::span<const int>{list};
  };
  for (const int hour : of_list(schedule_.hours, own_hour))
    for (const int minute : of_list(schedule_.minutes, own_minute))
      times_.push_back(hours{hour} + minutes{minute} + (has_minutes ? Duration{0} : own_rest));
}

bool Slots::has_month_day(year_month_day date) const {
  const auto last = (date.year() / date.month() / std::chrono::last).day();
  const auto day = static_cast<int>(static_cast<unsigned>(date.day()));
  const auto length = static_cast<int>(static_cast<unsigned>(last));
  if (schedule_.month_days.empty() && schedule_.monthly_occurrences.empty())
    return date.day() == std::min(year_month_day{anchor_}.day(), last);
  if (std::ranges::any_of(schedule_.month_days, [&](int wanted) {
        return day == (wanted > 0 ? wanted : length + 1 + wanted);
      }))
    return true;
  const auto weekday_of_day = static_cast<int>(weekday{sys_days{date}}.c_encoding());
  return std::ranges::any_of(schedule_.monthly_occurrences, [&](const auto& wanted) {
    const int nth = wanted.occurrence > 0 ? (day - 1) / 7 + 1 : -((length - day) / 7 + 1);
    return wanted.weekday == weekday_of_day && wanted.occurrence == nth;
  });
}

bool Slots::has_day(sys_days day) const {
  if (day < anchor_) return false;
  if (unit_ == TimeUnit::month) {
    const year_month_day date{day};
    const year_month_day anchor{anchor_};
    const auto months_on =
        year_month{date.year(), date.month()} - year_month{anchor.year(), anchor.month()};
    return months_on.count() % interval_ == 0 && has_month_day(date);
  }
  if (unit_ == TimeUnit::day) return (day - anchor_).count() % interval_ == 0;
  const weekday own{anchor_};
  const auto sunday = anchor_ - days{own.c_encoding()};
  const weekday on{day};
  const bool is_wanted =
      schedule_.weekdays.empty()
          ? on == own
          : std::ranges::binary_search(schedule_.weekdays, static_cast<int>(on.c_encoding()));
  return is_wanted && (day - sunday).count() / 7 % interval_ == 0;
}

std::optional<Instant> first_slot(const Slots& slots, const WallClock& clock, Instant threshold) {
  const auto shown = clock.shown_at(threshold);
  if (!shown) return std::nullopt;
  // No zone shifts its clock by more than a day and a bit.
  const auto earliest = *shown - hours{27};
  const auto first_day = day_of(earliest);
  std::optional<Instant> best;
  for (auto day = first_day; day < first_day + search_max; day += days{1}) {
    if (!slots.has_day(day)) continue;
    for (const auto time : slots.times()) {
      const auto local = day - first_instant + time;
      const auto placed = local < earliest ? std::nullopt : clock.place(local);
      if (!placed || placed->at < threshold) continue;
      best = std::min(best.value_or(placed->at), placed->at);
      // What comes later on the clock comes later, but for a time that was moved.
      if (placed->how == Placed::How::as_shown) return best;
    }
  }
  return best;
}

// ---- both ----

// The start as an instant; nothing when there is none, or it cannot be placed.
std::optional<Instant> start_of(const Recurrence& recurrence, const WallClock& clock) {
  if (!recurrence.start) return std::nullopt;
  const Duration since{recurrence.start->ticks / 10};
  if (recurrence.start->zone == Zone::utc) return first_instant + since;
  const auto placed = clock.place(since);
  return placed ? std::optional{placed->at} : std::nullopt;
}

}  // namespace

std::optional<Instant> next(const Recurrence& recurrence, Instant enabled,
                            std::optional<Instant> last, Instant now) {
  const WallClock clock{recurrence.time_zone};
  const auto start = start_of(recurrence, clock);
  if (recurrence.start && !start) return std::nullopt;
  if (!start && !last) return enabled;

  auto threshold = last ? *last + moment : *start;
  if (start) threshold = std::max(threshold, *start);
  if (recurrence.missed == Missed::dropped) threshold = std::max({threshold, now, enabled});

  if (!recurrence.schedule.is_given())
    return start ? Steps{recurrence, clock, *start}.from(0, threshold)
                 : Steps{recurrence, clock, *last}.from(1, threshold);
  const auto anchor = clock.shown_at(start.value_or(enabled));
  return anchor ? first_slot(Slots{recurrence, *anchor}, clock, threshold) : std::nullopt;
}

Window window_at(const Recurrence& recurrence, Instant occurrence) {
  auto each = recurrence;
  each.missed = Missed::made_up;
  return {occurrence, next(each, occurrence, occurrence, occurrence).value_or(occurrence)};
}

}  // namespace riskflow::language
