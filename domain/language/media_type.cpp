#include "domain/language/media_type.hpp"

#include <cstdint>
#include <optional>

#include "domain/language/text.hpp"

namespace riskflow::language {

std::string media_type(std::string_view content_type) {
  return to_lower(trimmed(content_type.substr(0, content_type.find(';'))));
}

std::string_view media_parameter(std::string_view content_type, std::string_view name) {
  auto rest = content_type;
  for (auto semicolon = rest.find(';'); semicolon != rest.npos; semicolon = rest.find(';')) {
    rest.remove_prefix(semicolon + 1);
    const auto pair = trimmed(rest.substr(0, rest.find(';')));
    const auto equals = pair.find('=');
    if (equals == pair.npos || !same_name(trimmed(pair.substr(0, equals)), name)) continue;
    auto value = trimmed(pair.substr(equals + 1));
    if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"'))
      value = value.substr(1, value.size() - 2);
    return value;
  }
  return {};
}

bool is_json_type(std::string_view content_type) {
  const auto type = media_type(content_type);
  return type == "application/json" || type.ends_with("+json");
}

bool is_text_type(std::string_view content_type) {
  return media_type(content_type).starts_with("text/");
}

bool is_form_type(std::string_view content_type) {
  return media_type(content_type) == "application/x-www-form-urlencoded";
}

bool is_multipart_type(std::string_view content_type) {
  return media_type(content_type).starts_with("multipart/");
}

enum class ByteOrder : std::uint8_t { little, big };

static std::string text_in_utf16(std::string_view bytes, ByteOrder order) {
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(order == ByteOrder::little ? second << 8U | first
                                                            : first << 8U | second);
  };
  static constexpr char32_t replacement = 0xFFFD;
  std::string out;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    auto c = unit(at);
    const bool is_high = c >= 0xD800 && c < 0xDC00;
    const char32_t low = is_high && at + 3 < bytes.size() ? unit(at + 2) : 0;
    if (low >= 0xDC00 && low < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10U) + (low - 0xDC00);
      at += 2;
    } else if (c >= 0xD800 && c < 0xE000) {
      c = replacement;
    }
    append_code_point(out, c);
  }
  if (bytes.size() % 2 == 1) append_code_point(out, replacement);
  return out;
}

// Of text in UTF-16: by its mark, else by its name.  .NET's UTF-16 is little-endian.
static std::optional<ByteOrder> byte_order(std::string_view charset, std::string_view bytes) {
  const bool is_big = same_name(charset, "utf-16be") || same_name(charset, "unicodeFFFE");
  const bool is_little = same_name(charset, "utf-16") || same_name(charset, "utf-16le") ||
                         same_name(charset, "unicode");
  if (!is_big && !is_little && !charset.empty()) return std::nullopt;
  if (bytes.starts_with("\xFF\xFE")) return ByteOrder::little;
  if (bytes.starts_with("\xFE\xFF")) return ByteOrder::big;
  if (is_big) return ByteOrder::big;
  return is_little ? std::optional{ByteOrder::little} : std::nullopt;
}

std::string text_in_charset(std::string_view content_type, std::string_view bytes) {
  const auto charset = media_parameter(content_type, "charset");
  if (same_name(charset, "iso-8859-1") || same_name(charset, "latin1")) {
    std::string out;
    for (const char c : bytes) append_code_point(out, static_cast<unsigned char>(c));
    return out;
  }
  if (const auto order = byte_order(charset, bytes)) {
    const bool is_marked = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
    return text_in_utf16(bytes.substr(is_marked ? 2 : 0), *order);
  }
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  return valid_utf8(bytes);
}

}  // namespace riskflow::language
