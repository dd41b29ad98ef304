#include "domain/language/multipart.hpp"

#include <algorithm>

#include "domain/language/envelope.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

static constexpr std::size_t boundary_length_max = 70;

// The value of a parameter such as boundary="x"; empty when there is none.
static std::string_view parameter(std::string_view type, std::string_view wanted) {
  for (auto semicolon = type.find(';'); semicolon != type.npos; semicolon = type.find(';')) {
    type.remove_prefix(semicolon + 1);
    const auto pair = trimmed(type.substr(0, type.find(';')));
    const auto equals = pair.find('=');
    if (equals == pair.npos || !same_name(trimmed(pair.substr(0, equals)), wanted)) continue;
    auto value = trimmed(pair.substr(equals + 1));
    if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"'))
      value = value.substr(1, value.size() - 2);
    return value;
  }
  return {};
}

// Takes a line off the front, without its end.
static std::string_view take_line(std::string_view& rest) {
  auto line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

static Value body_of(std::string_view type, std::string_view bytes) {
  const auto name = to_lower(trimmed(type.substr(0, type.find(';'))));
  if (name == "application/json" || name.ends_with("+json"))
    if (auto value = from_json_text(bytes)) return *std::move(value);
  if (name.empty() || name.starts_with("text/")) return valid_utf8(bytes);
  return envelope(type, bytes);
}

static Value part_from(std::string_view part) {
  Value::Members headers;
  std::string_view type;
  for (auto line = take_line(part); !line.empty(); line = take_line(part)) {
    const auto colon = std::min(line.find(':'), line.size());
    const auto name = trimmed(line.substr(0, colon));
    const auto value = trimmed(line.substr(std::min(colon + 1, line.size())));
    if (same_name(name, "Content-Type")) type = value;
    headers.push_back({valid_utf8(name), valid_utf8(value)});
  }
  return Value::object(
      {{"headers", Value::object(std::move(headers))}, {"body", body_of(type, part)}});
}

std::optional<Value::Array> parts_of(std::string_view content_type, std::string_view bytes) {
  const auto boundary = parameter(content_type, "boundary");
  if (!same_name(trimmed(content_type).substr(0, 10), "multipart/") || boundary.empty() ||
      boundary.size() > boundary_length_max)
    return std::nullopt;
  const auto mark = "\n--" + std::string(boundary);
  const auto text = "\n" + std::string(bytes);  // the first boundary may be the first line
  Value::Array parts;
  auto at = text.find(mark);
  while (at != std::string::npos) {
    auto rest = std::string_view{text}.substr(at + mark.size());
    if (rest.starts_with("--")) return parts;
    take_line(rest);
    const auto start = text.size() - rest.size();
    // The line end before a boundary belongs to it; a part may have no line at all.
    at = text.find(mark, start - 1);
    if (at == std::string::npos || parts.size() == parts_max) return std::nullopt;
    auto part = rest.substr(0, std::max(at, start) - start);
    if (part.ends_with('\r')) part.remove_suffix(1);
    parts.push_back(part_from(part));
  }
  return std::nullopt;
}

}  // namespace riskflow::language
