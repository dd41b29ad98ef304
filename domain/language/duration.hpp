#pragma once
// Lengths of time in definitions: ISO 8601 durations ("PT1H30M") as .NET's XmlConvert.ToTimeSpan
// reads them, and {"count", "unit"} of a Wait, where a month is a month of the calendar.

#include <string_view>

#include "domain/core/time.hpp"
#include "domain/language/value.hpp"

namespace riskflow::language {

using Duration = Instant::duration;  // whole microseconds; finer fractions are cut

// PnYnMnDTnHnMnS with a sign before it and a fraction on the seconds.  A year is 365 days, a month
// 30; weeks do not exist.  Error: invalid, also beyond the range of .NET's TimeSpan.
Result<Duration> duration_from_text(std::string_view text);

// The order is that of the names' table.
enum class TimeUnit : std::uint8_t { second = 1, minute, hour, day, week, month };

// "Month", in any case.  Error: invalid, with the names that there are.
Result<TimeUnit> time_unit_from_text(std::string_view name);
std::string_view to_text(TimeUnit unit);

struct Interval {
  std::int64_t count = 1;  // not negative
  TimeUnit unit = TimeUnit::second;
  bool operator==(const Interval&) const = default;
};

// {"count": 5, "unit": "Minute"}; the count may be text with a whole number, as Json.NET takes it.
// Error: invalid, with the member in Error::target.
Result<Interval> interval_from(const Value& value);

// Months keep the day, or take the last of a shorter month; all else is a fixed length.
// Error: invalid, when the result lies outside the years 1 to 9999.
Result<Instant> plus(Instant at, Interval interval);

}  // namespace riskflow::language
