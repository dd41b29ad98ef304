#pragma once
// Functions that make an object with one property more, less or other.

#include "domain/language/function_arguments.hpp"

namespace riskflow::language::builtin {

Result<Value::Members> add_property(const Value& object, const Text& key, const Value& value);
Result<Value::Members> remove_property(const Value& object, const Text& key);
Result<Value::Members> set_property(const Value& object, const Text& key, const Value& value);

}  // namespace riskflow::language::builtin
