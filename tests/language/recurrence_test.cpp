// When a scheduled trigger fires (wdl.md 3.4), by tables.

#include "domain/language/recurrence.hpp"

#include <gtest/gtest.h>

#include "tests/language/example_environment.hpp"

namespace riskflow::language {
namespace {

Instant at(std::string_view text) { return *instant_from_text(text); }

Recurrence recurrence_of(std::string_view json, Missed missed = Missed::dropped) {
  auto recurrence = recurrence_from(json_value(json), missed);
  EXPECT_TRUE(recurrence) << json << ": " << (recurrence ? "" : recurrence.error().message);
  return recurrence.value_or(Recurrence{});
}

// The first occurrences of a trigger that is asked again right after each.
std::vector<std::string> occurrences(const Recurrence& recurrence, std::string_view enabled,
                                     std::size_t count) {
  std::vector<std::string> texts;
  std::optional<Instant> last;
  auto now = at(enabled);
  while (texts.size() < count) {
    last = next(recurrence, at(enabled), last, now);
    texts.push_back(last ? riskflow::to_text(*last) : "never");
    if (!last) break;
    now = std::max(now, *last);
  }
  return texts;
}

struct OccurrenceRow {
  std::string_view name;
  std::string_view recurrence;
  std::string_view enabled;
  std::vector<std::string> expected;
};

class Occurrences : public testing::TestWithParam<OccurrenceRow> {};

TEST_P(Occurrences, ComeWhenTheTableSays) {
  const auto& row = GetParam();
  EXPECT_EQ(occurrences(recurrence_of(row.recurrence), row.enabled, row.expected.size()),
            row.expected)
      << row.recurrence;
}

// 2026-01-12 is a Monday.
const OccurrenceRow rows[] = {
    {"OfHoursFollowTheFirstAtOnce",
     R"({"frequency": "Hour", "interval": 2})",
     "2026-01-12T08:30:10Z",
     {"2026-01-12T08:30:10Z", "2026-01-12T10:30:10Z", "2026-01-12T12:30:10Z"}},
    {"OfMonthsClampToTheStartTimesDay",
     R"({"frequency": "Month", "interval": 1, "startTime": "2026-01-31T08:00:00Z"})",
     "2026-01-01T00:00:00Z",
     {"2026-01-31T08:00:00Z", "2026-02-28T08:00:00Z", "2026-03-31T08:00:00Z",
      "2026-04-30T08:00:00Z"}},
    {"OfAPastStartTimeDropTheMissed",
     R"({"frequency": "Day", "interval": 3, "startTime": "2025-12-31T22:00:00Z"})",
     "2026-01-12T08:30:00Z",
     {"2026-01-12T22:00:00Z", "2026-01-15T22:00:00Z"}},
    {"OfAPastStartTimeFireNowIfTheyAreDue",
     R"({"frequency": "Minute", "interval": 90, "startTime": "2026-01-12T07:00:00Z"})",
     "2026-01-12T08:30:00Z",
     {"2026-01-12T08:30:00Z", "2026-01-12T10:00:00Z"}},
    {"OfAScheduleFollowTheFirstAtOnce",
     R"({"frequency": "Day", "interval": 1, "schedule": {"hours": [12, 8], "minutes": [30, 0]}})",
     "2026-01-12T08:10:00Z",
     {"2026-01-12T08:10:00Z", "2026-01-12T08:30:00Z", "2026-01-12T12:00:00Z",
      "2026-01-12T12:30:00Z", "2026-01-13T08:00:00Z"}},
    {"OfAScheduleWaitForTheStartTime",
     R"({"frequency": "Day", "interval": 2, "startTime": "2026-01-12T09:00:00Z",
         "schedule": {"hours": "8,12", "minutes": "30"}})",
     "2026-01-10T00:00:00Z",
     {"2026-01-12T12:30:00Z", "2026-01-14T08:30:00Z", "2026-01-14T12:30:00Z",
      "2026-01-16T08:30:00Z"}},
    {"InheritTheMinutesOfTheFirstRun",
     R"({"frequency": "Day", "interval": 1, "startTime": "2026-01-12T09:17:05Z",
         "schedule": {"hours": [8]}})",
     "2026-01-12T00:00:00Z",
     {"2026-01-13T08:17:05Z", "2026-01-14T08:17:05Z"}},
    {"InheritTheHourOfTheFirstRun",
     R"({"frequency": "Week", "interval": 1, "startTime": "2026-01-12T09:17:05Z",
         "schedule": {"weekDays": ["Tuesday"], "minutes": [0]}})",
     "2026-01-12T00:00:00Z",
     {"2026-01-13T09:00:00Z", "2026-01-20T09:00:00Z"}},
    {"InheritTheWeekdayOfTheFirstRun",
     R"({"frequency": "Week", "interval": 1, "startTime": "2026-01-14T09:00:00Z",
         "schedule": {"hours": [6, 18]}})",
     "2026-01-12T00:00:00Z",
     {"2026-01-14T18:00:00Z", "2026-01-21T06:00:00Z"}},
    {"OfEverySecondWeekCountFromSunday",
     R"({"frequency": "Week", "interval": 2, "startTime": "2026-01-14T08:00:00Z",
         "schedule": {"hours": [8], "minutes": [0], "weekDays": ["Monday", "FRIDAY"]}})",
     "2026-01-12T00:00:00Z",
     {"2026-01-16T08:00:00Z", "2026-01-26T08:00:00Z", "2026-01-30T08:00:00Z",
      "2026-02-09T08:00:00Z"}},
    {"OfDaysOfTheMonthSkipMonthsWithoutThem",
     R"({"frequency": "Month", "interval": 1, "startTime": "2026-01-12T08:00:00Z",
         "schedule": {"monthDays": [31, -1, 1]}})",
     "2026-01-12T00:00:00Z",
     {"2026-01-31T08:00:00Z", "2026-02-01T08:00:00Z", "2026-02-28T08:00:00Z",
      "2026-03-01T08:00:00Z", "2026-03-31T08:00:00Z", "2026-04-01T08:00:00Z",
      "2026-04-30T08:00:00Z"}},
    {"OfWeekdaysOfTheMonthCountFromEitherEnd",
     R"({"frequency": "Month", "interval": 1, "startTime": "2026-01-12T08:00:00Z",
         "schedule": {"monthlyOccurrences": [{"day": "Friday", "occurrence": -1},
                                             {"day": "Monday", "occurrence": 1}]}})",
     "2026-01-12T00:00:00Z",
     {"2026-01-30T08:00:00Z", "2026-02-02T08:00:00Z", "2026-02-27T08:00:00Z",
      "2026-03-02T08:00:00Z"}},
    {"OfHoursOfTheMonthTakeItsLastDay",
     R"({"frequency": "Month", "interval": 1, "startTime": "2026-01-31T08:00:00Z",
         "schedule": {"hours": [20], "minutes": [0]}})",
     "2026-01-12T00:00:00Z",
     {"2026-01-31T20:00:00Z", "2026-02-28T20:00:00Z", "2026-03-31T20:00:00Z"}},
    {"OfADayThatNeverComesNeverCome",
     R"({"frequency": "Month", "interval": 12, "startTime": "2026-02-01T08:00:00Z",
         "schedule": {"monthDays": [30]}})",
     "2026-01-12T00:00:00Z",
     {"never"}},
    {"OfTheLeapDayComeEveryFourthYear",
     R"({"frequency": "Month", "interval": 12, "startTime": "2026-02-01T08:00:00Z",
         "schedule": {"monthDays": [29]}})",
     "2026-01-12T00:00:00Z",
     {"2028-02-29T08:00:00Z", "2032-02-29T08:00:00Z"}},
    {"OfALocalStartTimeKeepToTheClock",
     R"({"frequency": "Day", "interval": 1, "startTime": "2026-03-28T02:30:00",
         "timeZone": "W. Europe Standard Time"})",
     "2026-03-01T00:00:00Z",
     // 02:30 in winter; 03:30 in summer as 02:30 does not exist; 02:30 in summer.
     {"2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"}},
    {"OfATimeThatComesTwiceTakeStandardTime",
     R"({"frequency": "Day", "interval": 1, "startTime": "2026-10-24T02:30:00",
         "timeZone": "Europe/Berlin"})",
     "2026-03-01T00:00:00Z",
     {"2026-10-24T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z"}},
    {"OfHoursAreLengthsOfTime",
     R"({"frequency": "Hour", "interval": 24, "startTime": "2026-03-28T12:00:00",
         "timeZone": "W. Europe Standard Time"})",
     "2026-03-01T00:00:00Z",
     {"2026-03-28T11:00:00Z", "2026-03-29T11:00:00Z", "2026-03-30T11:00:00Z"}},
    {"OfAScheduleMoveOverAGapOnlyOnce",
     R"({"frequency": "Day", "interval": 1, "startTime": "2026-03-29T00:00:00",
         "timeZone": "W. Europe Standard Time", "schedule": {"hours": [2, 3], "minutes": [0, 45]}})",
     "2026-03-01T00:00:00Z",
     {"2026-03-29T01:00:00Z", "2026-03-29T01:45:00Z", "2026-03-30T00:00:00Z"}},
    {"OfAUtcStartTimeFollowTheZonesSchedule",
     R"({"frequency": "Day", "interval": 1, "startTime": "2026-01-12T00:00:00Z",
         "timeZone": "Pacific Standard Time", "schedule": {"hours": [17], "minutes": [0]}})",
     "2026-01-01T00:00:00Z",
     {"2026-01-12T01:00:00Z", "2026-01-13T01:00:00Z"}},
};

