#pragma once
// Logical functions and comparisons.  and, or, if and coalesce evaluate only what they need.

#include "domain/language/function_arguments.hpp"

namespace riskflow::language::builtin {

Result<Value> all_true(Unevaluated& arguments);
Result<Value> any_true(Unevaluated& arguments);
Result<Value> coalesce(Unevaluated& arguments);
Result<Value> choose(Unevaluated& arguments);
Result<bool> equals(Context& context, const Value& a, const Value& b);
Result<bool> greater(const Value& a, const Value& b);
Result<bool> greater_or_equals(const Value& a, const Value& b);
Result<bool> less(const Value& a, const Value& b);
Result<bool> less_or_equals(const Value& a, const Value& b);
bool negation(bool value);

}  // namespace riskflow::language::builtin
