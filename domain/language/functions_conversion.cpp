#include "domain/language/functions_conversion.hpp"

#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "domain/language/expression.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language::builtin {

Value::Array array_of_one(const Value& value) { return {value}; }

Value::Array create_array(Arguments items) { return {items.begin(), items.end()}; }

std::string base64(const Text& text) { return base64_text(text.view()); }

Result<std::string> base64_to_string(const Text& text) {
  auto bytes = base64_bytes(text.view());
  if (!bytes) return cannot("argument 1 is not base64");
  return valid_utf8(*bytes);
}

Result<bool> to_boolean(const Value& value) {
  if (value.kind() == Kind::boolean) return value.boolean();
  if (value.is_number()) return value.as_double() != 0;
  if (value.kind() != Kind::string) return wrong_argument(0, "a boolean, number or string", value);
  const auto word = trimmed(value.text());
  if (same_name(word, "true")) return true;
  if (same_name(word, "false")) return false;
  return cannot("argument 1 is a string, but neither 'true' nor 'false'");
}

std::string decode_uri_component(const Text& text) { return valid_utf8(unescaped(text.view())); }

// As .NET's Uri.EscapeDataString: all but the unreserved characters of RFC 3986, 2.3.
std::string encode_uri_component(const Text& text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text.view()) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view{"-_.~"}.find(c) != std::string_view::npos;
    if (plain) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return out;
}

enum class TrailingSign : std::uint8_t { refused, accepted };

static bool take_sign(std::string_view& text, bool& negative) {
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return false;
  negative = text[0] == '-';
  text.remove_prefix(1);
  return true;
}

// double.Parse of .NET with the en-US culture: blanks around, one sign, commas anywhere among the
// integer digits, a point, an exponent.
static std::optional<double> parsed_number(std::string_view text, TrailingSign trailing) {
  text = trimmed(text);
  bool negative = false;
  const bool has_sign = take_sign(text, negative);
  if (same_name(text, "nan")) return std::numeric_limits<double>::quiet_NaN();
  const bool ends_with_sign = text.ends_with('-') || text.ends_with('+');
  if (ends_with_sign && !has_sign && trailing == TrailingSign::accepted) {
    negative = text.back() == '-';
    text = trimmed(text.substr(0, text.size() - 1));
  }
  std::string digits;
  bool in_whole_part = true;
  for (const char c : text) {
    in_whole_part = in_whole_part && ((c >= '0' && c <= '9') || c == ',');
    if (c == ',' && in_whole_part && !digits.empty()) continue;
    digits += c;
  }
  // from_chars would also take "inf" and another sign.
  if (digits.empty() || std::string_view{"0123456789."}.find(digits[0]) == std::string_view::npos)
    return std::nullopt;
  double number = 0;
  const auto exponent_sign = digits.find("e+");
  if (exponent_sign != std::string::npos) digits.erase(exponent_sign + 1, 1);
  const auto* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, number);
  if (read.ptr != end || read.ec == std::errc::invalid_argument) return std::nullopt;
  return negative ? -number : number;
}

static Status english_only(const std::optional<Text>& locale) {
  if (!locale || locale->view().empty() || same_name(locale->view(), "en-US")) return {};
  return cannot("this locale is not known here: leave it out or give 'en-US'");
}

Result<double> to_float(const Value& value, const std::optional<Text>& locale) {
  if (auto known = english_only(locale); !known) return fail(known.error());
  if (value.is_number()) return value.as_double();
  if (value.kind() != Kind::string) return wrong_argument(0, "a number or a string", value);
  const auto number = parsed_number(value.text(), TrailingSign::accepted);
  if (!number || std::isnan(*number)) return cannot("argument 1 is a string that is no number");
  return *number;
}

// The service converts through double: 'nan' becomes the least integer, digits beyond 2^53 are
// lost.
Result<std::int64_t> to_integer(const Value& value) {
  if (value.kind() == Kind::integer) return value.integer();
  std::optional<double> number;
  if (value.kind() == Kind::real || value.kind() == Kind::decimal) number = value.as_double();
  if (value.kind() == Kind::string) number = parsed_number(value.text(), TrailingSign::refused);
  if (!value.is_number() && value.kind() != Kind::string)
    return wrong_argument(0, "a number or a string", value);
  if (!number) return cannot("argument 1 is a string that is no number");
  if (std::isnan(*number)) return std::numeric_limits<std::int64_t>::min();
  if (*number != std::trunc(*number)) return cannot("argument 1 is not a whole number");
  if (*number < -0x1p63 || *number >= 0x1p63)
    return cannot("argument 1 does not fit into a 64-bit integer");
  return static_cast<std::int64_t>(*number);
}

bool is_float(std::string_view text, const std::optional<Text>& locale) {
  return to_float(Value{text}, locale).has_value();
}

// long.Parse of .NET with the en-US culture: blanks around, a sign before, commas among the digits.
bool is_integer(std::string_view text) {
  text = trimmed(text);
  bool negative = false;
  take_sign(text, negative);
  std::string digits = negative ? "-" : "";
  for (const char c : text) {
    if (c == ',' && digits.size() > (negative ? 1U : 0U)) continue;
    digits += c;
  }
  std::int64_t number = 0;
  const auto* const end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, number);
  return read.ec == std::errc{} && read.ptr == end && text != "" && text[0] != '-';
}

// decimal.Parse of .NET with the en-US culture: as a float, but without an exponent.
Result<Decimal> to_decimal(const Value& value) {
  if (value.kind() == Kind::decimal) return value.decimal();
  const auto fitting = [](std::optional<Decimal> number) -> Result<Decimal> {
    if (!number) return cannot("argument 1 does not fit into a decimal");
    return *std::move(number);
  };
  if (value.is_number()) return fitting(as_decimal(value));
  if (value.kind() != Kind::string) return wrong_argument(0, "a number or a string", value);
  auto text = trimmed(value.text());
  bool negative = false;
  const bool has_sign = take_sign(text, negative);
  if (!has_sign && (text.ends_with('-') || text.ends_with('+'))) {
    negative = text.back() == '-';
    text = trimmed(text.substr(0, text.size() - 1));
  }
  std::string digits;
  std::optional<int> scale;
  for (const char c : text) {
    const bool is_digit = c >= '0' && c <= '9';
    if (c == ',' && !scale && !digits.empty()) continue;
    if (c == '.' && !scale) {
      scale = 0;
      continue;
    }
    if (!is_digit) return cannot("argument 1 is a string that is no decimal");
    if (scale) ++*scale;
    digits += c;
  }
  if (digits.empty()) return cannot("argument 1 is a string that is no decimal");
  return fitting(Decimal::from_digits(negative, std::move(digits), scale.value_or(0)));
}

Result<Value> json(Context& context, const Text& text) {
  if (auto paid = context.budget.make(size_of_json(text.view())); !paid) return fail(paid.error());
  auto value = from_json_text(text.view(), {.bytes = value_weight_max});
  if (!value) return cannot("argument 1 is " + value.error().message);
  return value;
}

std::string to_string(const Value& value) { return to_display_text(value); }

}  // namespace riskflow::language::builtin