INSTANTIATE_TEST_SUITE_P(Table, Occurrences, testing::ValuesIn(rows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ARecurrence, WithoutAStartTimeIsCountedFromTheLast) {
  const auto recurrence = recurrence_of(R"({"frequency": "Hour", "interval": 1})");
  const auto enabled = at("2026-01-12T08:00:00Z");
  const auto last = at("2026-01-12T09:20:00Z");
  EXPECT_EQ(next(recurrence, enabled, last, last), at("2026-01-12T10:20:00Z"));
  // What was missed meanwhile does not come.
  EXPECT_EQ(next(recurrence, enabled, last, at("2026-01-12T14:00:00Z")),
            at("2026-01-12T14:20:00Z"));
}

TEST(ASlidingWindow, MakesUpForWindowsThatWereMissed) {
  const auto recurrence =
      recurrence_of(R"({"frequency": "Hour", "interval": 1, "startTime": "2026-01-12T05:00:00Z"})",
                    Missed::made_up);
  EXPECT_EQ(occurrences(recurrence, "2026-01-12T07:30:00Z", 4),
            (std::vector<std::string>{"2026-01-12T05:00:00Z", "2026-01-12T06:00:00Z",
                                      "2026-01-12T07:00:00Z", "2026-01-12T08:00:00Z"}));
}

TEST(ASlidingWindow, BeginsWhereTheLastOneEnds) {
  const auto recurrence =
      recurrence_of(R"({"frequency": "Month", "interval": 1, "startTime": "2026-01-31T00:00:00Z"})",
                    Missed::made_up);
  const auto enabled = at("2026-01-01T00:00:00Z");
  auto last = *next(recurrence, enabled, std::nullopt, enabled);
  for (int i = 0; i < 24; ++i) {
    const auto window = window_at(recurrence, last);
    EXPECT_EQ(window.start, last);
    last = *next(recurrence, enabled, last, last);
    EXPECT_EQ(window.end, last);
  }
}

TEST(ARecurrence, IsReadWithAllItsMembers) {
  const auto recurrence = recurrence_of(
      R"({"frequency": "week", "interval": "2", "startTime": "2026-01-12T08:00:00",
          "timeZone": "W. Europe Standard Time",
          "schedule": {"hours": [17, 8, 8], "minutes": 30, "weekDays": ["friday", "Monday"]}})");
  EXPECT_EQ(recurrence.frequency, TimeUnit::week);
  EXPECT_EQ(recurrence.interval, 2);
  ASSERT_TRUE(recurrence.start);
  EXPECT_EQ(recurrence.start->zone, Zone::none);
  EXPECT_EQ(recurrence.time_zone, "W. Europe Standard Time");
  EXPECT_EQ(recurrence.schedule.hours, (std::vector<int>{8, 17}));
  EXPECT_EQ(recurrence.schedule.minutes, (std::vector<int>{30}));
  EXPECT_EQ(recurrence.schedule.weekdays, (std::vector<int>{1, 5}));
}

