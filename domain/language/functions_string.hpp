#pragma once
// String functions.  Lengths and indexes count UTF-16 code units.

#include "domain/language/function_arguments.hpp"

namespace riskflow::language::builtin {

Result<std::string> concat(Arguments values);
bool ends_with(const Text& text, const Text& end);
Result<std::string> guid(Context& context, const std::optional<Text>& format);
std::int64_t index_of(const Text& text, const Text& what);
std::int64_t last_index_of(const Text& text, const Text& what);
Result<std::string> replace(const Text& text, const Text& what, const Text& with);
std::string slice(const Text& text, std::int64_t start, const std::optional<std::int64_t>& end);
Result<Value::Array> split(const Text& text, const Text& delimiter);
bool starts_with(const Text& text, const Text& start);
Result<std::string> substring(const Text& text, std::int64_t start,
                              const std::optional<std::int64_t>& length);
std::string to_lower_case(std::string_view text);
std::string to_upper_case(std::string_view text);
std::string trim(std::string_view text);

}  // namespace riskflow::language::builtin
