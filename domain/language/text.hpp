#pragma once
// Text as the service sees it: positions and lengths count UTF-16 code units, case is the simple
// mapping of the invariant culture.  Invalid UTF-8 never fails: each bad byte is one U+FFFD.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace riskflow::language {

// Takes one code point off the front of `rest`, which is not empty.
char32_t next_code_point(std::string_view& rest);
void append_code_point(std::string& out, char32_t code_point);

// The text with every invalid sequence replaced by U+FFFD.
std::string valid_utf8(std::string_view text);

// How many UTF-16 code units the text has.  Linear.
std::size_t utf16_length(std::string_view text);

// `count` code units from code unit `start`; both are cut to what is there.  Half of a surrogate
// pair becomes U+FFFD.
std::string utf16_slice(std::string_view text, std::size_t start, std::size_t count);

// In the other case, letter by letter, by no language (letter_case.hpp).  A mapping never changes
// the number of bytes.
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);

// Without white space (Unicode, U+3000 included) at both ends.
std::string_view trimmed(std::string_view text);

// Whether two names are the same but for case.
bool same_name(std::string_view a, std::string_view b);

// Orders names without regard to case; finds by any string without a copy.
struct NameLess {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const;
};

// NameLess for the ASCII names of our own tables, usable when they are compiled.
constexpr bool ascii_name_less(std::string_view a, std::string_view b) {
  const auto folded = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::lexicographical_compare(a, b, {}, folded, folded);
}

// Replaces every `what` (not empty) by `with`.
std::string replaced(std::string_view text, std::string_view what, std::string_view with);

// The bytes behind percent escapes, as .NET's Uri.UnescapeDataString: what is no escape stays.
std::string unescaped(std::string_view text);

// Base64 (RFC 4648, 4) with padding; reading skips white space.  Nothing when it is not base64.
std::string base64_text(std::string_view bytes);
std::optional<std::string> base64_bytes(std::string_view text);

}  // namespace riskflow::language
