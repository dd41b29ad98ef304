#include "domain/language/functions_time.hpp"

#include <algorithm>
#include <limits>

#include "domain/language/functions_culture.hpp"
#include "domain/language/text.hpp"
#include "domain/language/time_zones.hpp"
#include "domain/language/timestamp.hpp"

namespace riskflow::language::builtin {

static std::string_view given(const std::optional<Text>& format) {
  return format ? format->view() : std::string_view{};
}

// Reading and writing a time takes far longer than its characters say.
static constexpr std::uint64_t steps_of_time = 400;

// Rules are looked up, and perhaps read for the first time.
static Status pay_for_zone(Context& context) {
  static constexpr std::uint64_t steps_of_zone = 2000;
  return context.budget.spend(steps_of_zone);
}

static Result<Timestamp> read(Context& context, const Text& at) {
  if (auto paid = context.budget.spend(steps_of_time); !paid) return fail(paid.error());
  return timestamp_from_text(at.view());
}

static Result<std::string> written(const Result<Timestamp>& at, const std::optional<Text>& format) {
  if (!at) return fail(at.error());
  return format_timestamp(*at, given(format));
}

static Result<std::string> shifted(Context& context, const Text& at, std::int64_t count,
                                   std::int64_t ticks_each, const std::optional<Text>& format) {
  const auto start = read(context, at);
  if (!start) return fail(start.error());
  return written(plus(*start, count, ticks_each), format);
}

Result<std::string> add_days(Context& context, const Text& at, std::int64_t count,
                             const std::optional<Text>& format) {
  return shifted(context, at, count, ticks_per_day, format);
}

Result<std::string> add_hours(Context& context, const Text& at, std::int64_t count,
                              const std::optional<Text>& format) {
  return shifted(context, at, count, 3600 * ticks_per_second, format);
}

Result<std::string> add_minutes(Context& context, const Text& at, std::int64_t count,
                                const std::optional<Text>& format) {
  return shifted(context, at, count, 60 * ticks_per_second, format);
}

Result<std::string> add_seconds(Context& context, const Text& at, std::int64_t count,
                                const std::optional<Text>& format) {
  return shifted(context, at, count, ticks_per_second, format);
}

// ---- units ----

static constexpr std::int64_t ticks_per_hour = 3600 * ticks_per_second;

// A unit is so many ticks or so many months.
struct Unit {
  std::string_view name;
  std::int64_t ticks;
  std::int64_t months;
};
static constexpr std::array units{
    Unit{"Second", ticks_per_second, 0},
    Unit{"Minute", 60 * ticks_per_second, 0},
    Unit{"Hour", ticks_per_hour, 0},
    Unit{"Day", ticks_per_day, 0},
    Unit{"Week", 7 * ticks_per_day, 0},
    Unit{"Month", 0, 1},
    Unit{"Year", 0, 12},
};

static Result<Timestamp> moved(Timestamp at, std::int64_t count, const Text& unit) {
  const auto* const found = std::ranges::find_if(
      units, [&](const Unit& one) { return same_name(one.name, unit.view()); });
  if (found == units.end())
    return cannot("the unit must be Second, Minute, Hour, Day, Week, Month or Year");
  if (found->months == 0) return plus(at, count, found->ticks);
  constexpr std::int64_t count_max = 1'000'000;  // beyond all years, and safe to multiply
  return plus_months(at, std::clamp(count, -count_max, count_max) * found->months);
}

// The least integer has no opposite; its date would lie outside the years anyway.
static std::int64_t opposite(std::int64_t count) {
  return count == std::numeric_limits<std::int64_t>::min()
             ? std::numeric_limits<std::int64_t>::max()
             : -count;
}

Result<std::string> add_to_time(Context& context, const Text& at, std::int64_t count,
                                const Text& unit, const std::optional<Text>& format) {
  const auto start = read(context, at);
  if (!start) return fail(start.error());
  return written(moved(*start, count, unit), format);
}

Result<std::string> subtract_from_time(Context& context, const Text& at, std::int64_t count,
                                       const Text& unit, const std::optional<Text>& format) {
  return add_to_time(context, at, opposite(count), unit, format);
}

Result<std::string> future_time(Context& context, std::int64_t count, const Text& unit,
                                const std::optional<Text>& format) {
  if (auto paid = context.budget.spend(steps_of_time); !paid) return fail(paid.error());
  return written(moved(timestamp_of(context.now), count, unit), format);
}

Result<std::string> past_time(Context& context, std::int64_t count, const Text& unit,
                              const std::optional<Text>& format) {
  return future_time(context, opposite(count), unit, format);
}

// ---- parts ----

Result<std::string> date_difference(Context& context, const Text& start, const Text& end) {
  const auto first = read(context, start);
  if (!first) return fail(first.error());
  const auto last = read(context, end);
  if (!last) return fail(last.error());
  return span_text(last->ticks - first->ticks);
}

static Result<std::int64_t> part_of_day(Context& context, const Text& at, int DayOf::* part) {
  const auto start = read(context, at);
  if (!start) return fail(start.error());
  return day_of(*start).*part;
}

Result<std::int64_t> day_of_month(Context& context, const Text& at) {
  return part_of_day(context, at, &DayOf::month);
}

Result<std::int64_t> day_of_week(Context& context, const Text& at) {
  return part_of_day(context, at, &DayOf::weekday);
}

Result<std::int64_t> day_of_year(Context& context, const Text& at) {
  return part_of_day(context, at, &DayOf::year);
}

Result<std::int64_t> ticks(Context& context, const Text& at) {
  const auto start = read(context, at);
  if (!start) return fail(start.error());
  return start->ticks;
}

static Result<std::string> cut(Context& context, const Text& at, std::int64_t ticks_each,
                               const std::optional<Text>& format) {
  const auto start = read(context, at);
  if (!start) return fail(start.error());
  return written(Timestamp{start->ticks - start->ticks % ticks_each, start->zone}, format);
}

Result<std::string> start_of_day(Context& context, const Text& at,
                                 const std::optional<Text>& format) {
  return cut(context, at, ticks_per_day, format);
}

Result<std::string> start_of_hour(Context& context, const Text& at,
                                  const std::optional<Text>& format) {
  return cut(context, at, ticks_per_hour, format);
}

Result<std::string> start_of_month(Context& context, const Text& at,
                                   const std::optional<Text>& format) {
  const auto start = read(context, at);
  if (!start) return fail(start.error());
  return written(month_of(*start), format);
}

// ---- writing ----

Result<std::string> format_date_time(Context& context, const Text& at,
                                     const std::optional<Text>& format,
                                     const std::optional<Text>& locale) {
  const auto start = read(context, at);
  if (!start) return fail(start.error());
  const auto culture = culture_of(context, locale);
  if (!culture) return fail(culture.error());
  return format_timestamp(*start, given(format), (*culture)->date);
}

Result<std::string> parse_date_time(Context& context, const Text& text,
                                    const std::optional<Text>& locale,
                                    const std::optional<Text>& format) {
  if (auto paid = context.budget.spend(steps_of_time); !paid) return fail(paid.error());
  const auto culture = culture_of(context, locale);
  if (!culture) return fail(culture.error());
  const auto& names = (*culture)->date;
  return written(given(format).empty()
                     ? timestamp_from_text(text.view(), names)
                     : timestamp_from_exact_text(text.view(), given(format), names),
                 {});
}

// ---- zones ----

static Result<Timestamp> in_utc(Context& context, const Text& at, const Text& zone) {
  if (auto paid = pay_for_zone(context); !paid) return fail(paid.error());
  auto start = read(context, at);
  // A value that says its offset is converted already.
  if (!start || start->zone == Zone::utc) return start;
  return utc_time(*start, zone.view());
}

static Result<Timestamp> in_zone(Context& context, Timestamp utc, const Text& zone) {
  if (auto paid = pay_for_zone(context); !paid) return fail(paid.error());
  return local_time(utc, zone.view());
}

Result<std::string> convert_from_utc(Context& context, const Text& at, const Text& zone,
                                     const std::optional<Text>& format) {
  const auto start = read(context, at);
  if (!start) return fail(start.error());
  return written(in_zone(context, *start, zone), format);
}

Result<std::string> convert_to_utc(Context& context, const Text& at, const Text& zone,
                                   const std::optional<Text>& format) {
  return written(in_utc(context, at, zone), format);
}

Result<std::string> convert_time_zone(Context& context, const Text& at, const Text& from,
                                      const Text& to, const std::optional<Text>& format) {
  const auto utc = in_utc(context, at, from);
  if (!utc) return fail(utc.error());
  auto local = in_zone(context, *utc, to);
  if (local && names_utc(to.view())) local->zone = Zone::utc;
  return written(local, format);
}

Result<std::string> utc_now(Context& context, const std::optional<Text>& format) {
  if (auto paid = context.budget.spend(steps_of_time); !paid) return fail(paid.error());
  return format_timestamp(timestamp_of(context.now), given(format));
}

}  // namespace riskflow::language::builtin
