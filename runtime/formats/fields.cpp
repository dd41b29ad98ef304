#include "runtime/formats/fields.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace riskflow::formats {

static bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

static bool has_control_character(std::string_view text, Lines lines) {
  return std::ranges::any_of(text, [&](unsigned char c) {
    const bool layout = c == '\n' || c == '\r' || c == '\t';
    return c == 0x7f || (c < 0x20 && !(layout && lines == Lines::many));
  });
}

void FirstFault::add(std::string_view field, std::string reason) {
  if (!error_) error_ = Error{Errc::invalid, std::move(reason), std::string{field}, {}};
}

void FirstFault::check(std::string_view field, std::string_view text, TextRule rule) {
  const auto characters = count_characters(text);
  if (!characters) return add(field, "not UTF-8");
  if (*characters > rule.characters_max)
    return add(field, fmt::format("longer than {} characters", rule.characters_max));
  if (has_control_character(text, rule.lines)) add(field, "holds a control character");
}

void FirstFault::check_address(std::string_view field, std::string_view text) {
  check(field, text, address_rule);
  const auto at = text.find('@');
  const bool ok = at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
                  text.find('@', at + 1) == std::string_view::npos &&
                  text.find(' ') == std::string_view::npos;
  if (!ok) add(field, "not an address of the form name@domain");
}

std::optional<Instant> FirstFault::time(std::string_view field, std::string_view text) {
  const auto at = instant_from_text(text);
  if (at) return *at;
  add(field, at.error().message);
  return std::nullopt;
}

std::unexpected<Error> FirstFault::report() const { return fail(*error_); }

std::string canonical_id(std::string_view text) {
  std::string id{text};
  if (!is_guid(text)) return id;
  std::ranges::transform(id, id.begin(), lower);
  return id;
}

bool is_guid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

bool same_but_for_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string plain_word(std::string_view text) {
  std::string plain;
  std::ranges::copy_if(text, std::back_inserter(plain), is_letter_or_digit);
  std::ranges::transform(plain, plain.begin(), lower);
  return plain;
}

std::string quoted_word(std::string_view text) {
  const bool plain =
      !text.empty() && text.size() <= 48 && std::ranges::all_of(text, is_letter_or_digit);
  return plain ? fmt::format(" '{}'", text) : std::string{};
}

// The bytes that follow a lead byte, and the least code point that needs them; -1 for no lead byte.
static std::pair<int, char32_t> sequence_of(unsigned char lead) {
  if (lead < 0x80) return {0, 0};
  if (lead >= 0xc2 && lead <= 0xdf) return {1, 0x80};
  if (lead >= 0xe0 && lead <= 0xef) return {2, 0x800};
  if (lead >= 0xf0 && lead <= 0xf4) return {3, 0x10000};
  return {-1, 0};
}

std::optional<std::size_t> count_characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++count) {
    const auto lead = static_cast<unsigned char>(text[i++]);
    const auto [following, least] = sequence_of(lead);
    if (following < 0 || text.size() - i < static_cast<std::size_t>(following)) return std::nullopt;
    char32_t point = following == 0 ? lead : lead & (0x3fU >> following);
    for (int n = 0; n < following; ++n) {
      const auto next = static_cast<unsigned char>(text[i++]);
      if ((next & 0xc0U) != 0x80U) return std::nullopt;
      point = point << 6 | (next & 0x3fU);
    }
    const bool surrogate = point >= 0xd800 && point <= 0xdfff;
    if (point < least || point > 0x10ffff || surrogate) return std::nullopt;
  }
  return count;
}

}  // namespace riskflow::formats
