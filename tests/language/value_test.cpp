#include "domain/language/value.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "domain/language/text.hpp"
#include "tests/language/example_environment.hpp"

namespace riskflow::language {
namespace {

SubjectRef subject(std::uint8_t number) {
  SubjectRef ref;
  ref.bytes[15] = number;
  return ref;
}

TEST(Value, ReadsNumbersAsTheServiceDoes) {
  const auto value = json_value(R"([1, 1.0, 1e2, -0, 9223372036854775807, 9223372036854775808])");
  ASSERT_EQ(value.items().size(), 6U);
  EXPECT_EQ(value.items()[0], Value{1});
  EXPECT_EQ(value.items()[1], Value{1.0});
  EXPECT_EQ(value.items()[2], Value{100.0});
  EXPECT_EQ(value.items()[3], Value{0});
  EXPECT_EQ(value.items()[4], Value{std::numeric_limits<std::int64_t>::max()});
  EXPECT_EQ(value.items()[5].kind(), Kind::real);
}

TEST(Value, ReadsEveryDoubleExactly) {
  for (const double number : {0.1, 1.7976931348623157e308, 5e-324, 3.2e-1, 123456789.123456789}) {
    const auto text = to_json_text(Value{number});
    EXPECT_EQ(json_value(text).real(), number) << text;
  }
}

TEST(Value, KeepsTheLastOfEqualKeysAtItsLaterPlace) {
  EXPECT_EQ(to_json_text(json_value(R"({"a": 1, "b": -1, "a": 2})")), R"({"b":-1,"a":2})");
  EXPECT_EQ(to_json_text(json_value(R"({"a": 1, "A": 2})")), R"({"a":1,"A":2})");
}

TEST(Value, FindsAnExactKeyBeforeOneOfOtherCase) {
  const auto value = json_value(R"({"aAa": 1, "AAA": 2})");
  EXPECT_EQ(*value.find("AAA"), Value{2});
  EXPECT_EQ(*value.find("aaa"), Value{1});
  EXPECT_EQ(value.find("b"), nullptr);
}

struct Malformed {
  const char* name;
  std::string text;
  Errc code;
};

TEST(Value, RefusesWhatIsNotJsonOrTooLarge) {
  const Malformed cases[] = {
      {"cut off", "{\"a\":", Errc::invalid},
      {"two values", "1 2", Errc::invalid},
      {"bad UTF-8", "\"\xff\"", Errc::invalid},
      {"number out of range", "1e999", Errc::invalid},
      {"nested too deep", std::string(65, '[') + std::string(65, ']'), Errc::invalid},
      {"too many bytes", std::string(101, ' '), Errc::too_large},
  };
  for (const auto& c : cases) {
    const auto value = from_json_text(c.text, {.bytes = c.code == Errc::too_large ? 100U : 1000U});
    ASSERT_FALSE(value) << c.name;
    EXPECT_EQ(value.error().code, c.code) << c.name;
  }
  EXPECT_TRUE(from_json_text(std::string(64, '[') + std::string(64, ']')));
}

TEST(Value, NamesLineAndColumnOfBadJson) {
  const auto value = from_json_text("{\n  \"a\": nul\n}");
  ASSERT_FALSE(value);
  EXPECT_EQ(detail(value.error(), "line"), "2");
}

TEST(Value, WritesJsonAsTheServiceDoes) {
  const auto value = Value::object({{"é\n\x01", Value::array({5.0, 1e15, 1e-5, 0.25, true, {}})}});
  EXPECT_EQ(to_json_text(value), "{\"é\\n\\u0001\":[5.0,1E+15,1E-05,0.25,true,null]}");
}

TEST(Value, DisplaysScalarsInDotNetForm) {
  EXPECT_EQ(to_display_text(Value{}), "");
  EXPECT_EQ(to_display_text(Value{true}), "True");
  EXPECT_EQ(to_display_text(Value{5.0}), "5");
  EXPECT_EQ(to_display_text(Value{9.223372036854776e18}), "9.223372036854776E+18");
  EXPECT_EQ(to_display_text(Value{-0.0001}), "-0.0001");
  EXPECT_EQ(to_display_text(Value{123456789012345.0}), "123456789012345");
  EXPECT_EQ(to_display_text(json_value(R"({"$content-type": "text/plain", "$content": "aGk="})")),
            "hi");
}

TEST(Labels, AreJoinedOverTheWholeTree) {
  const auto a = Value{"a"}.with_labels(label_about(subject(1)));
  const auto b = Value{"b"}.with_labels(label_about(subject(2))).with_labels(secure_label());
  const auto tree = Value::object({{"x", Value::array({a, "plain"})}, {"y", b}});
  EXPECT_EQ(tree.labels(), (Labels{Secrecy::secure, {subject(1), subject(2)}}));
  EXPECT_EQ(tree.find("x")->labels(), label_about(subject(1)));
  EXPECT_TRUE(tree.find("x")->items()[1].labels().none());
}

TEST(Labels, PutOnAContainerReachEveryPart) {
  const auto tree = json_value(R"({"a": [1, {}], "b": null})").with_labels(label_about(subject(3)));
  EXPECT_EQ(tree.find("a")->items()[0].labels(), label_about(subject(3)));
  EXPECT_EQ(tree.find("a")->items()[1].labels(), label_about(subject(3)));
  EXPECT_EQ(tree.find("b")->labels(), label_about(subject(3)));
}

TEST(Text, CountsAndCutsUtf16CodeUnits) {
  EXPECT_EQ(utf16_length("a😀é"), 4U);
  EXPECT_EQ(utf16_slice("a😀é", 1, 2), "😀");
  EXPECT_EQ(utf16_slice("a😀é", 3, 99), "é");
  EXPECT_EQ(utf16_slice("a😀é", 0, 2), "a\xEF\xBF\xBD");
  EXPECT_EQ(utf16_slice("abc", 9, 1), "");
}

TEST(Text, ReplacesEachInvalidByte) { EXPECT_EQ(valid_utf8("a\xC3(\xED\xA0\x80"), "a�(���"); }

TEST(Text, MapsCaseWithoutCulture) {
  EXPECT_EQ(to_lower("ıIiİçÇğĞŸΩЖ"), "ıiiİççğğÿωж");
  EXPECT_EQ(to_upper("ıIiİçÇğĞÿωж"), "ıIIİÇÇĞĞŸΩЖ");
  EXPECT_TRUE(same_name("Get_Ärger", "get_ärger"));
}

}  // namespace
}  // namespace riskflow::language
