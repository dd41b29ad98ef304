#include "domain/language/duration.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "domain/language/members.hpp"
#include "domain/language/text.hpp"
#include "domain/language/timestamp.hpp"

namespace riskflow::language {

using namespace std::chrono;

namespace {

// Reads the parts of a duration in the order in which they may come.
class DurationReader {
 public:
  explicit DurationReader(std::string_view text) : rest_(text) {}

  std::optional<Duration> read();

 private:
  bool take(char wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // A run of digits that fits into 32 bits; it may be empty.
  bool take_number();
  // The unit after the number, if it is this one; adds it to the ticks.
  bool take_part(char unit, std::int64_t ticks_each);
  bool take_seconds();
  bool add(std::int64_t count, std::int64_t ticks_each) {
    std::int64_t ticks = 0;
    has_parts_ = true;
    has_number_ = false;
    return !__builtin_mul_overflow(count, ticks_each, &ticks) &&
           !__builtin_add_overflow(ticks, ticks_, &ticks_) && take_number();
  }

  std::string_view rest_;
  std::int64_t number_ = 0;
  bool has_number_ = false;  // not followed by its unit yet
  bool has_parts_ = false;
  std::int64_t ticks_ = 0;
};

bool DurationReader::take_number() {
  number_ = 0;
  has_number_ = !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
  for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; rest_.remove_prefix(1)) {
    number_ = number_ * 10 + (rest_.front() - '0');
    if (number_ > std::numeric_limits<std::int32_t>::max()) return false;
  }
  return true;
}

bool DurationReader::take_part(char unit, std::int64_t ticks_each) {
  if (!has_number_ || !take(unit)) return true;
  return add(number_, ticks_each);
}

// Digits are not needed on either side of the point.
bool DurationReader::take_seconds() {
  if (!take('.')) return take_part('S', ticks_per_second);
  std::int64_t fraction = 0;
  std::int64_t unit = ticks_per_second;
  for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; rest_.remove_prefix(1)) {
    unit /= 10;
    fraction += unit * (rest_.front() - '0');
  }
  return take('S') && add(number_, ticks_per_second) && add(fraction, 1);
}

std::optional<Duration> DurationReader::read() {
  const bool is_negative = take('-');
  if (!take('P') || !take_number()) return std::nullopt;
  constexpr auto hour = 3600 * ticks_per_second;
  // Twelve months are a year of 365 days; those that are left over have 30 each.
  bool ok = take_part('Y', 365 * ticks_per_day);
  if (ok && has_number_ && take('M'))
    ok = add(number_ / 12 * 365 + number_ % 12 * 30, ticks_per_day);
  ok = ok && take_part('D', ticks_per_day);
  if (ok && !has_number_ && take('T')) {
    // A point may follow without digits; nothing at all may not.
    ok = !rest_.empty() && take_number() && take_part('H', hour) &&
         take_part('M', 60 * ticks_per_second) && take_seconds();
  }
  if (!ok || has_number_ || !has_parts_ || !rest_.empty()) return std::nullopt;
  return Duration{(is_negative ? -ticks_ : ticks_) / 10};
}

struct UnitName {
  std::string_view name;
  TimeUnit unit;
  seconds length;  // 0 for a month of the calendar
};
constexpr std::array unit_names{
    UnitName{"Second", TimeUnit::second, seconds{1}},
    UnitName{"Minute", TimeUnit::minute, minutes{1}},
    UnitName{"Hour", TimeUnit::hour, hours{1}},
    UnitName{"Day", TimeUnit::day, days{1}},
    UnitName{"Week", TimeUnit::week, weeks{1}},
    UnitName{"Month", TimeUnit::month, seconds{0}},
};

const UnitName& row_of(TimeUnit unit) { return unit_names[static_cast<std::size_t>(unit) - 1]; }

}  // namespace

Result<Duration> duration_from_text(std::string_view text) {
  if (const auto read = DurationReader{trimmed(text)}.read()) return *read;
  return fail(Errc::invalid,
              "not a duration: write it as P1DT2H30M or PT45S, with days for weeks, and not longer "
              "than 29,000 years");
}

Result<TimeUnit> time_unit_from_text(std::string_view name) {
  const auto* const found = std::ranges::find_if(
      unit_names, [&](const UnitName& row) { return same_name(row.name, name); });
  if (found != unit_names.end()) return found->unit;
  return fail(Errc::invalid, "the unit must be Second, Minute, Hour, Day, Week or Month");
}

std::string_view to_text(TimeUnit unit) { return row_of(unit).name; }

Result<Interval> interval_from(const Value& value) {
  const Members members{value, "interval"};
  if (auto checked = members.check(R"({"count": 5, "unit": "Minute"})"); !checked)
    return fail(checked.error());
  const auto count =
      members.required_number("count", {0, std::numeric_limits<std::int64_t>::max()});
  if (!count) return fail(count.error());
  const auto name = members.required_text("unit");
  if (!name) return fail(name.error());
  const auto unit = time_unit_from_text(*name);
  if (!unit) return members.wrong("unit", unit.error().message);
  return Interval{*count, *unit};
}

// ---- adding ----

static Instant instant_of(Timestamp at) {
  return Instant{sys_days{year{1} / January / 1}} + microseconds{at.ticks / 10};
}

Result<Instant> plus(Instant at, Interval interval) {
  constexpr std::int64_t months_max = 12 * 9999;
  const auto start = timestamp_of(at);
  const auto length = row_of(interval.unit).length;
  const auto moved = interval.unit == TimeUnit::month
                         ? plus_months(start, std::min(interval.count, months_max + 1))
                         : plus(start, interval.count, length.count() * ticks_per_second);
  if (!moved) return fail(moved.error());
  return instant_of(*moved);
}

}  // namespace riskflow::language
