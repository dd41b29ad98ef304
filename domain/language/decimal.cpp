#include "domain/language/decimal.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace riskflow::language {

// Whole numbers as digit strings without leading zeros: short, and never in a hurry.
static constexpr std::string_view digits_max = "79228162514264337593543950335";  // 2^96 - 1
static constexpr int scale_max = 28;

static std::string without_leading_zeros(std::string digits) {
  digits.erase(0, digits.find_first_not_of('0'));
  return digits;
}

static std::strong_ordering compare_wholes(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a <=> b;
}

static std::string sum_of(std::string_view a, std::string_view b) {
  if (a.size() < b.size()) std::swap(a, b);
  std::string sum(a.size() + 1, '0');
  int carry = 0;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    const int x = i < a.size() ? a[a.size() - 1 - i] - '0' : 0;
    const int y = i < b.size() ? b[b.size() - 1 - i] - '0' : 0;
    sum[sum.size() - 1 - i] = static_cast<char>('0' + (x + y + carry) % 10);
    carry = (x + y + carry) / 10;
  }
  return without_leading_zeros(std::move(sum));
}

// `a` is not less than `b`.
static std::string difference_of(std::string_view a, std::string_view b) {
  std::string difference(a);
  int borrow = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const int y = (i < b.size() ? b[b.size() - 1 - i] - '0' : 0) + borrow;
    const int x = a[a.size() - 1 - i] - '0';
    borrow = x < y ? 1 : 0;
    difference[a.size() - 1 - i] = static_cast<char>('0' + x - y + 10 * borrow);
  }
  return without_leading_zeros(std::move(difference));
}

static std::string product_of(std::string_view a, std::string_view b) {
  std::string product(a.size() + b.size(), '\0');
  for (std::size_t i = a.size(); i-- > 0;) {
    int carry = 0;
    for (std::size_t k = b.size(); k-- > 0;) {
      const int cell = product[i + k + 1] + (a[i] - '0') * (b[k] - '0') + carry;
      product[i + k + 1] = static_cast<char>(cell % 10);
      carry = cell / 10;
    }
    product[i] = static_cast<char>(product[i] + carry);
  }
  for (char& digit : product) digit = static_cast<char>(digit + '0');
  return without_leading_zeros(std::move(product));
}

struct Division {
  std::string quotient;
  std::string remainder;
};

static Division divided(std::string_view a, std::string_view b) {
  Division out;
  for (const char digit : a) {
    if (!out.remainder.empty() || digit != '0') out.remainder += digit;
    char times = '0';
    for (; compare_wholes(out.remainder, b) >= 0; ++times)
      out.remainder = difference_of(out.remainder, b);
    out.quotient += times;
  }
  out.quotient = without_leading_zeros(std::move(out.quotient));
  return out;
}

Decimal::Decimal(std::int64_t number)
    : sign_(number < 0 ? Sign::minus : Sign::plus),
      digits_(
          without_leading_zeros(std::to_string(number < 0 ? 0 - static_cast<std::uint64_t>(number)
                                                          : static_cast<std::uint64_t>(number)))) {}

std::optional<Decimal> Decimal::from_digits(Sign sign, std::string digits, int scale) {
  digits = without_leading_zeros(std::move(digits));
  if (scale < 0) {
    if (!digits.empty()) digits.append(static_cast<std::size_t>(std::min(-scale, 30)), '0');
    scale = 0;
  }
  // Drop digits one by one; what was dropped decides the rounding.
  int last = 0;
  bool more = false;
  while (scale > scale_max || (scale > 0 && compare_wholes(digits, digits_max) > 0)) {
    more = more || last != 0;
    last = digits.empty() ? 0 : digits.back() - '0';
    if (!digits.empty()) digits.pop_back();
    --scale;
    const bool fits = scale <= scale_max && compare_wholes(digits, digits_max) <= 0;
    const bool is_odd = !digits.empty() && (digits.back() - '0') % 2 != 0;
    if (fits && (last > 5 || (last == 5 && (more || is_odd)))) {
      digits = sum_of(digits, "1");
      last = 0, more = false;
    }
  }
  if (compare_wholes(digits, digits_max) > 0) return std::nullopt;
  Decimal out;
  out.sign_ = digits.empty() ? Sign::plus : sign;
  out.digits_ = std::move(digits);
  out.scale_ = scale;
  return out;
}

