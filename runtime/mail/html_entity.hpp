#pragma once
// Character references in HTML text: "&amp;", "&#8364;", "&#x20AC;".  Pure; any thread.

#include <string>
#include <string_view>

namespace riskflow::mail {

// `text` with its character references decoded to UTF-8.  Known are the numbers and the names that
// mail editors write; an unknown one, or one that means a control character, stays as it stands.
// Cost: linear.
std::string decode_entities(std::string_view text);

}  // namespace riskflow::mail
