#include "domain/language/functions_conversion.hpp"

#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "domain/language/envelope.hpp"
#include "domain/language/expression.hpp"
#include "domain/language/functions_culture.hpp"
#include "domain/language/functions_xml.hpp"
#include "domain/language/number_digits.hpp"
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
  const auto* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, number);
  if (read.ptr != end || read.ec == std::errc::invalid_argument) return std::nullopt;
  if (read.ec == std::errc::result_out_of_range && exceeds_double(digits))
    number = std::numeric_limits<double>::infinity();
  return negative ? -number : number;
}

// With the culture's signs and separators replaced by those of en-US; nothing that stood for itself
// there may be mistaken for one of these.
static std::string in_english(std::string_view text, const NumberCulture& culture) {
  const bool has_blank_groups = culture.group == "\u00A0" || culture.group == "\u202F";
  const auto group_length = [&](std::string_view rest) {
    if (rest.starts_with(culture.group)) return culture.group.size();
    if (!has_blank_groups) return std::size_t{0};
    if (rest.starts_with(' ')) return std::size_t{1};
    if (rest.starts_with("\u00A0")) return std::size_t{2};
    return rest.starts_with("\u202F") ? std::size_t{3} : std::size_t{0};
  };
  std::string out;
  for (auto rest = trimmed(text); !rest.empty();) {
    std::size_t length = 1;
    if (rest.starts_with(culture.point)) {
      out += '.', length = culture.point.size();
    } else if (const auto group = group_length(rest); group > 0) {
      out += ',', length = group;
    } else if (rest.starts_with(culture.minus)) {
      out += '-', length = culture.minus.size();
    } else {
      out += rest[0] == '.' || rest[0] == ',' ? '?' : rest[0];
    }
    rest.remove_prefix(length);
  }
  return out;
}

// What a culture calls infinite, or no number at all; "Infinity" is understood in each.
static std::optional<double> special_number(std::string_view text, const NumberCulture& culture) {
  bool negative = false;
  text = trimmed(text);
  if (text.starts_with(culture.minus)) {
    negative = true;
    text.remove_prefix(culture.minus.size());
  }
  static constexpr auto infinity = std::numeric_limits<double>::infinity();
  if (text == culture.infinity || same_name(text, "Infinity"))
    return negative ? -infinity : infinity;
  if (text == culture.not_a_number || same_name(text, "NaN"))
    return std::numeric_limits<double>::quiet_NaN();
  return std::nullopt;
}

Result<double> to_float(Context& context, const Value& value, const std::optional<Text>& locale) {
  const auto culture = culture_of(context, locale);
  if (!culture) return fail(culture.error());
  if (value.is_number()) return value.as_double();
  if (value.kind() != Kind::string) return wrong_argument(0, "a number or a string", value);
  const auto& signs = (*culture)->number;
  if (const auto special = locale ? special_number(value.text(), signs) : std::nullopt)
    return *special;
  const auto number = parsed_number(in_english(value.text(), signs), TrailingSign::accepted);
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

Result<bool> is_float(Context& context, std::string_view text, const std::optional<Text>& locale) {
  if (const auto culture = culture_of(context, locale); !culture) return fail(culture.error());
  return to_float(context, Value{text}, locale).has_value();
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
  return read.ec == std::errc{} && read.ptr == end && !text.empty() && text[0] != '-';
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
  return fitting(Decimal::from_digits(negative ? Sign::minus : Sign::plus, std::move(digits),
                                      scale.value_or(0)));
}

// Of an envelope, when its type says that it is JSON or text.
static std::optional<std::string> json_text(const Value& value) {
  if (value.kind() == Kind::string) return value.text();
  const auto text = envelope_text(value);
  if (!text) return std::nullopt;
  const auto type = to_lower(value.find("$content-type")->text());
  const bool is_known = type.contains("json") || type.starts_with("text/") ||
                        type.starts_with("application/octet-stream");
  return is_known ? text : std::nullopt;
}

Result<Value> json(Context& context, const Value& value) {
  if (is_xml(value)) return json_of_xml(context, value);
  const auto text = json_text(value);
  if (!text) return wrong_argument(0, "a string, or an envelope of JSON, XML or text", value);
  if (auto paid = context.budget.make(size_of_json(*text)); !paid) return fail(paid.error());
  auto read =
      from_json_text(*text, {.bytes = value_weight_max, .dialect = JsonLimits::Dialect::lenient});
  if (!read) return cannot("argument 1 is " + read.error().message);
  return read;
}

std::string to_string(const Value& value) { return to_display_text(value); }

}  // namespace riskflow::language::builtin
