#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

#include "domain/language/expression.hpp"
#include "domain/language/text.hpp"
#include "domain/language/timestamp.hpp"

namespace riskflow::language {

using namespace std::chrono;

static constexpr sys_days first_day{year{1} / January / 1};

// Where a literal in a date format ends: 'text', "text" or \c.
static std::size_t literal_length(std::string_view format) {
  if (format[0] == '\\') return std::min<std::size_t>(2, format.size());
  for (std::size_t i = 1; i < format.size(); ++i) {
    if (format[i] == format[0]) return i + 1;
    if (format[i] == '\\') ++i;
  }
  return format.size();
}

// Whether a format writes the day as a number, so that months stand in the form beside a day.
static bool has_day_number(std::string_view format) {
  while (!format.empty()) {
    const char c = format[0];
    std::size_t length = 1;
    if (c == '\'' || c == '"' || c == '\\') {
      length = literal_length(format);
    } else {
      length = std::min(format.find_first_not_of(c), format.size());
      if (c == 'd' && length <= 2) return true;
    }
    format.remove_prefix(length);
  }
  return false;
}

// Walks a custom format, one token at a time.
class TimestampWriter {
 public:
  TimestampWriter(Timestamp at, const DateCulture& culture) : at_(at), culture_(culture) {
    const auto whole_days = static_cast<int>(at.ticks / ticks_per_day);
    const sys_days day = first_day + days{whole_days};
    date_ = year_month_day{day};
    weekday_ = weekday{day}.c_encoding();
    const auto of_day = at.ticks % ticks_per_day;
    fraction_ = static_cast<int>(of_day % ticks_per_second);
    second_of_day_ = static_cast<int>(of_day / ticks_per_second);
  }

  Result<std::string> write(std::string_view format) {
    beside_day_ = has_day_number(format);
    while (!format.empty()) {
      const char c = format[0];
      if (c == '\'' || c == '"') {
        if (!quoted(format)) return bad("a quote is not closed");
        continue;
      }
      if (c == '\\' || c == '%') {
        format.remove_prefix(1);
        if (format.empty()) return bad("it ends in the middle of an escape");
        if (c == '\\') {
          out_ += format[0];
        } else if (std::string_view{"%'\"\\"}.contains(format[0])) {
          return bad("a % stands before no letter");
        } else {
          token(format[0], 1);  // on its own, whatever follows
        }
        format.remove_prefix(1);
        continue;
      }
      const auto repeats = std::min(format.find_first_not_of(c), format.size());
      format.remove_prefix(repeats);
      if ((c == 'f' || c == 'F') && repeats > 7) return bad("a fraction has at most 7 digits");
      token(c, static_cast<int>(repeats));
    }
    return std::move(out_);
  }

 private:
  static std::unexpected<Error> bad(std::string_view reason) {
    return fail(Errc::invalid, fmt::format("not a date format: {}", reason),
                std::string(invalid_template));
  }

  // 'text' or "text", with \ escapes inside.
  bool quoted(std::string_view& format) {
    const char quote = format[0];
    format.remove_prefix(1);
    while (!format.empty() && format[0] != quote) {
      if (format[0] == '\\') format.remove_prefix(1);
      if (format.empty()) return false;
      out_ += format[0];
      format.remove_prefix(1);
    }
    if (format.empty()) return false;
    format.remove_prefix(1);
    return true;
  }

  void number(int value, int width) { out_ += fmt::format("{:0{}}", value, width); }
  void two_digits(int value, int repeats) { number(value, repeats > 1 ? 2 : 1); }

  void token(char c, int repeats) {
    const int hour = second_of_day_ / 3600;
    const int hour12 = hour % 12 == 0 ? 12 : hour % 12;
    switch (c) {
      case 'd': return day(repeats);
      case 'M': return month(repeats);
      case 'y': return year(repeats);
      case 'h': return two_digits(hour12, repeats);
      case 'H': return two_digits(hour, repeats);
      case 'm': return two_digits(second_of_day_ / 60 % 60, repeats);
      case 's': return two_digits(second_of_day_ % 60, repeats);
      case 'f': out_ += digits_of_fraction(repeats); return;
      case 'F': return short_fraction(repeats);
      case 't': return half_of_day(hour < 12 ? culture_.am : culture_.pm, repeats);
      case 'g': out_ += culture_.era; return;
      case ':': return repeated(culture_.time_separator, repeats);
      case '/': return repeated(culture_.date_separator, repeats);
      case 'K': return repeated(at_.zone == Zone::utc ? "Z" : "", repeats);
      case 'z': out_ += repeats == 1 ? "+0" : repeats == 2 ? "+00" : "+00:00"; return;
      default: out_.append(static_cast<std::size_t>(repeats), c);
    }
  }

