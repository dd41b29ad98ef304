#pragma once
// The Content-Type of a message (RFC 9110, 8.3) and text in its charset.

#include <string>
#include <string_view>

namespace riskflow::language {

// "application/json", in lower case and without parameters; empty when none is named.
std::string media_type(std::string_view content_type);

// The value of a parameter such as boundary="x", without the quotes; empty when there is none.
std::string_view media_parameter(std::string_view content_type, std::string_view name);

// application/json, or any type that ends with +json.
bool is_json_type(std::string_view content_type);
// text/plain, and any other text/*.
bool is_text_type(std::string_view content_type);
bool is_form_type(std::string_view content_type);
bool is_multipart_type(std::string_view content_type);

// The bytes as text, by the charset: UTF-8 unless it says ISO-8859-1 or UTF-16.  A byte order mark
// is dropped; one of UTF-16 tells the charset where none is named.
std::string text_in_charset(std::string_view content_type, std::string_view bytes);

}  // namespace riskflow::language
