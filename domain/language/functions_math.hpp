#pragma once
// Arithmetic: two integers give an integer, checked for overflow; any decimal gives a decimal, else
// any float a float.

#include "domain/language/function_arguments.hpp"

namespace riskflow::language::builtin {

Result<Value> add(const Number& a, const Number& b);
Result<Value> divide(const Number& a, const Number& b);
Result<Value> greatest(Arguments numbers);
Result<Value> least(Arguments numbers);
Result<Value> modulo(const Number& a, const Number& b);
Result<Value> multiply(const Number& a, const Number& b);
// From `least` to the one before `end`.
Result<std::int64_t> random_integer(Context& context, std::int64_t least, std::int64_t end);
Result<Value::Array> range(Context& context, std::int64_t start, std::int64_t count);
Result<Value> subtract(const Number& a, const Number& b);

}  // namespace riskflow::language::builtin
