// What one bad record costs: itself, and what is said about it.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/runtime/formats/reading.hpp"

namespace riskflow::formats {
namespace {

std::string user(std::string_view id) {
  return fmt::format(R"({{"id":"{0}","userPrincipalName":"u{0}@b.test","displayName":"U"}})", id);
}

std::string nested(std::size_t depth) {
  return R"({"a":)" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
}

using Numbers = std::vector<std::uint64_t>;

TEST(BadRecord, NestedTooDeepIsSkippedAndThoseBehindAreRead) {
  const auto deep = nested(300), good = user("1"), more = user("2");
  const std::tuple<const char*, std::string, std::size_t> rows[] = {
      // How many '[' it takes to be too deep.
      {"a page", fmt::format(R"({{"value":[{},{},{}]}})", good, deep, more), 64},
      {"an array", fmt::format("[{},{},{}]", good, deep, more), 64},
      // A record that stands alone might be a page: its own brace does not count.
      {"lines", fmt::format("{}\n{}\n{}\n", good, deep, more), 65},
      {"one line", fmt::format("{} {} {}", good, deep, more), 65},
  };
  for (const auto& [name, text, brackets] : rows)
    for (const std::size_t chunk : {std::size_t{5}, std::size_t{100'000}}) {
      const auto reading = read_text(text, {}, {chunk, 1000});
      EXPECT_EQ(reading.texts, (std::vector{good, more})) << name;
      EXPECT_EQ(reading.numbers, (Numbers{1, 3})) << name;
      ASSERT_EQ(reading.split_errors.size(), 1U) << name;
      const auto& error = reading.split_errors.front();
      EXPECT_EQ(error.target, "record 2") << name;
      EXPECT_EQ(error.message, "nested deeper than 64") << name;
      EXPECT_EQ(detail(error, "offset"), fmt::format("{}", text.find("[[[") + brackets - 1))
          << name;
    }
}

TEST(BadRecord, DepthOfSixtyFourIsNotTooDeep) {
  const auto reading = read_text(fmt::format("[{},{}]", user("1"), nested(64)));
  EXPECT_TRUE(reading.split_errors.empty());
  EXPECT_EQ(reading.texts.size(), 2U);
}

TEST(BadRecord, BracketsThatDoNotMatchAreFoundAboveThoseTooDeep) {
  const auto crossed = R"({"a":[)" + std::string(80, '[') + std::string(80, ']') + "}]";
  const auto reading = read_text(fmt::format("[{},{},{}]", user("1"), crossed, user("2")));
  EXPECT_EQ(reading.texts, std::vector{user("1")});
  ASSERT_EQ(reading.split_errors.size(), 1U);
  EXPECT_TRUE(reading.split_errors.front().message.starts_with("'}' and ']' do not match"));
}

TEST(BadRecord, DeepMembersOfAPageCostNoRecord) {
  const auto reading = read_text(fmt::format(
      R"({{"x":{0},"value":[{1}],"y":{0}}}{{"value":[{2}]}})", nested(90), user("1"), user("2")));
  EXPECT_EQ(reading.texts, (std::vector{user("1"), user("2")}));
  EXPECT_TRUE(reading.split_errors.empty());
}

TEST(BadRecord, StrayBracesInAPageSayThatReadingStopsThere) {
  const auto reading =
      read_text(fmt::format(R"({{"value":[{},{}}}{{,{}]}})", user("1"), user("2"), user("3")));
  EXPECT_EQ(reading.numbers, (Numbers{1, 2}));
  ASSERT_EQ(reading.split_errors.size(), 1U);
  EXPECT_EQ(reading.split_errors.front().target, "record 3");
  EXPECT_EQ(reading.split_errors.front().message,
            "expected ',' or ']'; reading stops here: what follows was not read");
}

TEST(BadRecord, TailOfAPageThatIsBrokenSaysThatReadingStopsThere) {
  const auto reading = read_text(fmt::format(R"({{"value":[{}] {}]}})", user("1"), user("2")));
  EXPECT_EQ(reading.numbers, Numbers{1});
  ASSERT_EQ(reading.split_errors.size(), 1U);
  EXPECT_EQ(reading.split_errors.front().target, "record 2");
  EXPECT_NE(reading.split_errors.front().message.find("what follows was not read"),
            std::string::npos);
}

TEST(BadRecord, GarbageBetweenLinesHasANumberOfItsOwn) {
  const auto reading =
      read_text(fmt::format("{}\ngarbage{{\n{}\n{}\n", user("1"), user("2"), user("3")));
  EXPECT_EQ(reading.numbers, (Numbers{1, 3, 4}));
  ASSERT_EQ(reading.split_errors.size(), 1U);
  EXPECT_EQ(reading.split_errors.front().target, "record 2");
}

TEST(BadRecord, FirstRecordsThatTellNoKindAreSkipped) {
  const auto good = user("1");
  const std::tuple<const char*, std::string, const char*> rows[] = {
      {"an empty object", "{}\n" + good, "not recognised"},
      {"null in a page", fmt::format(R"({{"value":[null,{}]}})", good), "not recognised"},
      {"a wrong byte", fmt::format("{{\"id\":\"\xff\"}}\n{}", good), "not JSON"},
      {"too deep", fmt::format("[{},{}]", nested(100), good), "nested deeper than 64"},
  };
  for (const auto& [name, text, reason] : rows) {
    const auto reading = read_text(text);
    EXPECT_FALSE(reading.refused) << name;
    EXPECT_EQ(reading.kind, Kind::graph_users) << name;
    EXPECT_EQ(reading.texts, std::vector{good}) << name;
    EXPECT_EQ(reading.numbers, Numbers{2}) << name;
    ASSERT_EQ(reading.split_errors.size(), 1U) << name;
    EXPECT_EQ(reading.split_errors.front().target, "record 1") << name;
    EXPECT_TRUE(reading.split_errors.front().message.starts_with(reason)) << name;
  }
}

TEST(BadRecord, KindIsLookedForInTheFirstHundredRecordsOnly) {
  std::string unknown;
  for (int i = 0; i < 99; ++i) unknown += "{}\n";
  const auto reading = read_text(unknown + user("1"));
  EXPECT_EQ(reading.split_errors.size(), 99U);
  EXPECT_EQ(reading.numbers, Numbers{100});
  const auto refused = read_text(unknown + "{}\n" + user("1")).refused;
  ASSERT_TRUE(refused.has_value());
  EXPECT_TRUE(refused->message.starts_with("not recognised"));
}

}  // namespace
}  // namespace riskflow::formats
