#pragma once
// Decimal numbers as .NET's System.Decimal: a whole number below 2^96, a sign, and how many of its
// digits stand behind the point (0 to 28).  Trailing zeros are kept: 1.00 is not written 1.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/core/result.hpp"

namespace riskflow::language {

enum class Sign : std::uint8_t { plus, minus };

class Decimal {
 public:
  Decimal() = default;  // 0
  explicit Decimal(std::int64_t number);
  // Rounded to 15 significant digits, as .NET converts.  Nothing when it does not fit.
  static std::optional<Decimal> from_double(double number);
  // `digits` with `scale` of them behind the point; digits that do not fit are rounded off, half to
  // even.  Nothing when what stands before the point does not fit.
  static std::optional<Decimal> from_digits(Sign sign, std::string digits, int scale);

  bool negative() const { return sign_ == Sign::minus; }
  bool is_zero() const { return digits_.empty(); }
  // Without leading zeros; empty for zero.
  const std::string& digits() const { return digits_; }
  int scale() const { return scale_; }

  // "-12.50".
  std::string text() const;
  double as_double() const;

  // Nothing when the result does not fit.  The divisor must not be zero.
  static std::optional<Decimal> sum(const Decimal& a, const Decimal& b);
  static std::optional<Decimal> difference(const Decimal& a, const Decimal& b);
  static std::optional<Decimal> product(const Decimal& a, const Decimal& b);
  static std::optional<Decimal> quotient(const Decimal& a, const Decimal& b);
  // With the sign of `a`.
  static std::optional<Decimal> remainder(const Decimal& a, const Decimal& b);

  // By value: 1.0 equals 1.
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);
  friend bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == 0; }

 private:
  Decimal opposite() const;

  Sign sign_ = Sign::plus;
  std::string digits_;
  int scale_ = 0;
};

}  // namespace riskflow::language
