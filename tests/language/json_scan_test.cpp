// JSON as it was written, byte for byte.

#include "domain/language/json_scan.hpp"

#include <cstdlib>
#include <random>

#include <gtest/gtest.h>

#include "domain/language/value.hpp"

namespace riskflow::language {
namespace {

// Keeps everything, or changes what is told.
class Changes final : public JsonEditor {
 public:
  explicit Changes(std::string from = {}, std::string to = {})
      : from_(std::move(from)), to_(std::move(to)) {}
  std::optional<std::string> value(const std::vector<std::string>&,
                                   std::string_view written) override {
    if (!from_.empty() && written == from_) return to_;
    return std::nullopt;
  }
  std::optional<std::string> name(std::string_view key) override {
    if (!from_.empty() && "\"" + std::string(key) + "\"" == from_) return to_;
    return std::nullopt;
  }

 private:
  std::string from_;
  std::string to_;
};

std::string copied(std::string_view text) {
  Changes none;
  return edited(text, none);
}

constexpr std::string_view document =
    "\xEF\xBB\xBF { \"a\" : 1.50, // one\n \"b\\u0041\": [ 1e2 ,{}, [ ] , \"x ] } \\\" /*\" ],\n"
    "/* two */ \"a\" : -0, \"c\": { \"\": null } }\r\n";

TEST(JsonScan, GivesValuesAsTheyAreWritten) {
  EXPECT_EQ(written_at(document, "/a"), "-0") << "the last of two";
  EXPECT_EQ(written_at(document, "/bA/0"), "1e2");
  EXPECT_EQ(written_at(document, "/bA/3"), R"("x ] } \" /*")");
  EXPECT_EQ(written_at(document, "/c/"), "null");
  EXPECT_EQ(written_at(document, "/c/none"), "");
  EXPECT_EQ(written_at(document, "/bA/9"), "");
}

TEST(JsonScan, CopiesByteForByte) {
  EXPECT_EQ(copied(document), document);
  for (const auto* text : {"1", "\"x\"", "[]", " {} ", "[1, 2 ,3]"}) EXPECT_EQ(copied(text), text);
}

TEST(JsonScan, ChangesOnlyWhatItIsTold) {
  Changes change("\"x\"", "7");
  EXPECT_EQ(edited(R"({"a": ["x" , "y"],"x":  "x"})", change), R"({"a": [7 , "y"],"7":  7})");
}

TEST(JsonScan, MakesACopyThatEveryReaderTakes) {
  EXPECT_EQ(strict_json("{\"a,}//\": [1, /* 2, */ 3 , // 4\n ], \"b\": {}, }"),
            "{\"a,}//\": [1, 3  ], \"b\": {} }");
  EXPECT_EQ(strict_json("{\"a\":1}"), "{\"a\":1}");
  EXPECT_TRUE(from_json_text(strict_json(document)));
}

std::string made_json(std::mt19937& random, int depth) {
  static const std::vector<std::string> scalars{
      "null", "true", "1.50", "-1E+02", "\"\\u00e9\\/\"", "18446744073709551616", "\"}{\"", "\"\""};
  const auto blank = [&] { return std::string(random() % 3 == 0 ? " \n" : ""); };
  if (depth == 0 || random() % 3 == 0)
    return blank() + scalars[random() % scalars.size()] + blank();
  const bool is_object = random() % 2 == 0;
  std::string text = blank() + (is_object ? "{" : "[") + blank();
  for (std::size_t i = 0, count = random() % 4; i < count; ++i) {
    if (i > 0) text += "," + blank();
    if (is_object) text += "\"k" + std::to_string(random() % 3) + "\"" + blank() + ":";
    text += made_json(random, depth - 1);
  }
  return text + (is_object ? "}" : "]") + blank();
}

TEST(JsonScan, AgreesWithTheParserOnEveryDocument) {
  const char* given = std::getenv("SEED");
  const auto seed = given != nullptr ? std::strtoul(given, nullptr, 10) : 1;
  std::mt19937 random(static_cast<std::mt19937::result_type>(seed));
  for (int i = 0; i < 2000; ++i) {
    const auto text = made_json(random, 4);
    const auto read = from_json_text(text);
    ASSERT_TRUE(read) << "SEED=" << seed << ": " << text;
    EXPECT_EQ(copied(text), text) << "SEED=" << seed;
    EXPECT_EQ(*from_json_text(written_at(text, "")), *read) << "SEED=" << seed;
    if (read->kind() == Kind::object)
      for (const auto& member : read->members())
        EXPECT_EQ(*from_json_text(written_at(text, "/" + member.key)), member.value)
            << "SEED=" << seed << ": " << text;
  }
}

TEST(JsonScan, EndsOnTextThatIsNoJson) {
  std::mt19937 random(7);
  static constexpr std::string_view letters = "{}[]\",:/*\\ 1a\n";
  for (int i = 0; i < 5000; ++i) {
    std::string text;
    for (std::size_t n = random() % 20; n > 0; --n) text += letters[random() % letters.size()];
    EXPECT_LE(members_in(text).size(), text.size());
    EXPECT_LE(elements_in(text).size(), text.size());
    written_at(text, "/a/0");
    copied(text);
  }
}

}  // namespace
}  // namespace riskflow::language