std::optional<Decimal> Decimal::from_double(double number) {
  char buffer[40];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::scientific, 14).ptr;
  std::string_view text{buffer, end};
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  const auto e = text.find('e');
  if (e == text.npos) return std::nullopt;  // infinite, or no number
  int exponent = 0;
  const auto written = text.substr(text[e + 1] == '+' ? e + 2 : e + 1);
  std::from_chars(written.data(), written.data() + written.size(), exponent);
  std::string digits;
  for (const char c : text.substr(0, e))
    if (c != '.') digits += c;
  int scale = 14 - exponent;
  while (scale > 0 && digits.ends_with('0')) digits.pop_back(), --scale;
  return from_digits(is_negative ? Sign::minus : Sign::plus, std::move(digits), scale);
}

std::string Decimal::text() const {
  std::string out = digits_;
  const auto behind = static_cast<std::size_t>(scale_);
  if (out.size() <= behind) out.insert(0, behind + 1 - out.size(), '0');
  if (behind > 0) out.insert(out.size() - behind, 1, '.');
  return negative() ? "-" + out : out;
}

double Decimal::as_double() const {
  const auto written = text();
  double number = 0;
  std::from_chars(written.data(), written.data() + written.size(), number);
  return number;
}

Decimal Decimal::opposite() const {
  auto out = *this;
  out.sign_ = negative() || is_zero() ? Sign::plus : Sign::minus;
  return out;
}

// Both with the greater of the scales.
struct Aligned {
  std::string a, b;
  int scale;
};

static Aligned aligned(const Decimal& a, const Decimal& b) {
  const auto scale = std::max(a.scale(), b.scale());
  const auto widened = [&](const Decimal& number) {
    auto digits = number.digits();
    if (!digits.empty()) digits.append(static_cast<std::size_t>(scale - number.scale()), '0');
    return digits;
  };
  return {widened(a), widened(b), scale};
}

std::optional<Decimal> Decimal::sum(const Decimal& a, const Decimal& b) {
  auto [x, y, scale] = aligned(a, b);
  if (a.sign_ == b.sign_) return Decimal::from_digits(a.sign_, sum_of(x, y), scale);
  const bool a_is_larger = compare_wholes(x, y) >= 0;
  return Decimal::from_digits(a_is_larger ? a.sign_ : b.sign_,
                              a_is_larger ? difference_of(x, y) : difference_of(y, x), scale);
}

std::optional<Decimal> Decimal::difference(const Decimal& a, const Decimal& b) {
  return sum(a, b.opposite());
}

static Sign product_sign(Sign a, Sign b) { return a == b ? Sign::plus : Sign::minus; }

std::optional<Decimal> Decimal::product(const Decimal& a, const Decimal& b) {
  // .NET keeps the places of a zero only when both factors are short.
  static constexpr std::string_view short_max = "4294967295";
  const bool are_short =
      compare_wholes(a.digits_, short_max) <= 0 && compare_wholes(b.digits_, short_max) <= 0;
  if ((a.is_zero() || b.is_zero()) && !are_short) return Decimal{};
  return Decimal::from_digits(product_sign(a.sign_, b.sign_), product_of(a.digits_, b.digits_),
                              a.scale_ + b.scale_);
}

// As many digits as fit, without the zeros that only the division brought.
std::optional<Decimal> Decimal::quotient(const Decimal& a, const Decimal& b) {
  static constexpr int more_digits = 2 * (scale_max + 2);
  const auto sign = product_sign(a.sign_, b.sign_);
  int scale = a.scale_ - b.scale_;
  auto dividend = a.digits_;
  if (scale < 0) {
    if (!dividend.empty()) dividend.append(static_cast<std::size_t>(-scale), '0');
    scale = 0;
  }
  auto exact = divided(dividend, b.digits_);
  if (exact.remainder.empty()) return Decimal::from_digits(sign, std::move(exact.quotient), scale);
  dividend.append(static_cast<std::size_t>(more_digits), '0');
  auto [digits, rest] = divided(dividend, b.digits_);
  scale += more_digits;
  // A digit that stands for all that follow, so that halves are told from more than halves.
  if (!rest.empty()) digits += '1', ++scale;
  auto out = Decimal::from_digits(sign, std::move(digits), scale);
  while (out && out->scale_ > 0 && out->digits_.ends_with('0'))
    out->digits_.pop_back(), --out->scale_;
  return out;
}

std::optional<Decimal> Decimal::remainder(const Decimal& a, const Decimal& b) {
  auto [x, y, scale] = aligned(a, b);
  if (compare_wholes(x, y) < 0) return a;
  return Decimal::from_digits(a.sign_, divided(x, y).remainder, scale);
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  if (a.sign_ != b.sign_)
    return a.negative() ? std::strong_ordering::less : std::strong_ordering::greater;
  const auto [x, y, scale] = aligned(a, b);
  return a.negative() ? compare_wholes(y, x) : compare_wholes(x, y);
}

}  // namespace riskflow::language
