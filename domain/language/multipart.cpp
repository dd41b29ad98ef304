#include "domain/language/multipart.hpp"

#include <algorithm>

#include "domain/language/envelope.hpp"
#include "domain/language/media_type.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

static constexpr std::size_t boundary_length_max = 70;

// Takes a line off the front, without its end.
static std::string_view take_line(std::string_view& rest) {
  auto line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

static constexpr std::string_view untyped = "application/octet-stream";

// Parts are not taken apart any further, and malformed JSON stays bytes.
static Value body_of(std::string_view type, std::string_view bytes) {
  if (is_json_type(type))
    if (auto value = from_json_text(bytes)) return *std::move(value);
  if (is_text_type(type)) return text_in_charset(type, bytes);
  return envelope(type.empty() ? untyped : type, bytes);
}

static Value part_from(std::string_view part) {
  Value::Members headers;
  std::string_view type;
  bool has_length = false;
  for (auto line = take_line(part); !line.empty(); line = take_line(part)) {
    const auto colon = std::min(line.find(':'), line.size());
    const auto name = trimmed(line.substr(0, colon));
    const auto value = trimmed(line.substr(std::min(colon + 1, line.size())));
    if (same_name(name, "Content-Type")) type = value;
    has_length = has_length || same_name(name, "Content-Length");
    headers.push_back({valid_utf8(name), valid_utf8(value)});
  }
  if (!has_length) headers.push_back({"Content-Length", std::to_string(part.size())});
  return Value::object(
      {{"headers", Value::object(std::move(headers))}, {"body", body_of(type, part)}});
}

std::optional<Value::Array> parts_of(std::string_view content_type, std::string_view bytes) {
  const auto boundary = media_parameter(content_type, "boundary");
  if (!is_multipart_type(content_type) || boundary.empty() || boundary.size() > boundary_length_max)
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

// ---- writing ----

// On one line, whatever it was: a line end would begin another header.
static std::string line_of(std::string_view text) {
  return replaced(replaced(text, "\r", " "), "\n", " ");
}

static std::string head_of(const EncodedPart& part) {
  std::string head;
  bool has_type = part.content_type.empty();
  const bool has_headers = part.headers.kind() == Kind::object;
  for (const auto& header : has_headers ? part.headers.members() : Value::Members{}) {
    // A line that begins with dashes could be taken for a boundary.
    if (same_name(header.key, "Content-Length") || header.key.starts_with("--")) continue;
    has_type = has_type || same_name(header.key, "Content-Type");
    head += line_of(header.key) + ": " + line_of(to_display_text(header.value)) + "\r\n";
  }
  if (!has_type) head += "Content-Type: " + line_of(part.content_type) + "\r\n";
  return head;
}

// A boundary that stands in none of the parts; the same for the same parts.
static std::string boundary_for(const std::vector<EncodedPart>& parts) {
  for (std::size_t n = 0;; ++n) {
    auto boundary = "part-" + std::to_string(n);
    if (std::ranges::none_of(parts, [&](const EncodedPart& part) {
          return part.bytes.find("--" + boundary) != std::string::npos;
        }))
      return boundary;
  }
}

Multipart multipart_of(std::string_view content_type, const std::vector<EncodedPart>& parts) {
  std::string boundary{media_parameter(content_type, "boundary")};
  Multipart made{.bytes = {}, .content_type = std::string(content_type)};
  if (boundary.empty()) {
    boundary = boundary_for(parts);
    made.content_type += "; boundary=" + boundary;
  }
  for (const auto& part : parts)
    made.bytes += "--" + boundary + "\r\n" + head_of(part) + "\r\n" + part.bytes + "\r\n";
  made.bytes += "--" + boundary + "--\r\n";
  return made;
}

}  // namespace riskflow::language
