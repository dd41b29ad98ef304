#include "domain/language/number_digits.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace riskflow::language {

void NumberDigits::round_to(int count) {
  const auto kept = static_cast<std::size_t>(std::max(count, 0));
  const bool is_up = count >= 0 && kept < digits.size() && digits[kept] >= '5';
  if (kept < digits.size()) digits.resize(kept);
  if (is_up) {
    while (digits.ends_with('9')) digits.pop_back();
    if (digits.empty()) {
      digits = "1";
      ++point;
    } else {
      ++digits.back();
    }
  }
  digits.erase(digits.find_last_not_of('0') + 1);
  if (!digits.empty()) return;
  point = 0;
  negative = negative && keeps_sign;
}

char NumberDigits::at(int place) const {
  return place >= 0 && place < static_cast<int>(digits.size())
             ? digits[static_cast<std::size_t>(place)]
             : '0';
}

// From "d.ddde+xx".
static NumberDigits from_scientific(std::string_view text) {
  NumberDigits out;
  out.keeps_sign = true;
  out.negative = text.starts_with('-');
  if (out.negative) text.remove_prefix(1);
  const auto e = text.find('e');
  for (const char c : text.substr(0, e))
    if (c != '.') out.digits += c;
  const auto exponent = text.substr(text[e + 1] == '+' ? e + 2 : e + 1);
  std::from_chars(exponent.data(), exponent.data() + exponent.size(), out.point);
  ++out.point;
  out.digits.erase(out.digits.find_last_not_of('0') + 1);
  if (out.digits.empty()) out.point = 0;
  return out;
}

static NumberDigits of_whole(const Value& number) {
  const auto decimal = *as_decimal(number);
  NumberDigits out;
  out.negative = decimal.negative();
  out.digits = decimal.digits();
  out.point = static_cast<int>(out.digits.size()) - decimal.scale();
  if (out.digits.empty()) out.point = 0;
  return out;
}

NumberDigits exact_digits(const Value& number) {
  if (number.kind() != Kind::real) return of_whole(number);
  static constexpr int digits_of_a_double = 767;  // at most, and one before the point
  std::array<char, 800> buffer;
  const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number.real(),
                                     std::chars_format::scientific, digits_of_a_double);
  return from_scientific({buffer.data(), written.ptr});
}

NumberDigits shortest_digits(const Value& number) {
  if (number.kind() != Kind::real) return of_whole(number);
  std::array<char, 40> buffer;
  const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number.real(),
                                     std::chars_format::scientific);
  return from_scientific({buffer.data(), written.ptr});
}

bool exceeds_double(std::string_view digits) {
  const auto e = std::min(digits.find_first_of("eE"), digits.size());
  const auto mantissa = digits.substr(0, e);
  const auto point = std::min(mantissa.find('.'), mantissa.size());
  const auto first = mantissa.find_first_of("123456789");
  // An exponent of more digits than this one is larger than any text is long.
  const auto exponent = digits.substr(std::min(e + 1, digits.size()));
  if (exponent.size() > 9) return !exponent.starts_with('-');
  int shift = 0;
  const auto* const start = exponent.data() + (exponent.starts_with('+') ? 1 : 0);
  std::from_chars(start, exponent.data() + exponent.size(), shift);
  return first != mantissa.npos &&
         static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first) + shift > 0;
}

}  // namespace riskflow::language
