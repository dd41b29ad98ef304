#pragma once
// The envelope: an object with `$content-type` and `$content` (base64) that stands for bytes which
// are neither JSON nor plain text.

#include <optional>
#include <string>
#include <string_view>

#include "domain/language/value.hpp"

namespace riskflow::language {

// The bytes in an envelope; nothing when the value is none or its content is not base64.
std::optional<std::string> envelope_bytes(const Value& value);

// The content as text, by its charset (UTF-8 unless it says ISO-8859-1); a byte order mark is
// dropped.
std::optional<std::string> envelope_text(const Value& value);

Value envelope(std::string_view content_type, std::string_view bytes);

}  // namespace riskflow::language
