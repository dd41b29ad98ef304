#include "domain/language/number_custom_format.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "domain/language/number_digits.hpp"

namespace riskflow::language {

namespace {

// Whether a separator stands before the last `rest` digits.
bool is_group_end(int rest, const std::vector<int>& groups) {
  int end = 0;
  for (const int size : groups) {
    if (size <= 0) return false;
    end += size;
    if (rest == end) return true;
    if (rest < end) return false;
  }
  return !groups.empty() && (rest - end) % groups.back() == 0;
}

// One piece of a format, as it is read from left to right.
struct Token {
  enum class Kind : std::uint8_t {
    digit,
    zero,
    point,
    comma,
    percent,
    per_mille,
    exponent,
    literal
  };
  Kind kind = Kind::literal;
  std::string_view text;    // what a literal writes, the whole exponent
  int exponent_digits = 0;  // of an exponent
  bool shows_plus = false;
};

// Takes the token at the front; nothing for one that writes nothing, such as a lonely quote.
std::optional<Token> take_token(std::string_view& rest) {
  using Kind = Token::Kind;
  const auto take = [&](std::size_t count) {
    const auto text = rest.substr(0, count);
    rest.remove_prefix(std::min(count, rest.size()));
    return text;
  };
  const char c = rest[0];
  if (c == '#') return Token{Kind::digit, take(1)};
  if (c == '0') return Token{Kind::zero, take(1)};
  if (c == '.') return Token{Kind::point, take(1)};
  if (c == ',') return Token{Kind::comma, take(1)};
  if (c == '%') return Token{Kind::percent, take(1)};
  if (rest.starts_with("‰")) return Token{Kind::per_mille, take(3)};
  if (c == '\'' || c == '"') {
    take(1);
    const auto text = take(std::min(rest.find(c), rest.size()));
    take(1);
    return Token{Kind::literal, text};
  }
  if (c == '\\') {
    take(1);
    if (rest.empty()) return std::nullopt;
    return Token{Kind::literal, take(1)};
  }
  if (c == 'E' || c == 'e') {
    const bool has_sign = rest.size() > 1 && (rest[1] == '+' || rest[1] == '-');
    const std::size_t start = has_sign ? 2 : 1;
    const auto end = std::min(rest.find_first_not_of('0', start), rest.size());
    if (end > start) {
      const bool shows_plus = has_sign && rest[1] == '+';
      return Token{Kind::exponent, take(end),
                   static_cast<int>(std::min<std::size_t>(end - start, 10)), shows_plus};
    }
  }
  return Token{Kind::literal, take(1)};
}

// The section for positive numbers (0), negative ones (1) or zero (2), or the first one when that
// is missing or empty.
struct Section {
  std::string_view text;
  bool is_first;
};

Section section_of(std::string_view format, int wanted) {
  std::vector<std::string_view> sections;
  auto rest = format;
  const auto* start = rest.data();
  while (!rest.empty()) {
    if (rest[0] == ';') {
      sections.emplace_back(start, rest.data());
      start = rest.data() + 1;
      rest.remove_prefix(1);
    } else {
      take_token(rest);
    }
  }
  sections.emplace_back(start, format.data() + format.size());
  const auto index = static_cast<std::size_t>(wanted);
  const bool is_there = wanted > 0 && index < sections.size() && !sections[index].empty();
  return {is_there ? sections[index] : sections[0], !is_there};
}

// What a section asks for.
struct Layout {
  int places = 0;            // '0' and '#' together
  std::optional<int> point;  // how many of them stand before the point
  std::optional<int> first_zero;
  int last_zero = 0;
  int shift = 0;  // powers of ten, from %, ‰ and trailing commas
  bool has_groups = false;
  bool is_scientific = false;

  int places_before() const { return point.value_or(places); }
};

Layout layout_of(std::string_view section) {
  Layout layout;
  std::optional<int> commas_at;
  int commas = 0;
  while (!section.empty()) {
    const auto token = take_token(section);
    if (!token) continue;
    switch (token->kind) {
      case Token::Kind::zero:
        layout.first_zero = layout.first_zero.value_or(layout.places);
        layout.last_zero = ++layout.places;
        break;
      case Token::Kind::digit: ++layout.places; break;
      case Token::Kind::point: layout.point = layout.point.value_or(layout.places); break;
      case Token::Kind::comma:
        if (layout.places == 0 || layout.point) break;
        if (commas_at == layout.places) {
          ++commas;
        } else {
          layout.has_groups = layout.has_groups || commas_at;
          commas_at = layout.places;
          commas = 1;
        }
        break;
      case Token::Kind::percent: layout.shift += 2; break;
      case Token::Kind::per_mille: layout.shift += 3; break;
      case Token::Kind::exponent: layout.is_scientific = true; break;
      case Token::Kind::literal: break;
    }
  }
  if (commas_at == layout.places_before() && commas_at) {
    layout.shift -= 3 * commas;
  } else if (commas_at) {
    layout.has_groups = true;
  }
  return layout;
}

// Writes the rounded number along a section.
class SectionWriter {
 public:
  SectionWriter(const NumberDigits& number, const Layout& layout, const NumberCulture& culture)
      : number_(number), layout_(layout), culture_(culture) {
    const int before = layout.places_before();
    if (layout.is_scientific) {
      place_ = before;
    } else {
      place_ = std::max(number.point, before);
      spare_ = number.point - before;
    }
    zeros_before_ =
        layout.first_zero && *layout.first_zero < before ? before - *layout.first_zero : 0;
    zeros_behind_ = std::max(0, layout.last_zero - before);
  }