  void repeated(std::string_view text, int repeats) {
    for (int i = 0; i < repeats; ++i) out_ += text;
  }
  void half_of_day(std::string_view name, int repeats) {
    auto rest = name;
    if (repeats == 1 && !rest.empty()) next_code_point(rest);
    out_ += repeats == 1 ? name.substr(0, name.size() - rest.size()) : name;
  }

  void day(int repeats) {
    if (repeats <= 2)
      return two_digits(static_cast<int>(static_cast<unsigned>(date_.day())), repeats);
    out_ += (repeats == 3 ? culture_.short_weekdays : culture_.weekdays)[weekday_];
  }
  void month(int repeats) {
    const auto number_of_month = static_cast<unsigned>(date_.month());
    if (repeats <= 2) return two_digits(static_cast<int>(number_of_month), repeats);
    const auto& names = repeats == 3
                            ? (beside_day_ ? culture_.short_months_of_day : culture_.short_months)
                            : (beside_day_ ? culture_.months_of_day : culture_.months);
    out_ += names[number_of_month - 1];
  }
  void year(int repeats) {
    const int value = static_cast<int>(date_.year());
    if (repeats <= 2) return two_digits(value % 100, repeats);
    number(value, repeats);
  }
  std::string digits_of_fraction(int count) const {
    return fmt::format("{:07}", fraction_).substr(0, static_cast<std::size_t>(count));
  }
  // Without trailing zeros; when nothing is left the point before it goes too.
  void short_fraction(int repeats) {
    auto digits = digits_of_fraction(repeats);
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.empty() && out_.ends_with('.')) out_.pop_back();
    out_ += digits;
  }

  Timestamp at_;
  const DateCulture& culture_;
  bool beside_day_ = false;
  year_month_day date_;
  unsigned weekday_ = 0;
  int fraction_ = 0;
  int second_of_day_ = 0;
  std::string out_;
};

bool is_invariant_format(char letter) { return std::string_view{"oOrRsu"}.contains(letter); }

// 'U' would convert to UTC first; a value with a zone is in UTC already.
std::string standard_pattern(char letter, const DateCulture& culture) {
  switch (letter) {
    case 'd': return culture.short_date;
    case 'D': return culture.long_date;
    case 'f': return culture.long_date + " " + culture.short_time;
    case 'F':
    case 'U': return culture.long_date + " " + culture.long_time;
    case 'g': return culture.short_date + " " + culture.short_time;
    case 'G': return culture.short_date + " " + culture.long_time;
    case 'm':
    case 'M': return culture.month_day;
    case 'o':
    case 'O': return "yyyy-MM-ddTHH:mm:ss.fffffffK";
    case 'r':
    case 'R': return "ddd, dd MMM yyyy HH:mm:ss 'GMT'";
    case 's': return "yyyy-MM-ddTHH:mm:ss";
    case 't': return culture.short_time;
    case 'T': return culture.long_time;
    case 'u': return "yyyy-MM-dd HH:mm:ss'Z'";
    case 'y':
    case 'Y': return culture.year_month;
    default: return {};
  }
}

Result<std::string> format_timestamp(Timestamp at, std::string_view format,
                                     const DateCulture& culture) {
  if (format.empty()) format = "o";
  if (format.size() > 1) return TimestampWriter{at, culture}.write(format);
  const auto pattern = standard_pattern(format[0], culture);
  if (pattern.empty())
    return fail(Errc::invalid, fmt::format("'{}' is no standard date format", format),
                std::string(invalid_template));
  return TimestampWriter{at, is_invariant_format(format[0]) ? english().date : culture}.write(
      pattern);
}

}  // namespace riskflow::language
