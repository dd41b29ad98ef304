#include "tools/riskflow/cell.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace riskflow::cli {

namespace json = boost::json;

static bool is_control(std::string_view text, std::size_t at) {
  const auto c = static_cast<unsigned char>(text[at]);
  if (c < 0x20 || c == 0x7f) return true;
  // U+0080 to U+009F: eight-bit control characters, which some terminals obey.
  if (c != 0xc2 || at + 1 == text.size()) return false;
  return static_cast<unsigned char>(text[at + 1]) < 0xa0;
}

// Line breaks become `line_break`, and `indent` unless the next line is empty.
static std::string harmless(std::string_view text, std::string_view line_break,
                            std::string_view indent) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_two_bytes = text[i] == '\xc2';
    if (text[i] == '\n') {
      out += line_break;
      if (i + 1 < text.size() && text[i + 1] != '\n') out += indent;
    } else if (text[i] == '\t') {
      out += ' ';
    } else if (!is_control(text, i)) {
      out += text[i];
    } else if (text[i] != '\r') {
      out += '?';
      if (is_two_bytes) ++i;
    }
  }
  return out;
}

std::string one_line(std::string_view text) { return harmless(text, " ", ""); }

std::string paragraph(std::string_view text, std::string_view indent) {
  return harmless(text, "\n", indent);
}

static bool is_id(std::string_view text) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return text.size() == 32 && std::ranges::all_of(text, is_digit);
}

// "2026-01-12T08:30:00.123456Z": the only text the API writes in this form.
static bool is_time(std::string_view text) {
  constexpr std::string_view form = "0000-00-00T00:00:00";
  if (text.size() <= form.size() || text.back() != 'Z') return false;
  for (std::size_t i = 0; i < form.size(); ++i)
    if (form[i] == '0' ? std::isdigit(static_cast<unsigned char>(text[i])) == 0
                       : text[i] != form[i])
      return false;
  return true;
}

static std::string short_string(std::string_view text) {
  constexpr std::size_t id_digits = 12;
  if (is_id(text)) return std::string(text.substr(0, id_digits));
  if (is_time(text)) return fmt::format("{} {}Z", text.substr(0, 10), text.substr(11, 8));
  return one_line(text);
}

// The field of an object that says what it is, best first.
static const json::value* naming_field(const json::object& object) {
  for (const std::string_view field : {"name", "displayName", "pseudonym", "number", "id"})
    if (const auto* value = object.if_contains(field); value && !value->is_null()) return value;
  return nullptr;
}

bool has_name(const json::object& object) { return naming_field(object) != nullptr; }

// Texts in the way `of_text` writes them.
static std::string text_of(const json::value& value, std::string (*of_text)(std::string_view)) {
  switch (value.kind()) {
    case json::kind::null: return {};
    case json::kind::string: return of_text(value.get_string());
    case json::kind::array: {
      std::string out;
      for (const auto& entry : value.get_array())
        out += (out.empty() ? "" : ", ") + text_of(entry, of_text);
      return out;
    }
    case json::kind::object: {
      const auto* named = naming_field(value.get_object());
      return named ? text_of(*named, of_text) : of_text(json::serialize(value));
    }
    case json::kind::bool_:
    case json::kind::int64:
    case json::kind::uint64: return json::serialize(value);
    case json::kind::double_: return fmt::format("{}", value.get_double());
  }
  return {};
}

std::string short_text(const json::value& value) {
  if (value.is_bool()) return value.get_bool() ? "yes" : "no";
  return text_of(value, short_string);
}

std::string full_text(const json::value& value) {
  return text_of(value, [](std::string_view text) { return std::string(text); });
}

std::string name_of(const json::object& entry) {
  for (const std::string_view field : {"id", "number", "position", "name"})
    if (const auto* value = entry.if_contains(field); value && !value->is_null())
      return full_text(*value);
  for (const auto& field : entry)
    if (const auto* inner = field.value().if_object()) return name_of(*inner);
  return {};
}

std::string label_of(std::string_view field) {
  constexpr std::string_view time = "DateTime";
  if (field.size() > time.size() && field.ends_with(time)) field.remove_suffix(time.size());
  std::string out;
  for (const char c : field) {
    const bool begins_word = std::isupper(static_cast<unsigned char>(c)) != 0;
    if (begins_word && !out.empty()) out += ' ';
    if (c == '_')
      out += ' ';
    else
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  if (!out.empty()) out[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[0])));
  return out;
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

static bool begins_code_point(char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, begins_code_point));
}

std::string cut(std::string text, std::size_t width) {
  if (width_of(text) <= width) return text;
  std::size_t seen = 0;
  const auto end =
      std::ranges::find_if(text, [&](char c) { return begins_code_point(c) && ++seen == width; });
  text.erase(end, text.end());
  return text + "…";
}

}  // namespace riskflow::cli
