#pragma once
// String functions.  Lengths and indexes count UTF-16 code units.

#include "domain/language/function_arguments.hpp"

namespace riskflow::language::builtin {

// Pieces of a text or of an array, each of `size` but the last.
Result<Value::Array> chunk(Context& context, const Value& whole, std::int64_t size);
Result<std::string> concat(Arguments values);
Result<bool> ends_with(Context& context, const Text& text, const Text& end);
Result<std::string> guid(Context& context, const std::optional<Text>& format);
Result<std::int64_t> index_of(Context& context, const Text& text, const Text& what);
Result<std::int64_t> last_index_of(Context& context, const Text& text, const Text& what);
// The place of the n-th `what`; from the end when `n` is negative.  They may overlap.
Result<std::int64_t> nth_index_of(Context& context, const Text& text, const Text& what,
                                  std::int64_t n);
Result<std::string> replace(Context& context, const Text& text, const Text& what, const Text& with);
std::string slice(const Text& text, std::int64_t start, const std::optional<std::int64_t>& end);
Result<Value::Array> split(Context& context, const Text& text, const Text& delimiter);
Result<bool> starts_with(Context& context, const Text& text, const Text& start);
Result<std::string> substring(const Text& text, std::int64_t start,
                              const std::optional<std::int64_t>& length);
Result<std::string> to_lower_case(Context& context, std::string_view text);
Result<std::string> to_upper_case(Context& context, std::string_view text);
std::string trim(std::string_view text);

}  // namespace riskflow::language::builtin
