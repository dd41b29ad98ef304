#pragma once
// Bytes: envelopes, data URIs (RFC 2397), the fields of a form and the parts of a multipart body.

#include "domain/language/function_arguments.hpp"

namespace riskflow::language::builtin {

Result<Value> base64_to_binary(const Text& text);
Result<Value> binary(const Value& value);
Result<std::string> data_uri(const Value& value);
Result<Value> data_uri_to_binary(const Text& uri);
Result<std::string> data_uri_to_string(const Text& uri);
Value uri_component_to_binary(const Text& text);

// Null when the form has no such field; an error when it has several.
Result<Value> form_data_value(Context& context, const Text& action, const Text& field);
Result<Value> form_data_values(Context& context, const Text& action, const Text& field);
Result<Value> multipart_body(Context& context, const Text& action, std::int64_t index);
Result<Value> trigger_form_data_value(Context& context, const Text& field);
Result<Value> trigger_form_data_values(Context& context, const Text& field);
Result<Value> trigger_multipart_body(Context& context, std::int64_t index);

}  // namespace riskflow::language::builtin
