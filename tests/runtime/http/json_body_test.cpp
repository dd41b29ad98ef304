// Strict reading of JSON bodies, and errors that name the field and the fix.

#include "runtime/http/json_body.hpp"

#include <gtest/gtest.h>

namespace riskflow::http {
namespace {

std::string nested(int levels) {
  return "{\"a\":" + std::string(static_cast<std::size_t>(levels - 1), '[') +
         std::string(static_cast<std::size_t>(levels - 1), ']') + "}";
}

TEST(JsonBody, TextsThatParsersReadDifferentlyAreRefused) {
  const std::pair<std::string_view, std::string> rows[] = {
      {"empty", ""},
      {"cut off", R"({"a":1)"},
      {"array", "[]"},
      {"text after the end", "{} {}"},
      {"same name twice", R"({"a":1,"a":2})"},
      {"same name written in two ways", R"({"a":1,"\u0061":2})"},
      {"same name deeper", R"({"a":[{"b":1,"c":{"d":1,"d":1}}]})"},
      {"33 levels", nested(33)},
      {"integer over 64 bits", R"({"a":9223372036854775808})"},
      {"integer of many digits", R"({"a":123456789012345678901234567890})"},
      {"double out of range", R"({"a":1e999})"},
      {"not a number", R"({"a":NaN})"},
      {"broken utf-8", "{\"a\":\"\xff\"}"},
      {"lone surrogate", R"({"a":"\ud800"})"},
      {"comment", "{/* */}"},
      {"trailing comma", R"({"a":1,})"},
      {"byte order mark", "\xef\xbb\xbf{}"},
      {"raw control character", "{\"a\":\"\x01\"}"},
  };
  for (const auto& [name, body] : rows) {
    const auto read = read_json_object(body);
    ASSERT_FALSE(read) << name;
    EXPECT_EQ(read.error().code, Errc::invalid) << name;
    EXPECT_EQ(read.error().target, "body") << name;
    EXPECT_FALSE(read.error().message.empty()) << name;
  }
}

TEST(JsonBody, TextsAtTheLimitsAreRead) {
  for (const auto& body : {std::string("{}"), std::string(" {\"a\" : 1 }\n"), nested(32),
                           std::string(R"({"a":{"b":1},"b":{"b":1},"c":[{"b":1},{"b":1}]})"),
                           std::string(R"({"a":9223372036854775807,"b":-9223372036854775808})")})
    EXPECT_TRUE(read_json_object(body)) << body;
}

TEST(JsonBody, ADuplicateIsSaidWithItsPlace) {
  const auto read = read_json_object(R"({"a":1,"a":2})");
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("twice"), std::string::npos);
  const auto byte = std::stoi(std::string(detail(read.error(), "byte")));
  EXPECT_GE(byte, 7);
  EXPECT_LE(byte, 10);
}

TEST(JsonBody, FieldsAreReadByTheirType) {
  const auto body =
      read_json_object(R"({"name":"A \u00fc","count":-3,"share":0.5,"whole":2,"on":true,
                           "at":"2026-01-12T08:30:00Z","tags":["a","b"],"nothing":null,
                           "id":"0123456789abcdef0123456789abcdef",
                           "owner":{"mail":"x"},"steps":[{"n":1},{"n":2}]})")
          .value();
  EXPECT_EQ(body.text("name").value(), "A \u00fc");
  EXPECT_EQ(body.whole_number("count").value(), -3);
  EXPECT_EQ(body.number("share").value(), 0.5);
  EXPECT_EQ(body.number("whole").value(), 2.0);
  EXPECT_TRUE(body.flag("on").value());
  EXPECT_EQ(to_text(body.moment("at").value()), "2026-01-12T08:30:00Z");
  EXPECT_EQ(body.texts("tags").value(), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(to_text(body.id<CaseId>("id").value()), "0123456789abcdef0123456789abcdef");
  EXPECT_EQ(body.object("owner").value().text("mail").value(), "x");
  EXPECT_EQ(body.objects("steps").value().at(1).whole_number("n").value(), 2);
  EXPECT_EQ(body.any("steps").value(), R"([{"n":1},{"n":2}])");
  EXPECT_TRUE(body.has("name"));
  EXPECT_FALSE(body.has("nothing"));
  EXPECT_EQ(body.text_if("nothing").value(), std::nullopt);
  EXPECT_EQ(body.flag_if("missing").value(), std::nullopt);
  EXPECT_EQ(body.whole_number_if("count").value(), -3);
}

template <class T>
std::string target_of(const Result<T>& result) {
  return result ? "accepted" : result.error().target;
}

TEST(JsonBody, AnErrorNamesTheFieldByItsPath) {
  const auto body =
      read_json_object(R"({"n":1,"s":"x","e":"","tags":["a",1],"o":{"p":{"q":1}},"l":[{"m":1},2]})")
          .value();
  EXPECT_EQ(target_of(body.text("missing")), "missing");
  EXPECT_EQ(target_of(body.text("n")), "n");
  EXPECT_EQ(target_of(body.text("e")), "e");
  EXPECT_EQ(target_of(body.text_if("e")), "accepted");
  EXPECT_EQ(target_of(body.whole_number("s")), "s");
  EXPECT_EQ(target_of(body.whole_number_if("s")), "s");
  EXPECT_EQ(target_of(body.number("s")), "s");
  EXPECT_EQ(target_of(body.flag("n")), "n");
  EXPECT_EQ(target_of(body.moment("s")), "s");
  EXPECT_EQ(target_of(body.id<CaseId>("s")), "s");
  EXPECT_EQ(target_of(body.texts("tags")), "tags/1");
  EXPECT_EQ(target_of(body.texts("s")), "s");
  EXPECT_EQ(target_of(body.objects("l")), "l/1");
  EXPECT_EQ(target_of(body.object("o").value().object("p").value().text("q")), "o/p/q");
}

TEST(JsonBody, AnErrorSaysWhatToWriteInstead) {
  const auto body = read_json_object(R"({"n":"x"})").value();
  EXPECT_EQ(body.whole_number("n").error().message,
            "of the wrong type: write a whole number of at most 64 bits");
  EXPECT_EQ(body.flag("missing").error().message, "missing: write true or false");
}

TEST(JsonBody, UnknownFieldsAreRefusedByName) {
  const auto body = read_json_object(R"({"name":"x","owner":{"who":"me"}})").value();
  EXPECT_TRUE(body.only({"name", "owner"}));
  const auto unknown = body.only({"name"});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().target, "owner");
  EXPECT_EQ(unknown.error().message, "unknown field: the fields are name");
  EXPECT_EQ(target_of(body.object("owner").value().only({"name"})), "owner/who");
}

TEST(JsonBody, AnInnerObjectOutlivesTheWhole) {
  auto inner = [] { return read_json_object(R"({"a":{"b":"kept"}})").value().object("a"); }();
  EXPECT_EQ(inner.value().text("b").value(), "kept");
}

}  // namespace
}  // namespace riskflow::http
