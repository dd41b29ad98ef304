#include "domain/text_rules.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "domain/language/text.hpp"

namespace riskflow::domain {

// The length of the UTF-8 sequence at the start of `text`; 0 when it is malformed (RFC 3629,
// section 4).
static std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto tail = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xc0) == 0x80; };
  const unsigned char b = byte(0);
  if (b < 0x80) return 1;
  if (b >= 0xc2 && b <= 0xdf) return tail(1) ? 2 : 0;
  if (b >= 0xe0 && b <= 0xef) {
    if (!tail(1) || !tail(2)) return 0;
    const bool overlong = b == 0xe0 && byte(1) < 0xa0;
    const bool surrogate = b == 0xed && byte(1) > 0x9f;
    return overlong || surrogate ? 0 : 3;
  }
  if (b >= 0xf0 && b <= 0xf4) {
    if (!tail(1) || !tail(2) || !tail(3)) return 0;
    const bool outside = (b == 0xf0 && byte(1) < 0x90) || (b == 0xf4 && byte(1) > 0x8f);
    return outside ? 0 : 4;
  }
  return 0;
}

struct Range {
  char32_t first, last;
};
// What shows nothing.  Unicode 15.0: White_Space (PropList.txt) and Default_Ignorable_Code_Point
// (DerivedCoreProperties.txt), and the Braille pattern without dots; in order.
static constexpr Range blanks[] = {
    {0x0009, 0x000d},    // tab, line breaks
    {0x0020, 0x0020},    // space
    {0x0085, 0x0085},    // next line
    {0x00a0, 0x00a0},    // no-break space
    {0x00ad, 0x00ad},    // soft hyphen
    {0x034f, 0x034f},    // combining grapheme joiner
    {0x061c, 0x061c},    // Arabic letter mark
    {0x115f, 0x1160},    // Hangul fillers
    {0x1680, 0x1680},    // Ogham space mark
    {0x17b4, 0x17b5},    // Khmer inherent vowels
    {0x180b, 0x180f},    // Mongolian variation selectors and vowel separator
    {0x2000, 0x200f},    // spaces, zero-width characters, direction marks
    {0x2028, 0x202f},    // separators, embeddings, narrow no-break space
    {0x205f, 0x206f},    // mathematical space, word joiner, invisible operators, isolates
    {0x2800, 0x2800},    // Braille pattern blank
    {0x3000, 0x3000},    // ideographic space
    {0x3164, 0x3164},    // Hangul filler
    {0xfe00, 0xfe0f},    // variation selectors
    {0xfeff, 0xfeff},    // byte order mark
    {0xffa0, 0xffa0},    // halfwidth Hangul filler
    {0xfff0, 0xfff8},    // kept for later, ignorable
    {0x1bca0, 0x1bca3},  // shorthand format controls
    {0x1d173, 0x1d17a},  // musical beams, ties and slurs
    {0xe0000, 0xe0fff},  // tags, variation selectors
};

// Whether the well-formed UTF-8 sequence shows nothing.
static bool is_blank(std::string_view sequence) {
  const auto point = language::next_code_point(sequence);
  const auto after =
      std::ranges::upper_bound(blanks, point, {}, [](const Range& range) { return range.first; });
  return after != std::begin(blanks) && point <= std::prev(after)->last;
}

Status check_text(std::string_view text, const TextRule& rule, std::string_view target) {
  std::size_t length = 0;
  bool is_all_blank = true;
  for (std::size_t i = 0; i < text.size(); ++length) {
    const auto size = sequence_length(text.substr(i));
    if (size == 0) return fail(Errc::invalid, "is not UTF-8 text", std::string(target));
    const char c = text[i];
    const bool line_break = c == '\n' || c == '\r' || c == '\t';
    const bool above_ascii =
        c == '\xc2' && static_cast<unsigned char>(text[i + 1]) < 0xa0;  // U+0080 to U+009F
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f || above_ascii;
    if (control && !(line_break && rule.lines == TextRule::Lines::many))
      return fail(Errc::invalid, "must not hold control characters", std::string(target));
    is_all_blank = is_all_blank && is_blank(text.substr(i, size));
    i += size;
  }
  if (length < rule.least || length > rule.most)
    return fail(Errc::invalid,
                fmt::format("must have {} to {} characters, not {}", rule.least, rule.most, length),
                std::string(target));
  if (rule.least > 0 && is_all_blank)
    return fail(Errc::invalid, "must not be blank: it holds nothing but white space",
                std::string(target));
  return {};
}

}  // namespace riskflow::domain
