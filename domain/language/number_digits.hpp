#pragma once
// A number as decimal digits, to be rounded and laid out by a format.

#include <string>
#include <string_view>

#include "domain/language/value.hpp"

namespace riskflow::language {

// 0.d1d2d3... times 10 to the power of `point`.
struct NumberDigits {
  bool negative = false;
  // A float has a negative zero, and a float that is rounded to zero keeps its sign.
  bool keeps_sign = false;
  std::string digits;  // without zeros in front; empty for zero
  int point = 0;

  bool is_zero() const { return digits.empty(); }
  // Keeps so many of the digits, at least 0, and rounds half away from zero.
  void round_to(int count);
  // The digit at a place, '0' where there is none.  Place 0 is the first of `digits`.
  char at(int place) const;
};

// Every digit: exact for integers, decimals and finite floats.
NumberDigits exact_digits(const Value& number);
// The fewest digits from which the same number is read again; for integers and decimals, all.
NumberDigits shortest_digits(const Value& number);

// Whether a literal that no double holds is too large for one, and not too small.  Digits, a point
// and an exponent; no sign in front.
bool exceeds_double(std::string_view digits);

}  // namespace riskflow::language
