#pragma once
// Arithmetic: two integers give an integer, checked for overflow; any float gives a float.

#include "domain/language/function_arguments.hpp"

namespace riskflow::language::builtin {

Result<Value> add(Number a, Number b);
Result<Value> divide(Number a, Number b);
Result<Value> greatest(Arguments numbers);
Result<Value> least(Arguments numbers);
Result<Value> modulo(Number a, Number b);
Result<Value> multiply(Number a, Number b);
Result<Value::Array> range(Context& context, std::int64_t start, std::int64_t count);
Result<Value> subtract(Number a, Number b);

}  // namespace riskflow::language::builtin
