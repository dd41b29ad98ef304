#include "domain/language/number_format.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "domain/language/expression.hpp"
#include "domain/language/number_custom_format.hpp"
#include "domain/language/number_digits.hpp"

namespace riskflow::language {

static std::unexpected<Error> bad(std::string_view reason) {
  return fail(Errc::invalid, fmt::format("not a number format: {}", reason),
              std::string(invalid_template));
}

namespace {

struct StandardFormat {
  char letter;
  std::optional<int> precision;
};

// One letter and digits; anything else is a custom format.
std::optional<StandardFormat> standard_format(std::string_view format) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (format.empty() || !is_letter(format[0])) return std::nullopt;
  StandardFormat out{format[0], std::nullopt};
  for (const char c : format.substr(1)) {
    if (c < '0' || c > '9') return std::nullopt;
    out.precision = std::min(out.precision.value_or(0) * 10 + (c - '0'), precision_max + 1);
  }
  return out;
}

std::string between(const Affixes& affixes, std::string_view digits) {
  return affixes.before + std::string(digits) + affixes.after;
}

// Fixed notation with `precision` digits behind the point and, if asked for, groups before it.
std::string fixed(const NumberDigits& number, int precision, std::string_view point,
                  std::string_view group, const std::vector<int>& groups) {
  std::string out;
  for (int i = 0; i < number.point; ++i) out += number.at(i);
  if (out.empty()) out = "0";
  if (!group.empty()) out = grouped(out, group, groups);
  if (precision > 0) out += point;
  for (int i = 0; i < precision; ++i) out += number.at(number.point + i);
  return out;
}

// Writes one number by one standard format.
class StandardWriter {
 public:
  StandardWriter(const Value& number, StandardFormat format, const NumberCulture& culture)
      : value_(number), format_(format), culture_(culture) {}

  Result<std::string> write() const {
    switch (format_.letter & ~0x20) {
      case 'C': return currency();
      case 'D': return integer_digits();
      case 'E': return exponential();
      case 'F': return plain({});
      case 'G': return general(format_.precision.value_or(0));
      case 'N': return plain(culture_.group);
      case 'P': return percentage();
      case 'R': return round_trip();
      case 'X': return in_base(16);
      case 'B': return in_base(2);
      default: return bad(fmt::format("there is no '{}'", format_.letter));
    }
  }

 private:
  std::string signed_text(bool negative, std::string_view digits) const {
    return (negative ? culture_.minus : std::string{}) + std::string(digits);
  }

  // The number with so many digits behind the point.
  NumberDigits rounded(int precision, int shift = 0) const {
    auto number = exact_digits(value_);
    if (!number.is_zero()) number.point += shift;
    number.round_to(number.point + precision);
    return number;
  }

  std::string plain(std::string_view group) const {
    const int precision = format_.precision.value_or(culture_.decimal_digits);
    const auto number = rounded(precision);
    return signed_text(number.negative,
                       fixed(number, precision, culture_.point, group, culture_.groups));
  }

  std::string currency() const {
    const int precision = format_.precision.value_or(culture_.currency_digits);
    const auto number = rounded(precision);
    return between(number.negative ? culture_.negative_currency : culture_.currency,
                   fixed(number, precision, culture_.currency_point, culture_.currency_group,
                         culture_.groups));
  }

  std::string percentage() const {
    const int precision = format_.precision.value_or(culture_.decimal_digits);
    const auto number = rounded(precision, 2);
    return between(number.negative ? culture_.negative_percentage : culture_.percentage,
                   fixed(number, precision, culture_.point, culture_.group, culture_.groups));
  }

  // d.ddd
  std::string mantissa(const NumberDigits& number, int behind_point) const {
    std::string out(1, number.at(0));
    if (behind_point > 0) out += culture_.point;
    for (int i = 1; i <= behind_point; ++i) out += number.at(i);
    return out;
  }

  std::string exponential() const {
    const int precision = format_.precision.value_or(6);
    auto number = exact_digits(value_);
    number.round_to(precision + 1);
    const int exponent = number.is_zero() ? 0 : number.point - 1;
    return signed_text(
        number.negative,
        fmt::format("{}{}{}{:03}", mantissa(number, precision), format_.letter,
                    exponent < 0 ? culture_.minus : culture_.plus, std::abs(exponent)));
  }

  // The shorter of both notations; precision 0: as many digits as the number has.
  std::string general(int precision) const {
    static constexpr int usual_digits_of_double = 15;
    const bool is_float = value_.kind() == Kind::real;
    auto number = precision == 0 ? shortest_digits(value_) : exact_digits(value_);
    if (precision > 0) number.round_to(precision);
    if (precision == 0 && !is_float)
      return value_.kind() == Kind::decimal ? decimal_text()
                                            : signed_text(number.negative, whole());
    const int digits_max = precision == 0 ? usual_digits_of_double : precision;
    const bool is_scientific =
        !number.is_zero() && (number.point > digits_max || number.point < -3);
    const auto behind = [&](int place) {
      return std::max(0, static_cast<int>(number.digits.size()) - place);
    };
    if (!is_scientific)
      return signed_text(number.negative,
                         fixed(number, behind(number.point), culture_.point, {}, {}));
    const int exponent = number.point - 1;
    const char e = format_.letter == 'g' ? 'e' : 'E';
    return signed_text(number.negative, fmt::format("{}{}{}{:02}", mantissa(number, behind(1)), e,
                                                    exponent < 0 ? culture_.minus : culture_.plus,
                                                    std::abs(exponent)));
  }

  // With the zeros at its end.
  std::string decimal_text() const {
    const auto number = exact_digits(value_);
    return signed_text(number.negative,
                       fixed(number, value_.decimal().scale(), culture_.point, {}, {}));
  }

  std::string whole() const {
    auto digits = std::to_string(value_.integer());
    if (digits.starts_with('-')) digits.erase(0, 1);
    return digits;
  }

  Result<std::string> round_trip() const {
    if (value_.kind() == Kind::real) return general(0);
    return bad("R is for floats");
  }

  Result<std::string> integer_digits() const {
    if (value_.kind() != Kind::integer) return bad("D is for integers");
    return signed_text(value_.integer() < 0,
                       fmt::format("{:0>{}}", whole(), format_.precision.value_or(0)));
  }

  Result<std::string> in_base(int base) const {
    if (value_.kind() != Kind::integer)
      return bad(fmt::format("{} is for integers", format_.letter));
    const auto bits = std::bit_cast<std::uint64_t>(value_.integer());
    const int width = format_.precision.value_or(0);
    if (base == 2) return fmt::format("{:0{}b}", bits, width);
    return format_.letter == 'x' ? fmt::format("{:0{}x}", bits, width)
                                 : fmt::format("{:0{}X}", bits, width);
  }

  const Value& value_;
  StandardFormat format_;
  const NumberCulture& culture_;
};

}  // namespace

Result<std::string> format_number(const Value& number, std::string_view format,
                                  const NumberCulture& culture) {
  if (number.kind() == Kind::real && !std::isfinite(number.real())) {
    if (std::isnan(number.real())) return culture.not_a_number;
    return (number.real() < 0 ? culture.minus : std::string{}) + culture.infinity;
  }
  if (format.empty()) format = "G";
  const auto standard = standard_format(format);
  if (!standard) return format_custom(number, format, culture);
  if (standard->precision.value_or(0) > precision_max)
    return bad(fmt::format("it asks for more than {} digits", precision_max));
  return StandardWriter{number, *standard, culture}.write();
}

}  // namespace riskflow::language
