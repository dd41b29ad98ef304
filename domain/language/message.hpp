#pragma once
// Bodies and headers of HTTP messages, as values: what a flow sees of a request or a reply, and
// what is sent of a value.

#include <optional>
#include <string>
#include <string_view>

#include "domain/language/value.hpp"

namespace riskflow::language {

inline constexpr std::size_t form_fields_max = 10'000;

// What the body of a message is to a flow.  Nothing, where there is neither a type nor a byte, or
// JSON of blanks alone.  JSON is read as leniently as json() does, text is a string in its charset,
// all else is an envelope; that of a form has `$formdata` as well, that of a multipart body
// `$multipart`, if it can be taken apart.
// Errors: invalid, for malformed JSON; too_large, for JSON beyond JsonLimits or a form of more than
// form_fields_max fields.
Result<std::optional<Value>> decode_body(std::string_view content_type, std::string_view bytes);

struct EncodedBody {
  std::string bytes;
  std::string content_type;  // empty when the value does not say: plain text, or no body
  bool operator==(const EncodedBody&) const = default;
};

// What is sent of a value.  Null is no body; a string goes as it is; an envelope as its bytes and
// type, made of its `$multipart` or `$formdata` where it has no `$content`; all else is JSON.
// The type is for a message that names none in its headers.
EncodedBody encode_body(const Value& body);

// Whether the platform takes a header of that name off what a flow sends: Accept-*, Allow,
// Content-* but -Type, -Encoding and -Disposition, Cookie, Expires, Host, Last-Modified, Origin,
// Set-Cookie, Transfer-Encoding.
bool is_stripped(std::string_view header);

// An object of headers without those.  A value that is no object stays as it is.
Value strip_headers(const Value& headers);

// The value of a header by its name in any case; a null pointer when there is none.
const Value* find_header(const Value& headers, std::string_view name);

}  // namespace riskflow::language
