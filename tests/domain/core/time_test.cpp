// Moments as text and back.

#include "domain/core/time.hpp"

#include <gtest/gtest.h>

namespace riskflow {
namespace {

using namespace std::chrono;

constexpr Instant day(int y, unsigned m, unsigned d) {
  return Instant{sys_days{year{y} / month{m} / std::chrono::day{d}}};
}

struct Reading {
  const char* name;
  std::string_view text;
  Instant at;
};
const Reading readings[] = {
    {"a date", "2026-01-12", day(2026, 1, 12)},
    {"a date and time in UTC", "2026-01-12T08:30:05Z", day(2026, 1, 12) + 8h + 30min + 5s},
    {"small letters", "2026-01-12t08:30:05z", day(2026, 1, 12) + 8h + 30min + 5s},
    {"a space for the T", "2026-01-12 08:30:05", day(2026, 1, 12) + 8h + 30min + 5s},
    {"no zone is UTC", "2026-01-12T09:00:00", day(2026, 1, 12) + 9h},
    {"east of Greenwich", "2026-01-09T10:00:00.000000+01:00", day(2026, 1, 9) + 9h},
    {"west of Greenwich", "2026-01-09T20:00:00-05:00", day(2026, 1, 10) + 1h},
    {"half an hour east", "2026-01-09T00:15:00+05:30", day(2026, 1, 8) + 18h + 45min},
    {"a zone without a colon", "2026-01-09T10:00:00+0100", day(2026, 1, 9) + 9h},
    {"the farthest zone", "2026-01-09T14:00:00+14:00", day(2026, 1, 9)},
    {"tenths", "2026-01-12T00:00:00.1Z", day(2026, 1, 12) + 100ms},
    {"microseconds", "2026-01-12T00:00:00.000001Z", day(2026, 1, 12) + 1us},
    {"more is cut, not rounded", "2026-01-12T00:00:00.1234569Z", day(2026, 1, 12) + 123'456us},
    {"a long fraction", "2026-01-12T00:00:00.00000000000000000000000001Z", day(2026, 1, 12)},
    {"the last moment of a day", "2026-01-12T23:59:59.999999Z", day(2026, 1, 13) - 1us},
    {"a leap second is the next minute", "2016-12-31T23:59:60Z", day(2017, 1, 1)},
    {"a leap day", "2024-02-29", day(2024, 2, 29)},
    {"a leap day of a century", "2000-02-29", day(2000, 2, 29)},
    {"before 1970", "1969-12-31T23:59:59Z", day(1970, 1, 1) - 1s},
    {"the first year", "0001-01-01", day(1, 1, 1)},
    {"the last year", "9999-12-31", day(9999, 12, 31)},
};

TEST(ReadingAnInstant, TakesEveryDocumentedForm) {
  for (const auto& row : readings) {
    const auto read = instant_from_text(row.text);
    ASSERT_TRUE(read) << row.name;
    EXPECT_EQ(*read, row.at) << row.name << ": " << to_text(*read);
  }
}

TEST(ReadingAnInstant, RefusesWhatIsNoSuchTextOrDay) {
  const std::pair<const char*, std::string_view> wrong[] = {
      {"empty", ""},
      {"words", "yesterday"},
      {"no such day", "2026-02-30"},
      {"no leap year", "2026-02-29"},
      {"no leap century", "1900-02-29"},
      {"month 0", "2026-00-12"},
      {"month 13", "2026-13-01"},
      {"day 0", "2026-01-00"},
      {"day 32", "2026-01-32"},
      {"year 0", "0000-01-01"},
      {"year 0 in UTC", "0001-01-01T00:00:00+01:00"},
      {"year 10000 in UTC", "9999-12-31T23:59:59-01:00"},
      {"a short year", "26-01-12"},
      {"a long year", "12026-01-12"},
      {"a negative year", "-2026-01-12"},
      {"a sign for a digit", "2026-+1-12"},
      {"a space for a digit", "2026- 1-12"},
      {"hour 24", "2026-01-12T24:00:00Z"},
      {"minute 60", "2026-01-12T08:60:00Z"},
      {"second 61", "2026-01-12T08:30:61Z"},
      {"no time after the T", "2026-01-12T"},
      {"an hour alone", "2026-01-12T08"},
      {"no fraction after the point", "2026-01-12T08:30:00.Z"},
      {"a fraction of a minute", "2026-01-12T08:30.5Z"},
      {"a zone too far", "2026-01-12T08:30:00+15:00"},
      {"a zone beyond the farthest", "2026-01-12T08:30:00+14:30"},
      {"a zone of 60 minutes", "2026-01-12T08:30:00+01:60"},
      {"a zone that breaks off", "2026-01-12T08:30:00+1"},
      {"a zone by name", "2026-01-12T08:30:00 CET"},
      {"a date with a zone", "2026-01-12Z"},
      {"more after the end", "2026-01-12T08:30:00Zx"},
      {"space before", " 2026-01-12"},
      {"space after", "2026-01-12 "},
      {"slashes", "2026/01/12"},
      {"packed", "20260112"},
      {"a zero byte", std::string_view("2026-01-12\0", 11)},
  };
  for (const auto& [name, text] : wrong) {
    const auto read = instant_from_text(text);
    EXPECT_FALSE(read) << name << " was read as " << (read ? to_text(*read) : "");
    if (!read) EXPECT_EQ(read.error().code, Errc::invalid) << name;
  }
}

TEST(AnInstantAsText, HasMicrosecondsOnlyWhenThereAreAny) {
  const std::pair<Instant, std::string_view> rows[] = {
      {day(2026, 1, 12) + 8h + 30min, "2026-01-12T08:30:00Z"},
      {day(2026, 1, 12) + 1us, "2026-01-12T00:00:00.000001Z"},
      {day(2026, 1, 12) + 100ms, "2026-01-12T00:00:00.100000Z"},
      {day(1970, 1, 1) - 1us, "1969-12-31T23:59:59.999999Z"},
      {day(1, 1, 1), "0001-01-01T00:00:00Z"},
      {day(9999, 12, 31) + 23h, "9999-12-31T23:00:00Z"},
  };
  for (const auto& [at, text] : rows) EXPECT_EQ(to_text(at), text);
}

TEST(AnInstantAsText, IsReadAsTheSameInstant) {
  for (const auto& row : readings) {
    const auto again = instant_from_text(to_text(row.at));
    ASSERT_TRUE(again) << row.name;
    EXPECT_EQ(*again, row.at) << row.name;
  }
}

TEST(TheSystemClock, NeverGoesBackWithinATest) {
  SystemClock clock;
  const auto first = clock.now();
  EXPECT_LE(first, clock.now());
  EXPECT_GT(first, day(2025, 1, 1));
}

}  // namespace
}  // namespace riskflow
