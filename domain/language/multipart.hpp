#pragma once
// The parts of a multipart body (RFC 2046, 5.1).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/language/value.hpp"

namespace riskflow::language {

inline constexpr std::size_t parts_max = 1000;

// Each part as {"headers": {...}, "body": ...}: JSON is read, text is a string, the rest envelopes,
// a part without a type as well.  Headers get a Content-Length, as there.
// Nothing when the type is not multipart, or names no boundary, or a part has no end, or there are
// more than parts_max.
std::optional<Value::Array> parts_of(std::string_view content_type, std::string_view bytes);

// The way back: the body, and the type with its boundary.  A type that names a boundary keeps it.
struct Multipart {
  std::string bytes;
  std::string content_type;
};
struct EncodedPart {
  Value headers;             // an object, or null
  std::string content_type;  // where the headers have none; may be empty
  std::string bytes;
};
Multipart multipart_of(std::string_view content_type, const std::vector<EncodedPart>& parts);

}  // namespace riskflow::language