  std::string write(std::string_view section) {
    while (!section.empty())
      if (const auto token = take_token(section)) write(*token);
    return std::move(out_);
  }

 private:
  void write(const Token& token) {
    switch (token.kind) {
      case Token::Kind::digit:
      case Token::Kind::zero:
        spare_digits();
        digit();
        break;
      case Token::Kind::point:
        spare_digits();
        point();
        break;
      case Token::Kind::percent: out_ += culture_.percent; break;
      case Token::Kind::per_mille: out_ += culture_.per_mille; break;
      case Token::Kind::exponent: exponent(token); break;
      case Token::Kind::comma: break;
      case Token::Kind::literal: out_ += token.text; break;
    }
  }

  // Digits before the point for which the format has no place of their own.
  void spare_digits() {
    for (; spare_ > 0; --spare_) put(number_.at(next_++));
  }

  void digit() {
    if (spare_ < 0) {
      ++spare_;
      if (place_ <= zeros_before_) return put('0');
    } else if (next_ < static_cast<int>(number_.digits.size()) || place_ > -zeros_behind_) {
      return put(number_.at(next_++));
    }
    --place_;
  }

  void put(char digit) {
    out_ += digit;
    --place_;
    if (layout_.has_groups && place_ > 0 && is_group_end(place_, culture_.groups))
      out_ += culture_.group;
  }

  void point() {
    if (place_ != 0 || has_point_) return;
    const bool more =
        layout_.places_before() < layout_.places && next_ < static_cast<int>(number_.digits.size());
    if (zeros_behind_ == 0 && !more) return;
    out_ += culture_.point;
    has_point_ = true;
  }

  // Only the first is one.
  void exponent(const Token& token) {
    if (has_exponent_) {
      out_ += token.text;
      return;
    }
    has_exponent_ = true;
    const int power = number_.is_zero() ? 0 : number_.point - layout_.places_before();
    out_ += token.text[0];
    if (power < 0) out_ += culture_.minus;
    if (power >= 0 && token.shows_plus) out_ += culture_.plus;
    auto digits = std::to_string(std::abs(power));
    const auto width = static_cast<std::size_t>(token.exponent_digits);
    if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
    out_ += digits;
  }

  const NumberDigits& number_;
  const Layout& layout_;
  const NumberCulture& culture_;
  std::string out_;
  int next_ = 0;   // the digit to be written
  int place_ = 0;  // of the next digit, counted from the point: 1 is the ones
  int spare_ = 0;  // digits more than places before the point; negative: places more than digits
  int zeros_before_ = 0;
  int zeros_behind_ = 0;
  bool has_point_ = false;
  bool has_exponent_ = false;
};

// A float has 15 digits in a custom format, as in .NET.
NumberDigits digits_for_custom(const Value& number) {
  auto digits = exact_digits(number);
  if (number.kind() == Kind::real) digits.round_to(15);
  return digits;
}

}  // namespace

std::string grouped(std::string_view digits, std::string_view separator,
                    const std::vector<int>& groups) {
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const auto rest = static_cast<int>(digits.size() - i);
    if (i > 0 && is_group_end(rest, groups)) out += separator;
    out += digits[i];
  }
  return out;
}

// What is left of a number in the places that a section has for it.
static NumberDigits rounded_for(NumberDigits digits, const Layout& layout) {
  if (digits.is_zero()) return digits;
  digits.point += layout.shift;
  digits.round_to(layout.is_scientific ? layout.places
                                       : digits.point + layout.places - layout.places_before());
  return digits;
}

static std::string written(const NumberDigits& digits, const Section& section, const Layout& layout,
                           const NumberCulture& culture) {
  auto text = SectionWriter{digits, layout, culture}.write(section.text);
  const bool shows_sign = digits.point != 0 || !text.empty();
  if (digits.negative && section.is_first && shows_sign) text.insert(0, culture.minus);
  return text;
}

std::string format_custom(const Value& number, std::string_view format,
                          const NumberCulture& culture) {
  const auto digits = digits_for_custom(number);
  const auto section = section_of(format, digits.is_zero() ? 2 : digits.negative ? 1 : 0);
  const auto layout = layout_of(section.text);
  const auto rounded = rounded_for(digits, layout);
  if (!rounded.is_zero()) return written(rounded, section, layout, culture);
  // What is rounded to zero is written by the section for zero.
  const auto of_zero = section_of(format, 2);
  return written(rounded, of_zero, layout_of(of_zero.text), culture);
}

}  // namespace riskflow::language
