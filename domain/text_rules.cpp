#include "domain/text_rules.hpp"

#include <algorithm>

#include <fmt/format.h>

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

// Whether the UTF-8 sequence at the start of `text` shows nothing: a space of any width, a line
// break, or a character without a width (Unicode: White_Space, and those of no width that are met
// in names).
static bool is_blank(std::string_view sequence) {
  static constexpr std::string_view blanks[] = {
      " ",      "\t",     "\n",     "\r",     "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002",
      "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a", "\u200b",
      "\u200c", "\u200d", "\u2028", "\u2029", "\u202f", "\u205f", "\u2060", "\u3000", "\ufeff"};
  return std::find(std::begin(blanks), std::end(blanks), sequence) != std::end(blanks);
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
