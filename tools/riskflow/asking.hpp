#pragma once
// Making requests: paths from segments, bodies from fields.

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/http/message.hpp"
#include "tools/riskflow/command.hpp"

namespace riskflow::cli {

// A JSON object, field by field.
class Body {
 public:
  Body& text(std::string_view name, std::string_view value);
  Body& text_if(std::string_view name, const std::optional<std::string>& value);
  // An integer as it was typed; the parser took it for a number already.
  Body& number_if(std::string_view name, const std::optional<std::string>& digits);
  // JSON text that is put in as it is, so that a document arrives byte for byte.
  Body& json(std::string_view name, std::string_view json_text);
  Body& yes(std::string_view name);

  std::string closed() const;

 private:
  void name(std::string_view name);
  std::string text_ = "{";
};

// Requests to /v1.0/<segments>; segments are escaped here.
http::Request get(std::initializer_list<std::string_view> segments);
http::Request post(std::initializer_list<std::string_view> segments);
http::Request post(std::initializer_list<std::string_view> segments, const Body& body);
http::Request patch(std::initializer_list<std::string_view> segments, const Body& body);
http::Request del(std::initializer_list<std::string_view> segments);

// `request` with `--as-of` as $asOf, when it was given.
http::Request as_of(http::Request request, const Given& given);

// The text of a file, of at most 4 MiB.  Errors: not_found; invalid (no right to read it, a
// folder); too_large.
Result<std::string> text_of_file(const std::string& path);

// The bytes of a file, of at most `bytes_max`.  Errors as above.
Result<std::string> bytes_of_file(const std::string& path, std::size_t bytes_max);

// Error: invalid, naming `path` and the place, when the text is not one JSON object (read as
// strictly as the server does).
Status check_json_object(std::string_view text, const std::string& path);

}  // namespace riskflow::cli