struct WrongRow {
  std::string_view json;
  std::string_view target;
};

constexpr WrongRow wrong_rows[] = {
    {R"("daily")", "recurrence"},
    {R"({"interval": 1})", "recurrence/frequency"},
    {R"({"frequency": "Year", "interval": 1})", "recurrence/frequency"},
    {R"({"frequency": "Day"})", "recurrence/interval"},
    {R"({"frequency": "Day", "interval": 0})", "recurrence/interval"},
    {R"({"frequency": "Day", "interval": 501})", "recurrence/interval"},
    {R"({"frequency": "Month", "interval": 17})", "recurrence/interval"},
    {R"({"frequency": "Week", "interval": 72})", "recurrence/interval"},
    {R"({"frequency": "Hour", "interval": 12001})", "recurrence/interval"},
    {R"({"frequency": "Minute", "interval": 72001})", "recurrence/interval"},
    {R"({"frequency": "Second", "interval": 10000000})", "recurrence/interval"},
    {R"({"frequency": "Day", "interval": 1, "startTime": "soon"})", "recurrence/startTime"},
    {R"({"frequency": "Day", "interval": 1, "timeZone": "Mars"})", "recurrence/timeZone"},
    {R"({"frequency": "Day", "interval": 1, "schedule": []})", "recurrence/schedule"},
    {R"({"frequency": "Day", "interval": 1, "schedule": {"hours": [24]}})",
     "recurrence/schedule/hours"},
    {R"({"frequency": "Day", "interval": 1, "schedule": {"minutes": "0,60"}})",
     "recurrence/schedule/minutes"},
    {R"({"frequency": "Hour", "interval": 1, "schedule": {"minutes": [0]}})",
     "recurrence/schedule/minutes"},
    {R"({"frequency": "Day", "interval": 1, "schedule": {"weekDays": ["Monday"]}})",
     "recurrence/schedule/weekDays"},
    {R"({"frequency": "Week", "interval": 1, "schedule": {"weekDays": ["Mon"]}})",
     "recurrence/schedule/weekDays"},
    {R"({"frequency": "Week", "interval": 1, "schedule": {"monthDays": [1]}})",
     "recurrence/schedule/monthDays"},
    {R"({"frequency": "Month", "interval": 1, "schedule": {"monthDays": [0]}})",
     "recurrence/schedule/monthDays"},
    {R"({"frequency": "Month", "interval": 1, "schedule": {"monthlyOccurrences": [{"day": "Monday"}]}})",
     "recurrence/schedule/monthlyOccurrences"},
};

TEST(ARecurrence, NamesTheMemberThatIsWrong) {
  for (const auto& [json, target] : wrong_rows) {
    const auto recurrence = recurrence_from(json_value(json));
    ASSERT_FALSE(recurrence) << json;
    EXPECT_EQ(recurrence.error().target, target) << json;
    EXPECT_EQ(recurrence.error().code, Errc::invalid) << json;
  }
}

TEST(ARecurrence, EndsBeforeTheYear10000) {
  const auto recurrence = recurrence_of(R"({"frequency": "Month", "interval": 1})");
  const auto last = at("9999-12-15T00:00:00Z");
  EXPECT_EQ(next(recurrence, last, last, last), std::nullopt);
  const auto slots =
      recurrence_of(R"({"frequency": "Day", "interval": 1, "schedule": {"hours": [8]}})");
  const auto eve = at("9999-12-31T09:00:00Z");
  EXPECT_EQ(next(slots, eve, eve, eve), std::nullopt);
}

}  // namespace
}  // namespace riskflow::language
