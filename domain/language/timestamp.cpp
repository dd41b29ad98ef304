#include "domain/language/timestamp.hpp"

#include <chrono>
#include <cstdlib>

#include <fmt/format.h>

#include "domain/language/expression.hpp"

namespace riskflow::language {

using namespace std::chrono;

static constexpr sys_days first_day{year{1} / January / 1};

Timestamp timestamp_of(Instant at) { return {(at - Instant{first_day}).count() * 10, Zone::utc}; }

std::string round_trip_text(Instant at) {
  auto text = format_timestamp(timestamp_of(at), "o");
  return text ? *std::move(text) : std::string{};
}

static std::unexpected<Error> out_of_range() {
  return fail(Errc::invalid, "the date lies outside the years 1 to 9999",
              std::string(invalid_template));
}

Result<Timestamp> plus(Timestamp at, std::int64_t count, std::int64_t ticks_each) {
  std::int64_t ticks = 0;
  const bool overflows = __builtin_mul_overflow(count, ticks_each, &ticks) ||
                         __builtin_add_overflow(ticks, at.ticks, &ticks);
  if (overflows || ticks < 0 || ticks > ticks_max) return out_of_range();
  return Timestamp{ticks, at.zone};
}

static sys_days day_in(Timestamp at) {
  return first_day + days{static_cast<int>(at.ticks / ticks_per_day)};
}

static std::int64_t ticks_at(sys_days day) { return (day - first_day).count() * ticks_per_day; }

static constexpr std::int64_t months_max = 12 * 9999;

Result<Timestamp> plus_months(Timestamp at, std::int64_t count) {
  if (count > months_max || count < -months_max) return out_of_range();
  const year_month_day start{day_in(at)};
  const auto month = year_month{start.year(), start.month()} + months{static_cast<int>(count)};
  const auto year = static_cast<int>(month.year());
  if (year < 1 || year > 9999) return out_of_range();
  const auto last = year_month_day_last{month.year(), month_day_last{month.month()}}.day();
  const auto day = sys_days{month / std::min(start.day(), last)};
  return Timestamp{ticks_at(day) + at.ticks % ticks_per_day, at.zone};
}

DayOf day_of(Timestamp at) {
  const auto day = day_in(at);
  const year_month_day date{day};
  const auto new_year = sys_days{date.year() / January / 1};
  return {static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(weekday{day}.c_encoding()),
          static_cast<int>((day - new_year).count()) + 1};
}

Timestamp month_of(Timestamp at) {
  const year_month_day date{day_in(at)};
  return {ticks_at(sys_days{date.year() / date.month() / 1}), at.zone};
}

std::string span_text(std::int64_t ticks) {
  const auto size =
      ticks < 0 ? 0 - static_cast<std::uint64_t>(ticks) : static_cast<std::uint64_t>(ticks);
  const auto seconds = size / ticks_per_second;
  const auto fraction = size % ticks_per_second;
  const auto whole_days = seconds / 86'400;
  std::string out = ticks < 0 ? "-" : "";
  if (whole_days > 0) out += fmt::format("{}.", whole_days);
  out += fmt::format("{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
  if (fraction > 0) out += fmt::format(".{:07}", fraction);
  return out;
}

}  // namespace riskflow::language
