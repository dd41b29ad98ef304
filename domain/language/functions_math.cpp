#include "domain/language/functions_math.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "domain/language/comparison.hpp"

namespace riskflow::language::builtin {

static std::unexpected<Error> overflow() { return cannot("the result does not fit into 64 bits"); }

static bool both_integers(const Number& a, const Number& b) {
  return a.kind == Kind::integer && b.kind == Kind::integer;
}

// A decimal makes the other number one, too.
static bool any_decimal(const Number& a, const Number& b) { return a.decimal || b.decimal; }

using Operation = std::optional<Decimal> (*)(const Decimal& a, const Decimal& b);

static Result<Value> of_decimals(const Number& a, const Number& b, Operation operation) {
  const auto x = as_decimal(a.value()), y = as_decimal(b.value());
  auto result = x && y ? operation(*x, *y) : std::nullopt;
  if (!result) return cannot("the result does not fit into a decimal");
  return Value{*std::move(result)};
}

Result<Value> add(const Number& a, const Number& b) {
  if (any_decimal(a, b)) return of_decimals(a, b, Decimal::sum);
  if (!both_integers(a, b)) return Value{a.real + b.real};
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a.integer, b.integer, &sum)) return overflow();
  return Value{sum};
}

Result<Value> subtract(const Number& a, const Number& b) {
  if (any_decimal(a, b)) return of_decimals(a, b, Decimal::difference);
  if (!both_integers(a, b)) return Value{a.real - b.real};
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a.integer, b.integer, &difference)) return overflow();
  return Value{difference};
}

Result<Value> multiply(const Number& a, const Number& b) {
  if (any_decimal(a, b)) return of_decimals(a, b, Decimal::product);
  if (!both_integers(a, b)) return Value{a.real * b.real};
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a.integer, b.integer, &product)) return overflow();
  return Value{product};
}

// The one quotient of two integers that does not exist besides x/0.
static bool quotient_overflows(const Number& a, const Number& b) {
  return a.integer == std::numeric_limits<std::int64_t>::min() && b.integer == -1;
}

static std::unexpected<Error> by_zero() { return cannot("division by zero"); }

// Floats may be divided by zero, integers and decimals may not.
static bool is_zero(const Number& divisor) {
  if (divisor.decimal) return divisor.decimal->is_zero();
  return divisor.kind == Kind::integer ? divisor.integer == 0 : divisor.real == 0;
}

Result<Value> divide(const Number& a, const Number& b) {
  if (any_decimal(a, b)) return is_zero(b) ? by_zero() : of_decimals(a, b, Decimal::quotient);
  if (!both_integers(a, b)) return Value{a.real / b.real};
  if (is_zero(b)) return by_zero();
  if (quotient_overflows(a, b)) return overflow();
  return Value{a.integer / b.integer};
}

Result<Value> modulo(const Number& a, const Number& b) {
  if (any_decimal(a, b)) return is_zero(b) ? by_zero() : of_decimals(a, b, Decimal::remainder);
  if (!both_integers(a, b)) return Value{std::fmod(a.real, b.real)};
  if (is_zero(b)) return by_zero();
  if (quotient_overflows(a, b)) return overflow();
  return Value{a.integer % b.integer};
}

// `wanted` is the order in which a candidate replaces the best so far.
static Result<Value> best_of(Arguments numbers, std::partial_ordering wanted) {
  if (numbers.size() == 1 && numbers[0].kind() == Kind::array) numbers = numbers[0].items();
  if (numbers.empty()) return cannot("the array is empty");
  const Value* best = &numbers.front();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (!numbers[i].is_number()) return wrong_argument(i, "a number", numbers[i]);
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

// The bits that would favour the first numbers are drawn again.
Result<std::int64_t> random_integer(Context& context, std::int64_t least, std::int64_t end) {
  if (least > end) return cannot("argument 1 must not be greater than argument 2");
  if (least == end) return least;
  const auto size = static_cast<std::uint64_t>(end) - static_cast<std::uint64_t>(least);
  const auto unfair = (0 - size) % size;
  auto bits = context.bits.next();
  while (bits < unfair) bits = context.bits.next();
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(least) + bits % size);
}

}  // namespace riskflow::language::builtin
