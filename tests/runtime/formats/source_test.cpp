#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/runtime/formats/reading.hpp"

namespace riskflow::formats {
namespace {

std::string user(std::string_view id) {
  return fmt::format(
      R"({{"id":"{0}","userPrincipalName":"u{0}@b.test","displayName":"U {{[\"{0}\\"}})", id);
}

std::vector<std::string> users(std::initializer_list<std::string_view> ids) {
  std::vector<std::string> all;
  for (const auto id : ids) all.push_back(user(id));
  return all;
}

constexpr std::string_view users_context =
    R"x("@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users(id,displayName)")x";

TEST(RecordSource, EveryFormOfJsonGivesTheSameRecords) {
  const auto one = user("1"), two = user("2"), three = user("3");
  const std::pair<const char*, std::string> rows[] = {
      {"a page", fmt::format(R"({{{},"value":[{},{},{}]}})", users_context, one, two, three)},
      {"a page with more behind",
       fmt::format(R"({{"value":[{},{},{}],"@odata.nextLink":"https://x/?[{{","n":[1]}})", one, two,
                   three)},
      {"pages in a row",
       fmt::format("{{\"value\":[{}]}}\n{{\"value\" : [ ]}}{{\"value\":[{} , {}]}}", one, two,
                   three)},
      {"an array", fmt::format("[{},{}\n,{}]", one, two, three)},
      {"one a line", fmt::format("{}\n{}\r\n{}\n", one, two, three)},
      {"one after another", fmt::format("{} {}{}", one, two, three)},
      {"behind a byte order mark", fmt::format("\xef\xbb\xbf \n[{},{},{}]", one, two, three)},
  };
  for (const auto& [name, text] : rows) {
    const auto reading = read_text(text);
    EXPECT_EQ(reading.kind, Kind::graph_users) << name;
    EXPECT_EQ(reading.texts, users({"1", "2", "3"})) << name;
    EXPECT_EQ(reading.numbers, (std::vector<std::uint64_t>{1, 2, 3})) << name;
    EXPECT_TRUE(reading.split_errors.empty()) << name;
    EXPECT_EQ(reading.records.size(), 3U) << name;
  }
}

TEST(RecordSource, KindFollowsFromTheContent) {
  const std::tuple<const char*, std::string, Kind> rows[] = {
      {"type of alert", R"([{"@odata.type":"#microsoft.graph.security.alert"}])",
       Kind::graph_alerts},
      {"fields of an alert", R"({"providerAlertId":"1"})", Kind::graph_alerts},
      {"context of alerts",
       R"({"@odata.context":"https://x/beta/$metadata#security/alerts_v2","value":[]})",
       Kind::graph_alerts},
      {"fields of a user", R"({"userPrincipalName":"a@b.test"})", Kind::graph_users},
      {"context of users", R"({"@odata.context":"https://x/$metadata#users","value":[{"id":"1"}]})",
       Kind::graph_users},
      {"context of groups",
       R"x({"@odata.context":"https://x/$metadata#groups(members())","value":[{"id":"1"}]})x",
       Kind::graph_groups},
      {"fields of a group", R"([{"id":"1","members":[]}])", Kind::graph_groups},
      {"a management record", R"([{"RecordType":40}])", Kind::office365},
      {"HR columns", "EmailAddress,ResignationDate,LastWorkingDate\n", Kind::hr_csv},
  };
  for (const auto& [name, text, kind] : rows) EXPECT_EQ(read_text(text).kind, kind) << name;
}

TEST(RecordSource, FilesOfAnotherKindAreRefusedByName) {
  const std::tuple<const char*, std::string, const char*> rows[] = {
      {"empty", "", "empty"},
      {"blanks", " \r\n\t\n", "empty"},
      {"another JSON", R"({"a":1})", "not recognised"},
      {"numbers", "[1,2]", "not recognised"},
      {"a letter", "Dear all,\nplease find attached\n", "not recognised"},
      {"another table", "a,b,c\n1,2,3\n", "not recognised"},
      {"UTF-16", std::string("\xff\xfe{\0}\0", 6), "UTF-16"},
      {"broken at once", R"({"value":[{"a":]}]})", "do not match"},
      {"a binary",
       std::string("\x7f"
                   "ELF\0\0\1\1",
                   8),
       "not recognised"},
  };
  const Folder folder;
  for (const auto& [name, text, reason] : rows) {
    const auto reading = read_file(folder.write("input", text));
    ASSERT_TRUE(reading.refused.has_value()) << name;
    EXPECT_EQ(reading.refused->code, Errc::invalid) << name;
    EXPECT_NE(reading.refused->message.find(reason), std::string::npos)
        << name << ": " << reading.refused->message;
    EXPECT_EQ(reading.refused->target, (folder.path() / "input").string()) << name;
  }
}

TEST(RecordSource, PagesWithoutRecordsAreReadToTheirEnd) {
  for (const auto* text : {R"({"value":[]})", "[]", R"({"@odata.context":"x","value":[]})"}) {
    const auto reading = read_text(text);
    EXPECT_FALSE(reading.refused) << text;
    EXPECT_TRUE(reading.texts.empty()) << text;
    EXPECT_TRUE(reading.split_errors.empty()) << text;
  }
  const auto users = read_text(R"({"@odata.context":"https://x/$metadata#users","value":[]})");
  EXPECT_EQ(users.kind, Kind::graph_users);
}

TEST(RecordSource, ErrorsAtTheStartNameTheFileAndThePlace) {
  const Folder folder;
  const auto reading = read_file(folder.write("users.json", R"({"value":[{"a":]}]})"));
  ASSERT_TRUE(reading.refused.has_value());
  EXPECT_EQ(reading.refused->target, (folder.path() / "users.json").string());
  EXPECT_TRUE(reading.refused->message.starts_with("record 1: ")) << reading.refused->message;
}

TEST(RecordSource, TooLargeFirstRecordIsReportedAndSkipped) {
  const auto large = R"({"id":"L","x":")" + std::string(3000, '[') + R"("})";
  for (const std::size_t chunk : {std::size_t{7}, std::size_t{100'000}}) {
    const SplitLimits limits{chunk, 1000};
    for (const auto& text :
         {fmt::format("[{},{}]", large, user("1")), fmt::format("{}\n{}\n", large, user("1")),
          fmt::format(R"({{"value":[{},{}]}})", large, user("1"))}) {
      const auto reading = read_text(text, {}, limits);
      EXPECT_EQ(reading.kind, Kind::graph_users) << text.substr(0, 20);
      EXPECT_EQ(reading.texts, users({"1"})) << text.substr(0, 20);
      ASSERT_EQ(reading.split_errors.size(), 1U) << text.substr(0, 20);
      EXPECT_EQ(reading.split_errors.front().target, "record 1");
    }
    const auto alone = read_text("[" + large + "]", {}, limits);
    EXPECT_FALSE(alone.refused);
    ASSERT_EQ(alone.split_errors.size(), 1U);
    EXPECT_EQ(alone.split_errors.front().code, Errc::too_large);
  }
}

TEST(RecordSource, MissingFilesAndFoldersAreToldApart) {
  const Folder folder;
  const auto missing = RecordSource::open(folder.path() / "none.json");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, Errc::not_found);
  const auto directory = RecordSource::open(folder.path());
  ASSERT_FALSE(directory.has_value());
  EXPECT_EQ(directory.error().code, Errc::invalid);
}

TEST(RecordSource, CutFilesGiveTheRecordsBeforeTheCut) {
  const auto whole = fmt::format(R"({{{},"value":[{},{}]}})", users_context, user("1"), user("2"));
  const auto end_of_first = whole.find(user("1")) + user("1").size();
  const auto end_of_second = whole.find(user("2")) + user("2").size();
  for (std::size_t size = end_of_first; size < whole.size(); ++size) {
    const auto reading = read_text(std::string_view{whole}.substr(0, size));
    ASSERT_FALSE(reading.refused) << size;
    EXPECT_EQ(reading.records.size(), size < end_of_second ? 1U : 2U) << size;
    ASSERT_EQ(reading.split_errors.size(), 1U) << size;
    EXPECT_EQ(reading.split_errors[0].message, "the file ends in the middle of its JSON") << size;
    EXPECT_EQ(detail(reading.split_errors[0], "offset"), fmt::format("{}", size)) << size;
  }
}

TEST(RecordSource, BrokenStructureIsReportedWithItsOffset) {
  struct Row {
    const char* name;
    std::string between;  // stands between the first record and the second
    std::size_t offset;   // in it
    const char* reason;
  };
  const Row rows[] = {
      {"no comma", " ", 1, "expected ',' or ']'"},
      {"two commas", ",,", 1, "expected a value"},
      {"brackets cross", ",{\"a\":[}],", 7, "do not match"},
      {"a stray brace", "}", 0, "expected ',' or ']'"},
      {"a bare word with a brace", ",nul{},", 4, "expected ','"},
  };
  for (const auto& row : rows) {
    const auto start = "[" + user("1");
    const auto reading = read_text(start + row.between + user("2") + "]");
    EXPECT_EQ(reading.records.size(), 1U) << row.name;
    ASSERT_EQ(reading.split_errors.size(), 1U) << row.name;
    const auto& error = reading.split_errors.front();
    EXPECT_EQ(error.code, Errc::invalid) << row.name;
    EXPECT_NE(error.message.find(row.reason), std::string::npos) << row.name << error.message;
    EXPECT_TRUE(error.message.ends_with("reading stops here: what follows was not read"))
        << row.name;
    EXPECT_EQ(error.target, "record 2") << row.name;
    EXPECT_EQ(detail(error, "offset"), fmt::format("{}", start.size() + row.offset)) << row.name;
  }
}

TEST(RecordSource, BrokenLinesCostOnlyThemselves) {
  const std::pair<const char*, const char*> rows[] = {
      {"unclosed text", R"({"id":"x)"},      {"unclosed brace", R"({"id":"x")"},
      {"unclosed inner", R"({"id":{"a":1)"}, {"crossed", R"({"id":[}])"},
      {"junk", "-- restarted --"},           {"no colon", R"({"id" 1})"},
      {"stray comma", R"({"id":1,})"},       {"stray bracket", "]"},
      {"cut in an escape", "{\"id\":\"x\\"},
  };
  for (const auto& [name, line] : rows) {
    const auto reading =
        read_text(fmt::format("{}\n{}\n{}\n{}\n", user("1"), line, user("2"), user("3")));
    EXPECT_EQ(reading.texts, users({"1", "2", "3"})) << name;
    EXPECT_EQ(reading.split_errors.size(), 1U) << name;
  }
}

TEST(RecordSource, FirstLineMayBeBroken) {
  const auto reading = read_text("{\"id\":\"x\n" + user("1") + "\n");
  EXPECT_EQ(reading.kind, Kind::graph_users);
  EXPECT_EQ(reading.split_errors.size(), 1U);
  EXPECT_EQ(reading.texts, users({"1"}));
}

TEST(RecordSource, RecordsThatAreNoObjectsAreReported) {
  const auto reading = read_text("[" + user("1") + ",null,17,\"a,b]\",[{}]," + user("2") + "]");
  EXPECT_EQ(reading.records.size(), 2U);
  EXPECT_EQ(reading.parse_errors.size(), 4U);
  EXPECT_EQ(reading.numbers.back(), 6U);
}

TEST(RecordSource, TooLargeRecordsAreReportedAndSkipped) {
  const auto large = R"({"id":"L","x":")" + std::string(3000, '[') + R"("})";
  for (const std::size_t chunk : {std::size_t{7}, std::size_t{100}, std::size_t{100'000}}) {
    const SplitLimits limits{chunk, 1000};
    for (const auto& text : {fmt::format("[{},{},{}]", user("1"), large, user("2")),
                             fmt::format("{}\n{}\n{}\n", user("1"), large, user("2"))}) {
      const auto reading = read_text(text, {}, limits);
      EXPECT_EQ(reading.texts, users({"1", "2"})) << chunk;
      EXPECT_EQ(reading.numbers, (std::vector<std::uint64_t>{1, 3})) << chunk;
      ASSERT_EQ(reading.split_errors.size(), 1U) << chunk;
      EXPECT_EQ(reading.split_errors.front().code, Errc::too_large);
      EXPECT_EQ(reading.split_errors.front().target, "record 2");
      EXPECT_EQ(detail(reading.split_errors.front(), "offset"),
                fmt::format("{}", text.find(large)));
    }
  }
}

TEST(RecordSource, LineThatNeverClosesDoesNotSwallowTheFile) {
  std::string text = "{\"id\":{\n";
  std::vector<std::string> expected;
  for (int i = 0; i < 200; ++i) {
    expected.push_back(user(fmt::format("{}", i)));
    text += expected.back() + "\n";
  }
  for (const std::size_t chunk : {std::size_t{64}, std::size_t{1} << 20}) {
    const auto reading = read_text(text, {}, {chunk, 1000});
    EXPECT_EQ(reading.split_errors.size(), 1U) << chunk;
    EXPECT_EQ(reading.texts, expected) << chunk;
  }
}

// Any JSON value of small depth, with the characters that splitting has to look at.
class JsonMaker {
 public:
  explicit JsonMaker(std::uint64_t seed) : random_(seed) {}

  std::size_t below(std::size_t n) { return random_() % n; }

  std::string text() {
    constexpr std::string_view pieces[] = {"a",    "{",    "}",       "[", "]", ",",   ":",
                                           "\\\"", "\\\\", "\\u0041", "é", " ", "\\n", "💡"};
    std::string made = "\"";
    for (auto n = below(12); n > 0; --n) made += pieces[below(std::size(pieces))];
    return made + "\"";
  }

  std::string value(int depth) {
    switch (below(depth > 0 ? 6 : 4)) {
      case 0: return text();
      case 1: return "-12.5e3";
      case 2: return "null";
      case 3: return "true";
      case 4: return object(depth - 1);
      default: {
        std::string made = "[";
        for (auto n = below(4); n > 0; --n) made += blank() + value(depth - 1) + (n > 1 ? "," : "");
        return made + "]";
      }
    }
  }

  std::string object(int depth) {
    std::string made = "{";
    for (auto n = below(5); n > 0; --n)
      made += blank() + text() + blank() + ":" + blank() + value(depth) + (n > 1 ? "," : "");
    return made + blank() + "}";
  }

  std::string blank() {
    constexpr std::string_view blanks[] = {"", "", " ", "\n ", "\r\n\t"};
    return std::string{blanks[below(std::size(blanks))]};
  }

 private:
  std::mt19937_64 random_;
};

// A file in any of the forms, and the records in it.
std::pair<std::string, std::vector<std::string>> any_file(JsonMaker& make) {
  std::vector<std::string> records{user("0")};
  for (auto n = make.below(12); n > 0; --n) records.push_back(make.object(3));
  const auto form = make.below(3);
  std::string text = form == 0 ? "[" : form == 1 ? "{\"a\":" + make.value(2) + ",\"value\":[" : "";
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (i > 0 && form < 2) text += make.blank() + ",";
    if (i > 0 && form == 1 && make.below(4) == 0) {
      text.pop_back();
      text += "]}\n{\"value\":[";
    }
    text += make.blank() + records[i];
  }
  text += form == 0 ? "]" : form == 1 ? "],\"z\":" + make.value(2) + "}" : "\n";
  return {text, records};
}

TEST(RecordSource, ChunkSizeNeverChangesTheJsonRecords) {
  const Folder folder;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    JsonMaker make{seed};
    const auto [text, records] = any_file(make);
    const auto path = folder.write("input", text);
    for (const std::size_t chunk : {1U, 2U, 3U, 5U, 17U, 64U, 4096U}) {
      const auto reading = read_file(path, {}, {chunk, 1 << 20});
      ASSERT_FALSE(reading.refused) << "seed " << seed << ": " << reading.refused->message;
      ASSERT_TRUE(reading.split_errors.empty()) << "seed " << seed << " chunk " << chunk;
      ASSERT_EQ(reading.texts, records) << "seed " << seed << " chunk " << chunk;
    }
  }
}

TEST(RecordSource, ChunkSizeNeverChangesWhatABrokenFileYields) {
  const Folder folder;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    JsonMaker make{seed};
    auto text = any_file(make).first;
    text[make.below(text.size())] = "{}[]\",:\n"[make.below(8)];
    text.resize(text.size() - make.below(4));
    const auto path = folder.write("input", text);
    const auto expected = read_file(path);
    for (const std::size_t chunk : {1U, 3U, 64U}) {
      const auto reading = read_file(path, {}, {chunk, 1 << 20});
      ASSERT_EQ(reading.refused, expected.refused) << "seed " << seed << " chunk " << chunk;
      ASSERT_EQ(reading.texts, expected.texts) << "seed " << seed << " chunk " << chunk;
      ASSERT_EQ(reading.split_errors, expected.split_errors)
          << "seed " << seed << " chunk " << chunk;
    }
  }
}

TEST(RecordSource, ChunkSizeNeverChangesTheCsvRows) {
  const Folder folder;
  constexpr std::string_view cells[] = {
      "", "plain", "\"a,b\"", "\"two\nlines\"", "\"\"\"\"", "\"x\r\n\r\ny\"", "wrong\"quote", "ü"};
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    JsonMaker make{seed};
    std::string text = "EmailAddress,EffectiveDate,Remarks,Rating\n";
    for (auto row = make.below(10); row > 0; --row) {
      for (int cell = 0; cell < 4; ++cell)
        text += std::string{cells[make.below(std::size(cells))]} + (cell < 3 ? "," : "");
      text += make.below(2) == 0 ? "\n" : "\r\n";
    }
    const auto path = folder.write("input", text);
    const auto expected = read_file(path);
    for (const std::size_t chunk : {1U, 2U, 7U, 100U}) {
      const auto reading = read_file(path, {}, {chunk, 1 << 20});
      ASSERT_EQ(reading.texts, expected.texts) << "seed " << seed << " chunk " << chunk;
      ASSERT_EQ(reading.numbers, expected.numbers) << "seed " << seed << " chunk " << chunk;
      ASSERT_EQ(reading.split_errors, expected.split_errors) << "seed " << seed;
    }
  }
}

TEST(RecordSource, PlacesAreNamedAsPeopleCountThem) {
  EXPECT_EQ(place_text(Kind::graph_alerts, 17), "record 17");
  EXPECT_EQ(place_text(Kind::hr_csv, 5), "line 5");
}

}  // namespace
}  // namespace riskflow::formats
