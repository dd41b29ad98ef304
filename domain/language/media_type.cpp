#include "domain/language/media_type.hpp"

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

std::string text_in_charset(std::string_view content_type, std::string_view bytes) {
  const auto charset = media_parameter(content_type, "charset");
  if (same_name(charset, "iso-8859-1") || same_name(charset, "latin1")) {
    std::string out;
    for (const char c : bytes) append_code_point(out, static_cast<unsigned char>(c));
    return out;
  }
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  return valid_utf8(bytes);
}

}  // namespace riskflow::language
