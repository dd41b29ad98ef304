#include "domain/language/functions_math.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "domain/language/comparison.hpp"

namespace riskflow::language::builtin {

static std::unexpected<Error> overflow() { return cannot("the result does not fit into 64 bits"); }

static bool both_integers(Number a, Number b) { return a.is_integer && b.is_integer; }

Result<Value> add(Number a, Number b) {
  if (!both_integers(a, b)) return Value{a.real + b.real};
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a.integer, b.integer, &sum)) return overflow();
  return Value{sum};
}

Result<Value> subtract(Number a, Number b) {
  if (!both_integers(a, b)) return Value{a.real - b.real};
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a.integer, b.integer, &difference)) return overflow();
  return Value{difference};
}

Result<Value> multiply(Number a, Number b) {
  if (!both_integers(a, b)) return Value{a.real * b.real};
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a.integer, b.integer, &product)) return overflow();
  return Value{product};
}

// The one quotient of two integers that does not exist besides x/0.
static bool quotient_overflows(Number a, Number b) {
  return a.integer == std::numeric_limits<std::int64_t>::min() && b.integer == -1;
}

Result<Value> divide(Number a, Number b) {
  if (!both_integers(a, b)) return Value{a.real / b.real};
  if (b.integer == 0) return cannot("division by zero");
  if (quotient_overflows(a, b)) return overflow();
  return Value{a.integer / b.integer};
}

Result<Value> modulo(Number a, Number b) {
  if (!both_integers(a, b)) return Value{std::fmod(a.real, b.real)};
  if (b.integer == 0) return cannot("division by zero");
  if (quotient_overflows(a, b)) return overflow();
  return Value{a.integer % b.integer};
}

// `wanted` is the order in which a candidate replaces the best so far.
static Result<Value> best_of(Arguments numbers, std::partial_ordering wanted) {
  if (numbers.size() == 1 && numbers[0].kind() == Kind::array) numbers = numbers[0].items();
  if (numbers.empty()) return cannot("the array is empty");
  const Value* best = nullptr;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (!numbers[i].is_number()) return wrong_argument(i, "a number", numbers[i]);
    if (best == nullptr) best = &numbers[i];
    auto order = compare(numbers[i], *best);
    if (order && *order == wanted) best = &numbers[i];
  }
  return *best;
}

Result<Value> greatest(Arguments numbers) {
  return best_of(numbers, std::partial_ordering::greater);
}

Result<Value> least(Arguments numbers) { return best_of(numbers, std::partial_ordering::less); }

Result<Value::Array> range(Context& context, std::int64_t start, std::int64_t count) {
  static constexpr std::int64_t count_max = 100'000;
  static constexpr std::int64_t end_max = 2'147'483'647;
  if (count < 0 || count > count_max)
    return cannot(fmt::format("argument 2 must lie between 0 and {}", count_max));
  if (start > end_max - count || start < -end_max)
    return cannot(fmt::format("the range must lie between {} and {}", -end_max, end_max));
  const auto size = room_of_value * static_cast<std::uint64_t>(count);
  if (auto room = context.budget.check_room(size); !room) return fail(room.error());
  Value::Array numbers;
  for (std::int64_t i = 0; i < count; ++i) numbers.emplace_back(start + i);
  return numbers;
}

}  // namespace riskflow::language::builtin
