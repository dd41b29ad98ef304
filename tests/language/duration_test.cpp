// Lengths of time: ISO 8601 as .NET reads it, and counts of units.

#include "domain/language/duration.hpp"

#include <gtest/gtest.h>

#include "tests/language/example_environment.hpp"

namespace riskflow::language {
namespace {

using namespace std::chrono;

struct DurationCase {
  std::string_view text;
  std::optional<std::int64_t> ticks;  // of 100 ns; nothing: no duration
};

// What XmlConvert.ToTimeSpan of mono 6.8 says, an independent .NET.
constexpr DurationCase duration_cases[] = {
    {"PT1H", 36'000'000'000},
    {"P1Y", 365 * 864'000'000'000},
    {"P1M", 30 * 864'000'000'000},
    {"P11M", 330 * 864'000'000'000},
    {"P12M", 365 * 864'000'000'000},
    {"P13M", 395 * 864'000'000'000},
    {"P1Y2M3DT4H5M6.789S", 369'939'067'890'000},
    {"-PT5S", -50'000'000},
    {"-P1D", -864'000'000'000},
    {"PT.5S", 5'000'000},
    {"PT1.S", 10'000'000},
    {"PT.S", 0},
    {" PT5S ", 50'000'000},
    {"P0D", 0},
    {"P1DT0S", 864'000'000'000},
    {"P1DT24H", 2 * 864'000'000'000},
    {"PT1H30M", 54'000'000'000},
    {"PT90M", 54'000'000'000},
    {"PT1H.5S", 36'005'000'000},
    {"PT00005S", 50'000'000},
    {"PT0.1234567891234S", 1'234'560},  // finer than a microsecond is cut
    {"PT2147483647S", 21'474'836'470'000'000},
    {"P29227Y", 9'217'026'720'000'000'000},
    {"P30000Y", std::nullopt},
    {"P2147483647Y", std::nullopt},
    {"PT2147483648S", std::nullopt},
    {"P1W", std::nullopt},
    {"", std::nullopt},
    {"P", std::nullopt},
    {"PT", std::nullopt},
    {"P1", std::nullopt},
    {"PT5", std::nullopt},
    {"5S", std::nullopt},
    {"P1DT", std::nullopt},
    {"P1H", std::nullopt},
    {"PT1D", std::nullopt},
    {"PT1M1H", std::nullopt},
    {"P1D1M", std::nullopt},
    {"P1.5D", std::nullopt},
    {"PT1,5S", std::nullopt},
    {"pt5s", std::nullopt},
    {"PT5s", std::nullopt},
    {"+PT5S", std::nullopt},
    {"--PT5S", std::nullopt},
    {"P-1D", std::nullopt},
    {"PTS", std::nullopt},
    {"PT1HS", std::nullopt},
};

TEST(Durations, AreReadAsDotNetReadsThem) {
  for (const auto& [text, ticks] : duration_cases) {
    const auto read = duration_from_text(text);
    ASSERT_EQ(read.has_value(), ticks.has_value()) << text;
    if (read) EXPECT_EQ(read->count(), *ticks / 10) << text;
  }
}

TEST(Durations, SayHowToWriteThemWhenTheyAreWrong) {
  const auto read = duration_from_text("P1W");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Errc::invalid);
  EXPECT_NE(read.error().message.find("PT45S"), std::string::npos);
}

TEST(AnInterval, HasACountAndAUnitInAnyCase) {
  const auto read = interval_from(json_value(R"({"count": 5, "unit": "minute"})"));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, (Interval{5, TimeUnit::minute}));
  EXPECT_EQ(interval_from(json_value(R"({"count": "2", "unit": "Month"})")),
            (Interval{2, TimeUnit::month}));
}

TEST(AnInterval, NamesTheMemberThatIsWrong) {
  const auto target = [](std::string_view json) {
    const auto read = interval_from(json_value(json));
    return read ? std::string{"no error"} : read.error().target;
  };
  EXPECT_EQ(target(R"(["PT5S"])"), "interval");
  EXPECT_EQ(target(R"({"unit": "Hour"})"), "interval/count");
  EXPECT_EQ(target(R"({"count": -1, "unit": "Hour"})"), "interval/count");
  EXPECT_EQ(target(R"({"count": 1.5, "unit": "Hour"})"), "interval/count");
  EXPECT_EQ(target(R"({"count": 1})"), "interval/unit");
  EXPECT_EQ(target(R"({"count": 1, "unit": "Year"})"), "interval/unit");
}

std::string later(std::string_view at, Interval interval) {
  const auto moved = plus(*instant_from_text(at), interval);
  return moved ? riskflow::to_text(*moved) : "error: " + moved.error().message;
}

TEST(AddingAnInterval, KeepsTheDayOfTheMonthOrTakesTheLast) {
  EXPECT_EQ(later("2026-01-31T08:00:00Z", {1, TimeUnit::month}), "2026-02-28T08:00:00Z");
  EXPECT_EQ(later("2024-01-31T08:00:00Z", {1, TimeUnit::month}), "2024-02-29T08:00:00Z");
  EXPECT_EQ(later("2026-01-31T08:00:00Z", {2, TimeUnit::month}), "2026-03-31T08:00:00Z");
  EXPECT_EQ(later("2026-01-15T08:00:00.5Z", {14, TimeUnit::month}), "2027-03-15T08:00:00.500000Z");
}

TEST(AddingAnInterval, CountsTheOtherUnitsAsLengths) {
  EXPECT_EQ(later("2026-01-31T08:00:00Z", {90, TimeUnit::second}), "2026-01-31T08:01:30Z");
  EXPECT_EQ(later("2026-01-31T08:00:00Z", {5, TimeUnit::minute}), "2026-01-31T08:05:00Z");
  EXPECT_EQ(later("2026-01-31T08:00:00Z", {25, TimeUnit::hour}), "2026-02-01T09:00:00Z");
  EXPECT_EQ(later("2026-01-31T08:00:00Z", {3, TimeUnit::day}), "2026-02-03T08:00:00Z");
  EXPECT_EQ(later("2026-01-31T08:00:00Z", {2, TimeUnit::week}), "2026-02-14T08:00:00Z");
}

TEST(AddingAnInterval, RefusesWhatLiesBeyondTheYears) {
  for (const auto unit : {TimeUnit::second, TimeUnit::week, TimeUnit::month})
    EXPECT_TRUE(later("2026-01-31T08:00:00Z", {std::int64_t{1} << 60, unit}).starts_with("error"));
}

}  // namespace
}  // namespace riskflow::language
