#include <gtest/gtest.h>

#include "tests/runtime/formats/reading.hpp"

namespace riskflow::formats {
namespace {

TEST(ColumnMap, UnmappedColumnsKeepTheirNames) {
  const auto map = ColumnMap::from_toml("EmailAddress = \"Work mail\"\n", "map.toml");
  ASSERT_TRUE(map.has_value()) << map.error().message;
  EXPECT_EQ(map->name_of(HrColumn::email_address), "Work mail");
  EXPECT_EQ(map->name_of(HrColumn::resignation_date), "ResignationDate");
}

TEST(ColumnMap, OurNamesAreFoundInAnyCase) {
  const auto map = ColumnMap::from_toml("emailaddress = \"Mail\"", "map.toml");
  ASSERT_TRUE(map.has_value()) << map.error().message;
  EXPECT_TRUE(map->names(HrColumn::email_address));
  EXPECT_FALSE(map->names(HrColumn::rating));
}

TEST(ColumnMap, FileOfAMappingIsRead) {
  const Folder folder;
  const auto map = ColumnMap::load(folder.write("map.toml", "Rating = \"Note\" # of the year\n"));
  ASSERT_TRUE(map.has_value()) << map.error().message;
  EXPECT_EQ(map->name_of(HrColumn::rating), "Note");
}

TEST(ColumnMap, MissingFileIsNotFound) {
  const Folder folder;
  const auto map = ColumnMap::load(folder.path() / "none.toml");
  ASSERT_FALSE(map.has_value());
  EXPECT_EQ(map.error().code, Errc::not_found);
}

TEST(ColumnMap, HugeFileIsTooLarge) {
  const Folder folder;
  const auto map = ColumnMap::load(folder.write("map.toml", std::string(70'000, '#')));
  ASSERT_FALSE(map.has_value());
  EXPECT_EQ(map.error().code, Errc::too_large);
}

TEST(ColumnMap, EveryBadMappingSaysWhatIsWrong) {
  struct Row {
    const char* name;
    const char* text;
    const char* reason;
  };
  const Row rows[] = {
      {"unknown column lists the known", "Mail = \"x\"",
       "there is no column Mail; the columns are HRScenario, EmailAddress, ResignationDate"},
      {"no quotes", "EmailAddress = Work mail", "line 1"},
      {"a number", "EmailAddress = 3", "EmailAddress needs a column name in quotes"},
      {"an empty name", "EmailAddress = \"\"", "EmailAddress needs a column name in quotes"},
      {"a table", "[EmailAddress]\nx = 1", "EmailAddress needs a column name in quotes"},
      {"two columns with one name", "Remarks = \"Note\"\nRating = \"note\"",
       "two columns are mapped to the name"},
      {"broken on line two", "Rating = \"a\"\nRemarks", "line 2"},
  };
  for (const auto& row : rows) {
    const auto map = ColumnMap::from_toml(row.text, "map.toml");
    ASSERT_FALSE(map.has_value()) << row.name;
    EXPECT_EQ(map.error().code, Errc::invalid) << row.name;
    EXPECT_EQ(map.error().target, "map.toml") << row.name;
    EXPECT_NE(map.error().message.find(row.reason), std::string::npos)
        << row.name << ": " << map.error().message;
  }
}

}  // namespace
}  // namespace riskflow::formats
