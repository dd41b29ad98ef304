#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/runtime/formats/reading.hpp"

namespace riskflow::formats {
namespace {

// The example of the domain reference, section 12.4.
constexpr std::string_view example =
    R"(HRScenario,EmailAddress,ResignationDate,LastWorkingDate,EffectiveDate,Remarks,Rating,OldLevel,NewLevel
Resignation,mira.koval@example.test,2026-01-09T10:00:00.000000+01:00,2026-02-28T17:00:00.000000+01:00,,,,,
Performance review,oto.brandt@example.test,,,2026-01-05T09:00:00Z,On track,3 Met,,
)";

constexpr std::string_view profile_header =
    "EmailAddress,EmployeeFirstName,EmployeeLastName,EmployeeAddressLine1,EmployeeZipCode\n";

HrRecord hr_of(std::string_view text) {
  const auto record = read_one(text);
  EXPECT_TRUE(record.has_value()) << record.error().target << ": " << record.error().message;
  return record ? std::get<HrRecord>(*record) : HrRecord{};
}

TEST(HrCsv, ExampleOfTheReferenceIsReadInFull) {
  HrRecord leaves;
  leaves.scenario = HrScenario::resignation;
  leaves.email = "mira.koval@example.test";
  leaves.resignation_date = at("2026-01-09T09:00:00Z");
  leaves.last_working_date = at("2026-02-28T16:00:00Z");
  HrRecord review;
  review.scenario = HrScenario::performance_review;
  review.email = "oto.brandt@example.test";
  review.effective_date = at("2026-01-05T09:00:00Z");
  review.remarks = "On track";
  review.rating = "3 Met";
  const auto reading = read_text(example);
  EXPECT_EQ(reading.kind, Kind::hr_csv);
  EXPECT_EQ(reading.records, (std::vector<Record>{leaves, review}));
  EXPECT_EQ(reading.numbers, (std::vector<std::uint64_t>{2, 3}));
}

TEST(HrCsv, ThreeFormsOfDatesMeanTheSameMoment) {
  for (const std::string date : {"2026-01-09T10:00:00.000000+01:00", "2026-01-09T09:00:00Z",
                                 "2026-01-09T09:00:00", "2026-01-09T09:00:00.000000"}) {
    const auto record = hr_of(
        fmt::format("EmailAddress,ResignationDate,LastWorkingDate\na@b.test,{0},{0}\n", date));
    EXPECT_EQ(record.resignation_date, at("2026-01-09T09:00:00Z")) << date;
  }
}

TEST(HrCsv, ColumnsTellTheScenarioOfAPlainFile) {
  struct Row {
    HrScenario scenario;
    std::string text;
  };
  const Row rows[] = {
      {HrScenario::resignation,
       "EmailAddress,ResignationDate,LastWorkingDate\na@b.test,2026-01-09,2026-02-09"},
      {HrScenario::job_level_change,
       "EmailAddress,EffectiveDate,OldLevel,NewLevel\na@b.test,2026-01-09,L5,L4"},
      {HrScenario::performance_review,
       "EmailAddress,EffectiveDate,Remarks,Rating\na@b.test,2026-01-09,fine,3"},
      {HrScenario::performance_improvement_plan,
       "EmailAddress,EffectiveDate,ImprovementRemarks,PerformanceRating\na@b.test,2026-01-09,x,1"},
      {HrScenario::employee_profile,
       std::string{profile_header} + "a@b.test,Mira,Koval,1 Street,12345"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(hr_of(row.text).scenario, row.scenario) << to_text(row.scenario);
}

TEST(HrCsv, FieldsOfTheScenarioAreSet) {
  const auto plan = hr_of(
      "HRScenario,EmailAddress,EffectiveDate,Remarks,Rating\n"
      "performance Improvement Plan,a@b.test,2026-01-09,\"two\r\nlines, \"\"quoted\"\"\",1\n");
  EXPECT_EQ(plan.remarks, "two\nlines, \"quoted\"");
  EXPECT_EQ(plan.rating, "1");
  const auto level =
      hr_of("EmailAddress,EffectiveDate,OldLevel,NewLevel\na@b.test,2026-01-09,L5,L4");
  EXPECT_EQ(level.old_level, "L5");
  EXPECT_EQ(level.new_level, "L4");
  const auto profile = hr_of(std::string{profile_header} + "a@b.test,Mira,Koval,1 Street,12345");
  ASSERT_TRUE(profile.profile.has_value());
  EXPECT_EQ(profile.profile->last_name, "Koval");
  EXPECT_EQ(profile.profile->zip_code, "12345");
}

TEST(HrCsv, ColumnsAreFoundInAnyOrderAndCase) {
  const auto record = hr_of(
      "Comment, lastworkingdate ,EMAILADDRESS,ResignationDate\n"
      "x,2026-02-09,a@b.test,2026-01-09\n");
  EXPECT_EQ(record.email, "a@b.test");
  EXPECT_EQ(record.last_working_date, at("2026-02-09"));
}

TEST(HrCsv, MappedColumnsAreFoundByTheirNames) {
  const auto map = ColumnMap::from_toml(
      "EmailAddress = \"Work mail\"\nResignationDate = \"Gave notice\"\n"
      "LastWorkingDate = \"Last day\"",
      "map");
  ASSERT_TRUE(map.has_value());
  const auto reading = read_text("Work mail,Gave notice,Last day\na@b.test,2026-01-09,bad\n", *map);
  ASSERT_FALSE(reading.refused) << reading.refused->message;
  ASSERT_EQ(reading.parse_errors.size(), 1U);
  EXPECT_EQ(reading.parse_errors.front().target, "Last day");
}

TEST(HrCsv, LimitsCountCharactersNotBytes) {
  std::string umlauts;
  for (int i = 0; i < 200; ++i) umlauts += "ü";
  const std::string start =
      "EmailAddress,EffectiveDate,Remarks,Rating\na@b.test,2026-01-09," + umlauts;
  EXPECT_EQ(hr_of(start + ",3").remarks, umlauts);
  const auto longer = read_one(start + "x,3");
  ASSERT_FALSE(longer.has_value());
  EXPECT_EQ(longer.error().target, "Remarks");
}

TEST(HrCsv, EveryBadRowNamesItsColumn) {
  struct Row {
    const char* name;
    std::string row;
    const char* column;
    const char* reason;
  };
  const std::string header =
      "HRScenario,EmailAddress,ResignationDate,LastWorkingDate,EffectiveDate,Rating,"
      "EmployeeFirstName\n";
  const Row rows[] = {
      {"unknown scenario", "Promotion,a@b.test,,,,,", "HRScenario", "not one of Resignation"},
      {"no scenario", ",a@b.test,,,,,", "HRScenario", "not one of Resignation"},
      {"no mail", "Resignation,,2026-01-09,2026-01-09,,,", "EmailAddress", "missing"},
      {"bad mail", "Resignation,mira,2026-01-09,2026-01-09,,,", "EmailAddress", "not an address"},
      {"no resignation date", "Resignation,a@b.test,,2026-01-09,,,", "ResignationDate", "missing"},
      {"no last day", "Resignation,a@b.test,2026-01-09", "LastWorkingDate", "missing"},
      {"bad date", "Resignation,a@b.test,09.01.2026,2026-01-09,,,", "ResignationDate",
       "not a date-time"},
      {"no effective date", "Performance review,a@b.test,,,,3,", "EffectiveDate", "missing"},
      {"long rating", "Performance review,a@b.test,,,2026-01-09," + std::string(26, 'x') + ",",
       "Rating", "longer than 25"},
      {"not UTF-8", "Performance review,a@b.test,,,2026-01-09,\xfc,", "Rating", "not UTF-8"},
      {"no last name", "Employee profile,a@b.test,,,,,Mira", "EmployeeLastName", "missing"},
      {"too many cells", "Resignation,a@b.test,2026-01-09,2026-01-09,,,,surplus", "(row)",
       "more cells"},
  };
  for (const auto& row : rows) {
    const auto record = read_one(header + row.row + "\n");
    ASSERT_FALSE(record.has_value()) << row.name;
    EXPECT_EQ(record.error().target, row.column) << row.name;
    EXPECT_NE(record.error().message.find(row.reason), std::string::npos)
        << row.name << ": " << record.error().message;
  }
}

TEST(HrCsv, HeadersThatDoNotDoAreRefused) {
  struct Row {
    const char* name;
    const char* header;
    const char* target;
    const char* reason;
  };
  const Row rows[] = {
      {"no mail", "ResignationDate,LastWorkingDate", "EmailAddress", "no such column"},
      {"twice", "EmailAddress,ResignationDate,emailaddress", "EmailAddress", "twice"},
      {"no scenario fits", "EmailAddress,EffectiveDate,Remarks", "HRScenario", "add the column"},
      {"part of a resignation", "EmailAddress,ResignationDate", "LastWorkingDate",
       "Resignation needs it"},
      {"part of a profile", "EmailAddress,EmployeeFirstName,EmployeeLastName,EmployeeZipCode",
       "EmployeeAddressLine1", "Employee profile needs it"},
  };
  for (const auto& row : rows) {
    const auto reading = read_text(std::string{row.header} + "\na@b.test\n");
    ASSERT_TRUE(reading.refused.has_value()) << row.name;
    EXPECT_TRUE(reading.refused->message.starts_with(std::string{row.target} + ": ")) << row.name;
    EXPECT_TRUE(reading.refused->target.ends_with("/input")) << row.name;
    EXPECT_NE(reading.refused->message.find(row.reason), std::string::npos)
        << row.name << ": " << reading.refused->message;
  }
}

TEST(HrCsv, MappedColumnHasToBeInTheHeader) {
  const auto map = ColumnMap::from_toml("Rating = \"Note\"", "map");
  ASSERT_TRUE(map.has_value());
  const auto reading = read_text(example, *map);
  ASSERT_TRUE(reading.refused.has_value());
  EXPECT_EQ(reading.refused->message, "Note: the header has no such column");
}

TEST(HrCsv, SemicolonsAndTabsSeparateCellsWhereTheHeaderHasNoComma) {
  for (const std::string separator : {";", "\t"}) {
    std::string text = "EmailAddress|EffectiveDate|Remarks|Rating\r\na@b.test|2026-01-09||3\r\n";
    for (auto at = text.find('|'); at != std::string::npos; at = text.find('|'))
      text.replace(at, 1, separator);
    for (const std::size_t chunk : {std::size_t{1}, std::size_t{1} << 20}) {
      const auto reading = read_text(text, {}, {chunk, std::size_t{1} << 20});
      ASSERT_EQ(reading.records.size(), 1U) << separator;
      const auto& row = std::get<HrRecord>(reading.records.front());
      EXPECT_EQ(row.email, "a@b.test");
      EXPECT_EQ(row.remarks, "");
      EXPECT_EQ(row.rating, "3");
    }
  }
}

TEST(HrCsv, AHeaderThatBeginsWithATabIsRefusedRatherThanMovedByAColumn) {
  const std::string rows = "\tEmailAddress\tEffectiveDate\tRating\n0\ta@b.test\t2026-01-09\t3\n";
  for (const std::string before : {"", "\n\n", " \t\n", " "})
    for (const std::size_t chunk : {std::size_t{1}, std::size_t{1} << 20}) {
      const auto reading = read_text(before + rows, {}, {chunk, std::size_t{1} << 20});
      ASSERT_TRUE(reading.refused.has_value()) << before;
      const auto line = 1 + std::ranges::count(before, '\n');
      EXPECT_EQ(reading.refused->message,
                "line " + std::to_string(line) +
                    ": the header begins with a tab, so that its first column has no name: name "
                    "that column, or take it out");
      EXPECT_TRUE(reading.refused->target.ends_with("/input"));
      EXPECT_TRUE(reading.records.empty());
    }
}

TEST(HrCsv, ATabBeforeAHeaderWithCommasIsABlank) {
  for (const std::string before : {"\t", "\t\n"})
    EXPECT_EQ(hr_of(before + "EmailAddress,EffectiveDate,Rating\na@b.test,2026-01-09,3").rating,
              "3");
  EXPECT_EQ(hr_of("\t\t\nEmailAddress\tEffectiveDate\tRating\na@b.test\t2026-01-09\t3").rating,
            "3");
}

TEST(HrCsv, SeparatorsInsideQuotesAreText) {
  const auto map = ColumnMap::from_toml("Rating = \"Note, final\"", "map");
  ASSERT_TRUE(map.has_value());
  const auto reading = read_text(
      "EmailAddress;EffectiveDate;Remarks;\"Note, final\"\na@b.test;2026-01-09;\"a;b, c\";3\n",
      *map);
  ASSERT_EQ(reading.records.size(), 1U);
  EXPECT_EQ(std::get<HrRecord>(reading.records.front()).remarks, "a;b, c");
  EXPECT_EQ(
      hr_of("EmailAddress,EffectiveDate,Rating;old,Rating,Remarks\na@b.test,2026-01-09,x,3,y;z")
          .remarks,
      "y;z");
}

TEST(HrCsv, LinesAreCountedAcrossBlankAndQuotedOnes) {
  const auto reading = read_text(
      "\n\nEmailAddress,EffectiveDate,Remarks,Rating\r\n"
      "a@b.test,2026-01-09,\"one\r\ntwo\r\nthree\",3\r\n"
      "\r\n"
      "b@b.test,bad,x,3\r\n"
      "c@b.test,2026-01-09,\"unquoted\"text,3\r\n"
      "d@b.test,2026-01-09,x,3");
  EXPECT_EQ(reading.numbers, (std::vector<std::uint64_t>{4, 8, 10}));
  ASSERT_EQ(reading.split_errors.size(), 1U);
  EXPECT_EQ(reading.split_errors.front().target, "line 9");
  EXPECT_EQ(reading.parse_errors.size(), 1U);
  EXPECT_EQ(reading.records.size(), 2U);
}

TEST(HrCsv, UnclosedQuoteCostsOnlyItsLine) {
  const auto reading = read_text(
      "EmailAddress,EffectiveDate,Remarks,Rating\n"
      "a@b.test,2026-01-09,\"never closed,3\n"
      "b@b.test,2026-01-09,x,3\n"
      "c@b.test,2026-01-09,y,3\n");
  ASSERT_EQ(reading.split_errors.size(), 1U);
  EXPECT_EQ(reading.split_errors.front().target, "line 2");
  EXPECT_EQ(reading.numbers, (std::vector<std::uint64_t>{3, 4}));
}

TEST(HrCsv, TooLongRowsAreReportedAndSkipped) {
  const SplitLimits limits{64, 200};
  const auto reading = read_text("EmailAddress,EffectiveDate,Remarks,Rating\na@b.test,2026-01-09," +
                                     std::string(5000, 'x') + ",3\nb@b.test,2026-01-09,x,3\n",
                                 {}, limits);
  ASSERT_EQ(reading.split_errors.size(), 1U);
  EXPECT_EQ(reading.split_errors.front().code, Errc::too_large);
  EXPECT_EQ(reading.split_errors.front().target, "line 2");
  EXPECT_EQ(reading.numbers, (std::vector<std::uint64_t>{3}));
}

}  // namespace
}  // namespace riskflow::formats
