// Laws of recurrences, over many that are made from a seed.  SEED= plays others.

#include <algorithm>
#include <array>
#include <cstdlib>

#include <gtest/gtest.h>

#include "domain/language/context.hpp"
#include "domain/language/recurrence.hpp"
#include "domain/language/time_zones.hpp"
#include "tests/language/example_environment.hpp"

namespace riskflow::language {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 6> zones{
    "",
    "W. Europe Standard Time",
    "Pacific Standard Time",
    "India Standard Time",
    "Australia/Lord_Howe",  // puts its clock forward by half an hour
    "Pacific/Apia"};

std::uint64_t seed_of_this_run() {
  const char* given = std::getenv("SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : 20260112;
}

// Makes recurrences whose occurrences lie on quarters of an hour.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : bits_(seed) {}

  int below(int limit) {
    return static_cast<int>(bits_.next() % static_cast<std::uint64_t>(limit));
  }
  std::vector<int> some(int from, int step, int count) {
    std::vector<int> picked;
    for (int i = 0; i < 1 + below(3); ++i) picked.push_back(from + step * below(count));
    std::ranges::sort(picked);
    const auto repeats = std::ranges::unique(picked);
    picked.erase(repeats.begin(), repeats.end());
    return picked;
  }
  // Between October and April, when clocks change.
  Instant moment() {
    return Instant{sys_days{2025y / October / 1}} + days{below(200)} + minutes{15 * below(96)};
  }
  Recurrence recurrence();

 private:
  SeededBits bits_;
};

Recurrence Chance::recurrence() {
  constexpr std::array units{TimeUnit::day, TimeUnit::week, TimeUnit::month};
  Recurrence made;
  made.frequency = units[static_cast<std::size_t>(below(3))];
  made.interval = 1 + below(3);
  made.time_zone = zones[static_cast<std::size_t>(below(zones.size()))];
  auto& schedule = made.schedule;
  if (below(4) != 0) schedule.hours = some(0, 1, 24);
  if (below(4) != 0) schedule.minutes = some(0, 15, 4);
  if (made.frequency == TimeUnit::week && below(3) != 0) schedule.weekdays = some(0, 1, 7);
  if (made.frequency == TimeUnit::month && below(2) != 0) schedule.month_days = some(-3, 7, 5);
  std::erase(schedule.month_days, 0);
  if (made.frequency == TimeUnit::month && below(2) != 0)
    schedule.monthly_occurrences = {{below(7), 1 + below(5)}, {below(7), -1 - below(5)}};
  if (!schedule.is_given()) schedule.hours = {2};
  if (below(2) == 0) return made;
  made.start = timestamp_of(moment());
  if (below(2) == 0) made.start->zone = Zone::none;
  return made;
}

// ---- what a recurrence means, said once more and slowly ----

Timestamp shown(Instant at, const std::string& zone) {
  const auto utc = timestamp_of(at);
  return zone.empty() ? utc : *local_time(utc, zone);
}

// Whether a clock that shows this is at a slot of the schedule.
bool is_slot(const Recurrence& recurrence, Timestamp local, Timestamp anchor) {
  const auto& wanted = recurrence.schedule;
  const auto day_number = [](Timestamp at) { return at.ticks / ticks_per_day; };
  const auto minute_of_day = [](Timestamp at) {
    return static_cast<int>(at.ticks % ticks_per_day / ticks_per_second / 60);
  };
  const auto has = [](const std::vector<int>& list, int value, int own) {
    return list.empty() ? value == own : std::ranges::find(list, value) != list.end();
  };
  const auto first_day = day_number(anchor);
  const auto day = day_number(local);
  if (day < first_day) return false;
  if (!has(wanted.hours, minute_of_day(local) / 60, minute_of_day(anchor) / 60) ||
      !has(wanted.minutes, minute_of_day(local) % 60, minute_of_day(anchor) % 60))
    return false;
  const auto on = day_of(local);
  const auto from = day_of(anchor);
  if (recurrence.frequency == TimeUnit::day) return (day - first_day) % recurrence.interval == 0;
  if (recurrence.frequency == TimeUnit::week) {
    const auto sunday = first_day - from.weekday;
    return has(wanted.weekdays, on.weekday, from.weekday) &&
           (day - sunday) / 7 % recurrence.interval == 0;
  }
  std::int64_t months = 0;  // between the two
  while (plus_months(month_of(anchor), months + 1)->ticks <= local.ticks) ++months;
  if (months % recurrence.interval != 0) return false;
  const auto month_end = day_number(*plus_months(month_of(local), 1)) - 1;
  const auto length = static_cast<int>(month_end - day_number(month_of(local))) + 1;
  if (wanted.month_days.empty() && wanted.monthly_occurrences.empty())
    return on.month == std::min(from.month, length);
  for (const int wanted_day : wanted.month_days)
    if (on.month == wanted_day || on.month == length + 1 + wanted_day) return true;
  for (const auto& [weekday, nth] : wanted.monthly_occurrences) {
    const bool is_nth = nth > 0
                            ? on.month > 7 * (nth - 1) && on.month <= 7 * nth
                            : length - on.month >= 7 * (-nth - 1) && length - on.month < 7 * -nth;
    if (weekday == on.weekday && is_nth) return true;
  }
  return false;
}

// Whether it is time, at a quarter of an hour.
bool is_time(const Recurrence& recurrence, Instant at, Timestamp anchor) {
  const auto& zone = recurrence.time_zone;
  const auto local = shown(at, zone);
  if (zone.empty()) return is_slot(recurrence, local, anchor);
  const auto back = utc_time({local.ticks, Zone::none}, zone);
  if (back && back->ticks == timestamp_of(at).ticks && is_slot(recurrence, local, anchor))
    return true;
  // Or one that would have been now, had the clock not been put forward.
  const auto before = at - hours{2};
  const auto gap = (local.ticks - timestamp_of(at).ticks) -
                   (shown(before, zone).ticks - timestamp_of(before).ticks);
  const Timestamp unmoved{local.ticks - gap, Zone::none};
  return gap > 0 && !utc_time(unmoved, zone) && is_slot(recurrence, unmoved, anchor);
}

TEST(ARecurrencesLaws, SayThatAWalkByQuartersFindsTheSame) {
  const auto seed = seed_of_this_run();
  Chance chance{seed};
  std::size_t compared = 0;
  for (int round = 0; round < 30; ++round) {
    const auto recurrence = chance.recurrence();
    const auto enabled = chance.moment();
    auto start = recurrence.start.value_or(timestamp_of(enabled));
    if (start.zone == Zone::none && !recurrence.time_zone.empty()) {
      const auto utc = utc_time(start, recurrence.time_zone);
      if (!utc) continue;  // a start in a gap is a test of its own
      start = *utc;
    }
    const auto start_at = Instant{sys_days{1y / January / 1}} + microseconds{start.ticks / 10};
    const auto anchor = shown(start_at, recurrence.time_zone);
    auto last = std::optional<Instant>{enabled - microseconds{1}};
    auto now = enabled;
    for (auto walk = enabled; walk < enabled + days{120}; walk += minutes{15}) {
      if (walk < start_at || !is_time(recurrence, walk, anchor)) continue;
      last = next(recurrence, enabled, last, now);
      ASSERT_EQ(last, walk) << "SEED=" << seed << " round " << round << ": "
                            << (last ? riskflow::to_text(*last) : "never") << " instead of "
                            << riskflow::to_text(walk) << " in '" << recurrence.time_zone << "'";
      now = walk;
      ++compared;
    }
  }
  EXPECT_GT(compared, 500U) << "SEED=" << seed;
}

TEST(ARecurrencesLaws, SayThatOccurrencesOnlyGoForward) {
  const auto seed = seed_of_this_run();
  Chance chance{seed + 1};
  for (int round = 0; round < 400; ++round) {
    auto recurrence = chance.recurrence();
    if (chance.below(2) == 0) recurrence.schedule = {};
    if (chance.below(2) == 0) recurrence.missed = Missed::made_up;
    const auto enabled = chance.moment();
    std::optional<Instant> last;
    auto now = enabled;
    for (int i = 0; i < 20; ++i) {
      const auto occurrence = next(recurrence, enabled, last, now);
      if (!occurrence) break;
      const auto where = std::to_string(seed) + " round " + std::to_string(round);
      if (last) ASSERT_GT(*occurrence, *last) << "SEED=" << where;
      if (recurrence.missed == Missed::dropped) ASSERT_GE(*occurrence, now) << "SEED=" << where;
      if (recurrence.start && recurrence.start->zone == Zone::utc)
        ASSERT_GE(timestamp_of(*occurrence).ticks, recurrence.start->ticks) << "SEED=" << where;
      // Asked again with what is known, it says the same.
      ASSERT_EQ(next(recurrence, enabled, last, now), occurrence) << "SEED=" << where;
      last = occurrence;
      now = std::max(now, *last + hours{chance.below(100)});
    }
  }
}

TEST(ARecurrencesLaws, SayThatMakingUpLeavesNothingOut) {
  const auto seed = seed_of_this_run();
  Chance chance{seed + 2};
  for (int round = 0; round < 100; ++round) {
    auto recurrence = chance.recurrence();
    const auto enabled = chance.moment();
    if (!recurrence.start) recurrence.start = timestamp_of(enabled);
    // Asked late or in time, the occurrences are those that nobody missed.
    recurrence.missed = Missed::made_up;
    std::optional<Instant> late, in_time;
    for (int i = 0; i < 20; ++i) {
      late = next(recurrence, enabled, late, enabled + days{1000});
      in_time = next(recurrence, enabled, in_time, in_time.value_or(enabled));
      ASSERT_EQ(late, in_time) << "SEED=" << seed << " round " << round;
      if (!late) break;
    }
  }
}

}  // namespace
}  // namespace riskflow::language
