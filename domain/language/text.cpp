#include "domain/language/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>

#include "domain/language/letter_case.hpp"

namespace riskflow::language {

static constexpr char32_t replacement = 0xFFFD;

static std::size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  if (lead >= 0xF0 && lead < 0xF5) return 4;
  return 0;
}

static bool is_well_formed(char32_t c, std::size_t length) {
  if (length == 3) return c >= 0x800 && (c < 0xD800 || c > 0xDFFF);
  if (length == 4) return c >= 0x10000 && c <= 0x10FFFF;
  return true;
}

char32_t next_code_point(std::string_view& rest) {
  const auto lead = static_cast<unsigned char>(rest[0]);
  const auto length = sequence_length(lead);
  if (length == 1 || length == 0 || rest.size() < length) {
    rest.remove_prefix(1);
    return length == 1 ? lead : replacement;
  }
  char32_t c = lead & (0x7F >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(rest[i]);
    if ((next & 0xC0) != 0x80) {
      rest.remove_prefix(1);
      return replacement;
    }
    c = c << 6 | (next & 0x3F);
  }
  const bool good = is_well_formed(c, length);
  rest.remove_prefix(good ? length : 1);
  return good ? c : replacement;
}

void append_code_point(std::string& out, char32_t c) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    tail(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    tail(6), tail(0);
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    tail(12), tail(6), tail(0);
  }
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) append_code_point(out, next_code_point(text));
  return out;
}

static bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

static std::size_t units(char32_t c) { return c >= 0x10000 ? 2 : 1; }

std::size_t utf16_length(std::string_view text) {
  if (is_ascii(text)) return text.size();
  std::size_t length = 0;
  while (!text.empty()) length += units(next_code_point(text));
  return length;
}

std::string utf16_slice(std::string_view text, std::size_t start, std::size_t count) {
  if (is_ascii(text)) return std::string(text.substr(std::min(start, text.size()), count));
  std::string out;
  std::size_t at = 0;
  start = std::min(start, text.size());
  const auto end = start + std::min(count, text.size());
  while (!text.empty() && at < end) {
    const auto c = next_code_point(text);
    const auto width = units(c);
    const bool whole = at >= start && at + width <= end;
    if (whole) {
      append_code_point(out, c);
    } else if (at + width > start) {
      append_code_point(out, replacement);
    }
    at += width;
  }
  return out;
}

template <char32_t (*Map)(char32_t)>
static std::string mapped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) append_code_point(out, Map(next_code_point(text)));
  return out;
}

std::string to_lower(std::string_view text) { return mapped<lower_case>(text); }
std::string to_upper(std::string_view text) { return mapped<upper_case>(text); }

static bool is_white(char32_t c) {
  static constexpr std::array spaces{0x20,   0x85,   0xA0,   0x1680, 0x2028,
                                     0x2029, 0x202F, 0x205F, 0x3000};
  return (c >= 9 && c <= 13) || (c >= 0x2000 && c <= 0x200A) ||
         std::ranges::find(spaces, static_cast<int>(c)) != spaces.end();
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty()) {
    auto rest = text;
    if (!is_white(next_code_point(rest))) break;
    text = rest;
  }
  std::size_t end = 0;  // after the last character that is not white
  for (auto rest = text; !rest.empty();)
    if (!is_white(next_code_point(rest))) end = text.size() - rest.size();
  return text.substr(0, end);
}

// The next character in upper case; most names are ASCII.
static char32_t next_of_name(std::string_view& rest) {
  const auto byte = static_cast<unsigned char>(rest[0]);
  if (byte >= 0x80) return upper_case(next_code_point(rest));
  rest.remove_prefix(1);
  return byte >= 'a' && byte <= 'z' ? byte - 32U : byte;
}

static std::strong_ordering compare_names(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const auto order = next_of_name(a) <=> next_of_name(b);
    if (order != 0) return order;
  }
  return a.size() <=> b.size();
}

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && compare_names(a, b) == 0;
}

bool NameLess::operator()(std::string_view a, std::string_view b) const {
  return compare_names(a, b) < 0;
}

std::string replaced(std::string_view text, std::string_view what, std::string_view with) {
  std::string out;
  for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what)) {
    out.append(text.substr(0, at)).append(with);
    text.remove_prefix(at + what.size());
  }
  return out.append(text);
}

std::string unescaped(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    const auto* const digits = text.data() + i + 1;
    const bool escaped = text[i] == '%' && i + 2 < text.size() &&
                         std::from_chars(digits, digits + 2, code, 16).ptr == digits + 2;
    bytes += escaped ? static_cast<char>(code) : text[i];
    i += escaped ? 2 : 0;
  }
  return bytes;
}

static constexpr std::string_view base64_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string base64_text(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto left = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 | (k < left ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      out += k <= left ? base64_digits[group >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

std::optional<std::string> base64_bytes(std::string_view text) {
  std::string out;
  std::uint32_t group = 0;
  std::size_t digits = 0, padding = 0;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    const auto digit = base64_digits.find(c);
    if (c == '=') {
      ++padding;
    } else if (digit == std::string_view::npos || padding > 0) {
      return std::nullopt;
    }
    group = group << 6 | (c == '=' ? 0U : static_cast<std::uint32_t>(digit));
    if (++digits % 4 != 0) continue;
    for (int k = 0; k < 3; ++k) out += static_cast<char>(group >> (16 - 8 * k) & 0xFF);
    group = 0;
  }
  if (digits % 4 != 0 || padding > 2) return std::nullopt;
  out.resize(out.size() - padding);
  return out;
}

}  // namespace riskflow::language
