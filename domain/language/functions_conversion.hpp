#pragma once
// Conversions between kinds of values and between texts and their encodings.

#include "domain/language/function_arguments.hpp"

namespace riskflow::language::builtin {

Value::Array array_of_one(const Value& value);
std::string base64(const Text& text);
Result<std::string> base64_to_string(const Text& text);
Result<bool> to_boolean(const Value& value);
Value::Array create_array(Arguments items);
std::string decode_uri_component(const Text& text);
std::string encode_uri_component(const Text& text);
Result<double> to_float(Context& context, const Value& value, const std::optional<Text>& locale);
Result<Decimal> to_decimal(const Value& value);
Result<std::int64_t> to_integer(const Value& value);
Result<bool> is_float(Context& context, std::string_view text, const std::optional<Text>& locale);
bool is_integer(std::string_view text);
Result<Value> json(Context& context, const Value& value);
std::string to_string(const Value& value);

}  // namespace riskflow::language::builtin
