#include <algorithm>
#include <array>
#include <functional>

#include <fmt/format.h>

#include "domain/language/members.hpp"
#include "domain/language/recurrence.hpp"
#include "domain/language/text.hpp"
#include "domain/language/time_zones.hpp"

namespace riskflow::language {

namespace {

// The longest interval of each unit, in the order of TimeUnit.
constexpr std::array<std::int64_t, 6> interval_max{9'999'999, 72'000, 12'000, 500, 71, 16};

constexpr std::array<std::string_view, 7> weekday_names{
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

using ReadSlot = std::function<std::optional<int>(const Value&)>;

ReadSlot number_in(WholeRange range) {
  return [range](const Value& value) -> std::optional<int> {
    const auto number = whole_number(value);
    if (!number || *number < range.lowest || *number > range.highest) return std::nullopt;
    return static_cast<int>(*number);
  };
}

std::optional<int> month_day(const Value& value) {
  const auto day = whole_number(value);
  if (!day || *day == 0 || *day < -31 || *day > 31) return std::nullopt;
  return static_cast<int>(*day);
}

std::optional<int> weekday(const Value& value) {
  if (value.kind() != Kind::string) return std::nullopt;
  const auto* const found =
      std::ranges::find_if(weekday_names, [&](auto name) { return same_name(name, value.text()); });
  if (found == weekday_names.end()) return std::nullopt;
  return static_cast<int>(found - weekday_names.begin());
}

template <class Slot>
void sort_slots(std::vector<Slot>& slots) {
  std::ranges::sort(slots);
  const auto repeats = std::ranges::unique(slots);
  slots.erase(repeats.begin(), repeats.end());
}

// A list of a schedule, what its items must be, and the units that may have it.
struct SlotList {
  std::string_view name;
  std::vector<int> Schedule::* slots;
  ReadSlot read;
  std::string_view must_be;
};

Status read_list(const Members& members, const SlotList& list, Schedule& schedule) {
  auto& slots = schedule.*list.slots;
  for (const auto& item : members.list(list.name)) {
    const auto slot = list.read(item);
    if (!slot) return members.wrong(list.name, fmt::format("each must be {}", list.must_be));
    slots.push_back(*slot);
  }
  sort_slots(slots);
  return {};
}

Status read_occurrences(const Members& members, Schedule& schedule) {
  static constexpr std::string_view name = "monthlyOccurrences";
  for (const auto& item : members.list(name)) {
    const auto* day = item.find("day");
    if (day == nullptr) day = item.find("dayOfWeek");
    const auto* occurrence = item.find("occurrence");
    const auto on = day == nullptr ? std::nullopt : weekday(*day);
    const auto nth = occurrence == nullptr ? std::nullopt : whole_number(*occurrence);
    if (!on || !nth || *nth == 0 || *nth < -5 || *nth > 5)
      return members.wrong(name, R"(each must be like {"day": "Monday", "occurrence": 1}, with an )"
                                 "occurrence from 1 to 5, or from -5 to -1 for the last ones");
    schedule.monthly_occurrences.push_back({*on, static_cast<int>(*nth)});
  }
  sort_slots(schedule.monthly_occurrences);
  return {};
}

// Which lists a unit may have.
Status check_unit(const Members& members, const Schedule& schedule, TimeUnit unit) {
  const bool is_month = unit == TimeUnit::month;
  const bool has_time = is_month || unit == TimeUnit::day || unit == TimeUnit::week;
  const auto refuse = [&](std::string_view name, std::string_view units) {
    return members.wrong(
        name, fmt::format("does not go with the frequency {}: it needs {}", to_text(unit), units));
  };
  if (!has_time && !schedule.hours.empty()) return refuse("hours", "Day, Week or Month");
  if (!has_time && !schedule.minutes.empty()) return refuse("minutes", "Day, Week or Month");
  if (unit != TimeUnit::week && !schedule.weekdays.empty()) return refuse("weekDays", "Week");
  if (!is_month && !schedule.month_days.empty()) return refuse("monthDays", "Month");
  if (!is_month && !schedule.monthly_occurrences.empty())
    return refuse("monthlyOccurrences", "Month");
  return {};
}

Result<Schedule> schedule_from(const Value& value, TimeUnit unit) {
  const Members members{value, "recurrence/schedule"};
  if (auto checked = members.check(R"({"hours": [8], "minutes": [30]})"); !checked)
    return fail(checked.error());
  const std::array lists{
      SlotList{"hours", &Schedule::hours, number_in({0, 23}), "an hour from 0 to 23"},
      SlotList{"minutes", &Schedule::minutes, number_in({0, 59}), "a minute from 0 to 59"},
      SlotList{"weekDays", &Schedule::weekdays, weekday, "a weekday, such as Monday"},
      SlotList{"monthDays", &Schedule::month_days, month_day,
               "a day from 1 to 31, or from -31 to -1 counted from the end of the month"},
  };
  Schedule schedule;
  for (const auto& list : lists)
    if (auto read = read_list(members, list, schedule); !read) return fail(read.error());
  if (auto read = read_occurrences(members, schedule); !read) return fail(read.error());
  if (auto checked = check_unit(members, schedule, unit); !checked) return fail(checked.error());
  return schedule;
}

// Sets what the recurrence says about its start.
Status read_start(const Members& members, Recurrence& recurrence) {
  auto zone = members.text("timeZone");
  if (!zone) return fail(zone.error());
  recurrence.time_zone = std::move(*zone).value_or("");
  if (names_utc(recurrence.time_zone)) recurrence.time_zone.clear();
  constexpr Timestamp some_time{ticks_max / 2, Zone::utc};
  if (!recurrence.time_zone.empty())
    if (auto known = local_time(some_time, recurrence.time_zone); !known)
      return members.wrong("timeZone", known.error().message);
  const auto start = members.text("startTime");
  if (!start) return fail(start.error());
  if (!*start) return {};
  const auto at = timestamp_from_text(**start);
  if (!at)
    return members.wrong("startTime",
                         "must be a date-time, such as 2026-01-31T08:30:00Z; without "
                         "the Z it is local time in timeZone");
  constexpr std::int64_t ticks_per_microsecond = 10;
  recurrence.start = {at->ticks - at->ticks % ticks_per_microsecond, at->zone};
  return {};
}

}  // namespace

Result<Recurrence> recurrence_from(const Value& value, Missed missed) {
  const Members members{value, "recurrence"};
  if (auto checked = members.check(R"({"frequency": "Day", "interval": 1})"); !checked)
    return fail(checked.error());
  Recurrence recurrence;
  recurrence.missed = missed;
  const auto frequency = members.required_text("frequency");
  if (!frequency) return fail(frequency.error());
  const auto unit = time_unit_from_text(*frequency);
  if (!unit) return members.wrong("frequency", unit.error().message);
  recurrence.frequency = *unit;
  const auto interval =
      members.required_number("interval", {1, interval_max[static_cast<std::size_t>(*unit) - 1]});
  if (!interval) return fail(interval.error());
  recurrence.interval = *interval;
  if (auto read = read_start(members, recurrence); !read) return fail(read.error());
  if (const auto* given = members.find("schedule")) {
    auto schedule = schedule_from(*given, *unit);
    if (!schedule) return fail(schedule.error());
    recurrence.schedule = *std::move(schedule);
  }
  return recurrence;
}

}  // namespace riskflow::language
