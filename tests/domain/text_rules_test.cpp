// Text that people give: UTF-8, lengths in code points, control characters.

#include "domain/text_rules.hpp"

#include <gtest/gtest.h>

namespace riskflow::domain {
namespace {

constexpr TextRule one_line{0, 10};
constexpr TextRule many_lines{0, 10, TextRule::Lines::many};

// Bytes with zeros among them.
template <std::size_t N>
constexpr std::string_view bytes(const char (&text)[N]) {
  return {text, N - 1};
}

struct Row {
  const char* name;
  std::string_view text;
};

TEST(Text, ThatIsUtf8IsTaken) {
  const Row rows[] = {
      {"empty", ""},
      {"ASCII", "Mira"},
      {"two bytes, first that is no control character", "\u00a0"},
      {"two bytes, last", "\u07ff"},
      {"three bytes, first", "\u0800"},
      {"before the surrogates", "\xed\x9f\xbf"},
      {"after the surrogates", "\ue000"},
      {"three bytes, last", "\uffff"},
      {"four bytes, first", "\U00010000"},
      {"four bytes, last", "\U0010ffff"},
      {"an accent of its own", "e\u0301"},
      {"right to left", "\u05de\u05d9\u05e8\u05d4"},
  };
  for (const auto& row : rows) EXPECT_TRUE(check_text(row.text, one_line, "name")) << row.name;
}

TEST(Text, ThatIsNotUtf8IsRefused) {
  const Row rows[] = {
      {"a tail alone", "\x80"},
      {"a tail after a letter", "a\xbf"},
      {"two bytes cut off", "\xc3"},
      {"two bytes and a letter", "\xc3g"},
      {"three bytes cut off", "\xe2\x82"},
      {"three bytes and a letter", "\xe2\x82g"},
      {"four bytes cut off", "\xf0\x9f\x98"},
      {"overlong slash, two bytes", "\xc0\xaf"},
      {"overlong in two bytes", "\xc1\xbf"},
      {"overlong in three bytes", "\xe0\x9f\xbf"},
      {"overlong in four bytes", "\xf0\x8f\xbf\xbf"},
      {"overlong zero", "\xc0\x80"},
      {"first surrogate", "\xed\xa0\x80"},
      {"last surrogate", "\xed\xbf\xbf"},
      {"a pair of surrogates (CESU-8)", "\xed\xa0\xbd\xed\xb8\x80"},
      {"beyond the last", "\xf4\x90\x80\x80"},
      {"five bytes", "\xf8\x88\x80\x80\x80"},
      {"byte fe", "\xfe"},
      {"byte ff", "\xff"},
      {"Latin-1", "M\xfcller"},
  };
  for (const auto& row : rows) {
    const auto checked = check_text(row.text, one_line, "name");
    ASSERT_FALSE(checked) << row.name;
    EXPECT_EQ(checked.error().code, Errc::invalid) << row.name;
    EXPECT_EQ(checked.error().message, "is not UTF-8 text") << row.name;
    EXPECT_EQ(checked.error().target, "name") << row.name;
  }
}

TEST(Text, MayNotHoldControlCharacters) {
  for (int c = 0; c < 0x20; ++c) {
    const char text[] = {'a', static_cast<char>(c), 'b'};
    EXPECT_FALSE(check_text({text, 3}, one_line, "name")) << c;
    const bool breaks = c == '\n' || c == '\r' || c == '\t';
    EXPECT_EQ(bool(check_text({text, 3}, many_lines, "note")), breaks) << c;
  }
  EXPECT_FALSE(check_text("a\x7f", one_line, "name"));
  EXPECT_FALSE(check_text("a\x7f", many_lines, "note"));
}

TEST(Text, MayNotHoldTheControlCharactersAboveAscii) {
  const Row rows[] = {
      {"U+0080", "\xc2\x80"}, {"next line, U+0085", "\xc2\x85"}, {"U+009F", "\xc2\x9f"}};
  for (const auto& row : rows) EXPECT_FALSE(check_text(row.text, one_line, "name")) << row.name;
}

TEST(Text, IsMeasuredInCodePoints) {
  const TextRule two_to_three{2, 3};
  const std::pair<Row, bool> rows[] = {
      {{"one letter", "a"}, false},
      {{"one letter of four bytes", "\U0001f600"}, false},
      {{"two of two bytes", "\u00e4\u00f6"}, true},
      {{"three of four bytes", "\U0001f600\U0001f600\U0001f600"}, true},
      {{"four letters", "abcd"}, false},
      {{"a letter and two accents", "e\u0301\u0302"}, true},
  };
  for (const auto& [row, fits] : rows)
    EXPECT_EQ(bool(check_text(row.text, two_to_three, "name")), fits) << row.name;
}

TEST(Text, OfTheWrongLengthIsToldTheLimits) {
  const auto checked = check_text("\u00e4\u00f6\u00fc", {5, 10}, "name");
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().message, "must have 5 to 10 characters, not 3");
}

TEST(Text, ThatMustBeThereIsMoreThanWhiteSpace) {
  const TextRule needed{1, 10, TextRule::Lines::many};
  const Row blanks[] = {{"a space", " "},
                        {"spaces", "   "},
                        {"tab and line breaks", "\t\r\n"},
                        {"no-break space", "\u00a0"},
                        {"ideographic space", "\u3000 \u3000"},
                        {"zero-width space", "\u200b"},
                        {"byte order mark", "\ufeff"},
                        {"soft hyphens", "\u00ad\u00ad"},
                        {"combining grapheme joiner", "\u034f"},
                        {"Hangul fillers", "\u115f\u1160\u3164\uffa0"},
                        {"Mongolian vowel separator", "\u180e"},
                        {"invisible operators", "\u2061\u2062\u2063\u2064"},
                        {"direction marks", "\u200e\u202e\u2069"},
                        {"Braille pattern blank", "\u2800"},
                        {"variation selectors", "\ufe00\ufe0f\U000e0100"},
                        {"musical slur", "\U0001d17a"},
                        {"tags", "\U000e0001\U000e0fff"}};
  for (const auto& row : blanks) {
    const auto checked = check_text(row.text, needed, "name");
    ASSERT_FALSE(checked) << row.name;
    EXPECT_EQ(checked.error().message, "must not be blank: it holds nothing but white space")
        << row.name;
    EXPECT_EQ(checked.error().target, "name") << row.name;
    EXPECT_TRUE(check_text(row.text, many_lines, "comment"))
        << row.name << ", where none is needed";
  }
}

TEST(Text, ThatShowsALittleIsNotBlank) {
  // Next to what shows nothing, or held together by it.
  const Row rows[] = {
      {"before the soft hyphen", "\u00ac"},
      {"after the soft hyphen", "\u00ae"},
      {"a Hangul initial, before the fillers", "\u115e"},
      {"after the Hangul fillers", "\u1161"},
      {"a hyphen, after the direction marks", "\u2010"},
      {"a hyphenation point, before the separators", "\u2027"},
      {"superscript zero, after the isolates", "\u2070"},
      {"Braille, one dot", "\u2801"},
      {"an object replacement, after the ignorable", "\ufffc"},
      {"a family of emoji", "\U0001f469\u200d\U0001f469"},
      {"a heart with a selector", "\u2764\ufe0f"},
  };
  for (const auto& row : rows) EXPECT_TRUE(check_text(row.text, {1, 10}, "name")) << row.name;
}

TEST(Text, MayBeginAndEndWithWhiteSpace) {
  for (const std::string_view text : {" Mira", "Mira ", "\u00a0Mira\u3000"})
    EXPECT_TRUE(check_text(text, {1, 10}, "name")) << text;
}

TEST(Text, WithAZeroByteIsRefused) { EXPECT_FALSE(check_text(bytes("a\0b"), many_lines, "name")); }

}  // namespace
}  // namespace riskflow::domain
