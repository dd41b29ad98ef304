#pragma once
// Dates and times as the language's functions see them: .NET's DateTime, 100 ns ticks since
// 0001-01-01 of the proleptic Gregorian calendar, with or without a zone.

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/core/time.hpp"
#include "domain/language/culture.hpp"

namespace riskflow::language {

enum class Zone : std::uint8_t { none, utc };

struct Timestamp {
  std::int64_t ticks = 0;
  Zone zone = Zone::none;
  bool operator==(const Timestamp&) const = default;
};

inline constexpr std::int64_t ticks_per_second = 10'000'000;
inline constexpr std::int64_t ticks_per_day = 86'400 * ticks_per_second;
inline constexpr std::int64_t ticks_max = 3'155'378'975'999'999'999;  // the end of 9999

Timestamp timestamp_of(Instant at);

// "2026-01-12T08:30:00.0000000Z": .NET's round-trip form, in UTC.
std::string round_trip_text(Instant at);

// Reads what .NET reads: ISO 8601, 1/31/2026 8:30 AM in the culture's order, RFC 1123, 31 Jan 2026,
// January 31, 2026, with the culture's names or English ones.  An offset converts to UTC; without
// one the zone stays none.  Error: invalid, when it is no date, or none of the years 1 to 9999.
Result<Timestamp> timestamp_from_text(std::string_view text,
                                      const DateCulture& culture = english().date);

// Reads what is written exactly by a standard or custom .NET format.  Error: invalid.
Result<Timestamp> timestamp_from_exact_text(std::string_view text, std::string_view format,
                                            const DateCulture& culture);

// Writes by a standard (one letter) or custom .NET format; an empty format is "o".
// Error: invalid, for a letter that is no format, or more than seven f.
Result<std::string> format_timestamp(Timestamp at, std::string_view format,
                                     const DateCulture& culture = english().date);

// The custom format that a letter stands for; empty when it is no standard format.
std::string standard_pattern(char letter, const DateCulture& culture);
// Whether that format is the same in every culture.
bool is_invariant_format(char letter);

// Error: invalid, when the result lies outside the years 1 to 9999.
Result<Timestamp> plus(Timestamp at, std::int64_t count, std::int64_t ticks_each);
// The same day so many months on, or the last of a shorter month.  Error: the same.
Result<Timestamp> plus_months(Timestamp at, std::int64_t count);

// The calendar's view of a day.
struct DayOf {
  int month = 1;    // from 1
  int weekday = 0;  // Sunday is 0
  int year = 1;     // day of the year, from 1
};
DayOf day_of(Timestamp at);
// The beginning of the month.
Timestamp month_of(Timestamp at);

// A length of time as .NET writes it: "[-][d.]hh:mm:ss[.fffffff]".
std::string span_text(std::int64_t ticks);

}  // namespace riskflow::language
