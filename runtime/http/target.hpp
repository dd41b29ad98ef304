#pragma once
// What stands after the method in a request line (RFC 9112, 3.2), and form bodies, which are
// written like a query.  Decoded text is UTF-8 without control characters, or it is refused: it
// ends up in answers and log lines.

#include <string>
#include <string_view>

#include "domain/core/result.hpp"
#include "runtime/http/message.hpp"

namespace riskflow::http {

struct Target {
  std::string path;  // still percent-encoded, starts with '/'
  Pairs query;       // decoded; '+' is a space
};

// Reads origin form ("/a?b=c") and absolute form ("http://host/a?b=c", whose host is ignored).
// Error: invalid (target "target").
Result<Target> read_target(std::string_view text);

// One percent-decoded path segment ("a%2Fb" is "a/b").  Error: invalid.
Result<std::string> decode_segment(std::string_view segment);

// `text` with everything escaped that has a meaning in a path segment or a query.
std::string encode(std::string_view text);

// Whether the bytes are well-formed UTF-8 (RFC 3629): no overlong form, no surrogate.
bool is_utf8(std::string_view bytes);

}  // namespace riskflow::http
