#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "domain/language/envelope.hpp"
#include "domain/language/value.hpp"

namespace riskflow::language {

// `digits` without a point, `exponent` of the first of them.
static std::string fixed_notation(std::string digits, int exponent) {
  if (exponent < 0) {
    digits.insert(0, static_cast<std::size_t>(-exponent), '0');
    exponent = 0;
  }
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() < whole) digits.append(whole - digits.size(), '0');
  if (digits.size() > whole) digits.insert(whole, 1, '.');
  return digits;
}

// .NET writes a double fixed when 1E-05 < |x| < 1E+15, else scientific with two exponent digits.
std::string number_text(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  char buffer[32];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::scientific).ptr;
  std::string_view text{buffer, end};
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto e = text.find('e');
  int exponent = 0;
  const auto sign_free = text.substr(text[e + 1] == '+' ? e + 2 : e + 1);
  std::from_chars(sign_free.data(), sign_free.data() + sign_free.size(), exponent);
  std::string digits;
  for (const char c : text.substr(0, e))
    if (c != '.') digits += c;
  const std::string_view sign = negative ? "-" : "";
  if (exponent > -5 && exponent < 15)
    return fmt::format("{}{}", sign, fixed_notation(digits, exponent));
  if (digits.size() > 1) digits.insert(1, 1, '.');
  return fmt::format("{}{}E{}{:02}", sign, digits, exponent < 0 ? '-' : '+', std::abs(exponent));
}

static void write_string(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

// A double in JSON always shows that it is one.  JSON has no infinity: it is written as a string.
static void write_real(std::string& out, double number) {
  const auto text = number_text(number);
  if (!std::isfinite(number)) return write_string(out, text);
  out += text;
  if (text.find_first_of(".E") == std::string::npos) out += ".0";
}

static void write_decimal(std::string& out, const Decimal& number) {
  out += number.text();
  if (number.scale() == 0) out += ".0";
}

static void write(std::string& out, const Value& value) {
  switch (value.kind()) {
    case Kind::null: out += "null"; return;
    case Kind::boolean: out += value.boolean() ? "true" : "false"; return;
    case Kind::integer: out += std::to_string(value.integer()); return;
    case Kind::real: write_real(out, value.real()); return;
    case Kind::decimal: write_decimal(out, value.decimal()); return;
    case Kind::string: write_string(out, value.text()); return;
    case Kind::array:
      out += '[';
      for (const auto& item : value.items()) {
        if (&item != &value.items().front()) out += ',';
        write(out, item);
      }
      out += ']';
      return;
    case Kind::object:
      out += '{';
      for (const auto& member : value.members()) {
        if (&member != &value.members().front()) out += ',';
        write_string(out, member.key);
        out += ':';
        write(out, member.value);
      }
      out += '}';
      return;
  }
}

std::string to_json_text(const Value& value) {
  std::string out;
  write(out, value);
  return out;
}

std::string to_display_text(const Value& value) {
  switch (value.kind()) {
    case Kind::null: return {};
    case Kind::boolean: return value.boolean() ? "True" : "False";
    case Kind::integer: return std::to_string(value.integer());
    case Kind::real: return number_text(value.real());
    case Kind::decimal: return value.decimal().text();
    case Kind::string: return value.text();
    case Kind::array: return to_json_text(value);
    case Kind::object: break;
  }
  if (auto decoded = envelope_text(value)) return *std::move(decoded);
  return to_json_text(value);
}

}  // namespace riskflow::language
