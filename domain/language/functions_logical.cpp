#include "domain/language/functions_logical.hpp"

#include "domain/language/comparison.hpp"

namespace riskflow::language::builtin {

static Result<bool> boolean_at(Unevaluated& arguments, std::size_t i) {
  auto value = arguments.evaluate(i);
  if (!value) return fail(value.error());
  if (value->kind() != Kind::boolean) return wrong_argument(i, "a boolean", *value);
  return value->boolean();
}

// True or false as soon as one argument is `decisive`.
static Result<Value> until(bool decisive, Unevaluated& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    auto truth = boolean_at(arguments, i);
    if (!truth) return fail(truth.error());
    if (*truth == decisive) return Value{decisive};
  }
  return Value{!decisive};
}

Result<Value> all_true(Unevaluated& arguments) { return until(false, arguments); }
Result<Value> any_true(Unevaluated& arguments) { return until(true, arguments); }

Result<Value> coalesce(Unevaluated& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    auto value = arguments.evaluate(i);
    if (!value || !value->is_null()) return value;
  }
  return Value{};
}

Result<Value> choose(Unevaluated& arguments) {
  auto condition = boolean_at(arguments, 0);
  if (!condition) return fail(condition.error());
  return arguments.evaluate(*condition ? 1 : 2);
}

Result<bool> equals(Context& context, const Value& a, const Value& b) {
  if (auto paid = pay_for_comparing(context.budget, a, b); !paid) return fail(paid.error());
  return same_value(a, b);
}

Result<bool> greater(const Value& a, const Value& b) {
  auto order = compare(a, b);
  if (!order) return fail(order.error());
  return *order > 0;
}

Result<bool> greater_or_equals(const Value& a, const Value& b) {
  auto order = compare(a, b);
  if (!order) return fail(order.error());
  return *order >= 0;
}

Result<bool> less(const Value& a, const Value& b) {
  auto order = compare(a, b);
  if (!order) return fail(order.error());
  return *order < 0;
}

Result<bool> less_or_equals(const Value& a, const Value& b) {
  auto order = compare(a, b);
  if (!order) return fail(order.error());
  return *order <= 0;
}

bool negation(bool value) { return !value; }

}  // namespace riskflow::language::builtin
