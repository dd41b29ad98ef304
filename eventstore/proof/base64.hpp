#pragma once
// Base64 of RFC 4648, section 4, with padding: one text for each byte string, no other is taken.

#include <optional>

#include "domain/core/ids.hpp"

namespace riskflow::proof {

std::string base64(BytesView bytes);

// The bytes; nothing when it is not just what `base64` makes of them.
std::optional<Bytes> from_base64(std::string_view text);

}  // namespace riskflow::proof
