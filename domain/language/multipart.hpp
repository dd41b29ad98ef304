#pragma once
// The parts of a multipart body (RFC 2046, 5.1).

#include <optional>
#include <string_view>

#include "domain/language/value.hpp"

namespace riskflow::language {

inline constexpr std::size_t parts_max = 1000;

// Each part as {"headers": {...}, "body": ...}: JSON is read, text is a string, the rest envelopes.
// Nothing when the type is not multipart, or names no boundary, or a part has no end, or there are
// more than parts_max.
std::optional<Value::Array> parts_of(std::string_view content_type, std::string_view bytes);

}  // namespace riskflow::language
