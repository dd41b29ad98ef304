#include "domain/text_rules.hpp"

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

Status check_text(std::string_view text, const TextRule& rule, std::string_view target) {
  std::size_t length = 0;
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
    i += size;
  }
  if (length < rule.least || length > rule.most)
    return fail(Errc::invalid,
                fmt::format("must have {} to {} characters, not {}", rule.least, rule.most, length),
                std::string(target));
  return {};
}

}  // namespace riskflow::domain
