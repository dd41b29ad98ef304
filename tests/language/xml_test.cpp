// XML from strangers: what is refused, and that it costs no more than is allowed.

#include "domain/language/xml.hpp"

#include <gtest/gtest.h>

#include "tests/language/example_environment.hpp"

namespace riskflow::language {
namespace {

TEST(Xml, RefusesEntitiesThatGrow) {
  const auto bomb = xml_from_text(
      "<!DOCTYPE a [<!ENTITY b 'bbbb'><!ENTITY c '&b;&b;&b;&b;'>]><a>&c;&c;&c;&c;</a>");
  ASSERT_FALSE(bomb);
  EXPECT_NE(bomb.error().message.find("entities"), std::string::npos);
}

TEST(Xml, ReadsNoFileThatADocumentNames) {
  const auto outside = xml_from_text("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a>&x;</a>");
  if (outside) { EXPECT_EQ(to_xml_text(outside->children.back()), "<a></a>"); }
}

TEST(Xml, RefusesElementsThatAreNestedTooDeep) {
  const auto nested = [](std::size_t depth) {
    return repeated("<a>", depth) + repeated("</a>", depth);
  };
  EXPECT_TRUE(xml_from_text(nested(200)));
  EXPECT_FALSE(xml_from_text(nested(2000)));
}

TEST(Xml, SaysWhereItIsNotWellFormed) {
  const auto read = xml_from_text("<a>\n  <b></c>\n</a>");
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("line 2, column"), std::string::npos) << read.error().message;
}

TEST(Xml, IsReadAgainAsItWasWritten) {
  for (const std::string_view text :
       {"<a />", "<a></a>", "<a b=\"1&quot;&#xA;2\">x &amp; &lt;y&gt;</a>",
        "<?xml version=\"1.0\"?><!--c--><a><![CDATA[<]]><?do it?></a>",
        "<x:a xmlns:x=\"urn:x\" x:b=\"1\"><c xmlns=\"urn:c\" /></x:a>", "<a>é😀</a>"}) {
    const auto read = xml_from_text(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(to_xml_text(*read), text);
  }
}

TEST(XPath, EndsWhenItTakesTooManySteps) {
  const auto document = "<r>" + repeated("<a>x</a>", 3000) + "</r>";
  EXPECT_TRUE(evaluate_xpath(document, "count(//a[. = 'x'])"));
  EXPECT_FALSE(evaluate_xpath(document, "count(//a[count(//a[count(//a[. = 'x']) > 1]) > 1])"));
}

TEST(XPath, RefusesTextsThatWouldBeMultiplied) {
  const auto document = "<r>" + std::string(1'000'000, 'x') + "</r>";
  EXPECT_TRUE(evaluate_xpath(document, "string-length(/r)"));
  EXPECT_FALSE(evaluate_xpath(document, "concat(" + repeated("string(/), ", 100) + "'')"));
}

TEST(XPath, RefusesAPathThatIsTooLong) {
  EXPECT_FALSE(evaluate_xpath("<r/>", repeated("(", 4000) + "1" + repeated(")", 4000)));
  EXPECT_FALSE(evaluate_xpath("<r/>", repeated("(", 2000) + "1"));
}

// Pieces of the languages inside the language, put together at random.
TEST(Formats, TakeAnyTextWithoutHarm) {
  static constexpr std::string_view pieces[] = {
      "0", "#", ".", ",",  ";", "%",  "E+0", "''a''", "\\\\", "d",  "MMMM",   "y", "F", "fff",
      "K", "h", ":", "\"", "C", "N9", "X",   "‰",     "/",    "//", "[",      "]", "(", ")",
      "@", "*", "<", ">",  "a", "1",  "|",   "=",     "..",   "::", "text()", "é", " ", "-"};
  SeededBits bits{20260112};
  std::size_t values = 0;
  for (int i = 0; i < 5'000; ++i) {
    std::string text;
    for (auto left = bits.next() % 8; left > 0; --left)
      text += pieces[bits.next() % std::size(pieces)];
    const auto quoted = "'" + text + "'";
    for (const auto& expression :
         {"@formatNumber(-1234.5678, " + quoted + ")", "@formatNumber(0, " + quoted + ", 'de-DE')",
          "@formatDateTime('2026-01-31T08:05:07.25Z', " + quoted + ", 'fr-FR')",
          "@parseDateTime('31.01.2026 08:05', 'de-DE', " + quoted + ")",
          "@xpath(xml('<a><b c=\"1\">x</b></a>'), " + quoted + ")", "@xml(" + quoted + ")",
          "@float(" + quoted + ", 'fr-FR')", "@dataUriToBinary(" + quoted + ")"}) {
      const auto first = outcome_of(expression);
      EXPECT_EQ(first, outcome_of(expression)) << expression;
      values += first.starts_with("error: ") ? 0 : 1;
    }
  }
  EXPECT_GT(values, 1000U);
}

}  // namespace
}  // namespace riskflow::language
