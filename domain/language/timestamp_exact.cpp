// Reading a date that is written exactly as a .NET format says.

#include <algorithm>
#include <chrono>
#include <optional>

#include "domain/language/expression.hpp"
#include "domain/language/text.hpp"
#include "domain/language/timestamp.hpp"

namespace riskflow::language {

using namespace std::chrono;

// Walks format and text together; every token takes its part of the text or says that it is not
// there.
class ExactReader {
 public:
  ExactReader(std::string_view text, const DateCulture& culture) : rest_(text), culture_(culture) {}

  bool read(std::string_view format) {
    while (!format.empty()) {
      const char c = format[0];
      if (c == '%') {
        format.remove_prefix(1);
        continue;
      }
      if (c == '\\') {
        if (format.size() < 2 || !symbol(format[1])) return false;
        format.remove_prefix(2);
        continue;
      }
      if (c == '\'' || c == '"') {
        if (!quoted(format)) return false;
        continue;
      }
      const auto repeats = std::min(format.find_first_not_of(c), format.size());
      format.remove_prefix(repeats);
      // A point before an optional fraction is as optional.
      if (c == '.' && repeats == 1 && format.starts_with('F') && !rest_.starts_with('.')) {
        format.remove_prefix(std::min(format.find_first_not_of('F'), format.size()));
        continue;
      }
      if (!token(c, repeats)) return false;
    }
    return rest_.empty();
  }

  bool result(Timestamp& out) const {
    const bool has_half = has_twelve_hours_ || half_;
    const int shown = hour_.value_or(0);
    const int hour = has_half ? shown % 12 + 12 * half_.value_or(0) : shown;
    const int minute = minute_.value_or(0);
    const int second = second_.value_or(0);
    const bool fits = hour <= 23 && minute <= 59 && second <= 59 && (!has_half || shown <= 12);
    const int year = year_.value_or(1);
    const year_month_day date{std::chrono::year{year},
                              std::chrono::month{static_cast<unsigned>(month_.value_or(1))},
                              std::chrono::day{static_cast<unsigned>(day_.value_or(1))}};
    if (!fits || !date.ok() || year < 1 || year > 9999) return false;
    if (weekday_ && weekday{sys_days{date}}.c_encoding() != static_cast<unsigned>(*weekday_))
      return false;
    const auto days_since = (sys_days{date} - sys_days{std::chrono::year{1} / January / 1}).count();
    out.ticks = static_cast<std::int64_t>(days_since) * ticks_per_day +
                (hour * 3600LL + minute * 60LL + second - offset_.value_or(0)) * ticks_per_second +
                fraction_.value_or(0);
    out.zone = offset_ ? Zone::utc : Zone::none;
    return out.ticks >= 0 && out.ticks <= ticks_max;
  }

 private:
  bool symbol(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool literal(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  bool quoted(std::string_view& format) {
    const char quote = format[0];
    format.remove_prefix(1);
    while (!format.empty() && format[0] != quote) {
      if (!symbol(format[0])) return false;
      format.remove_prefix(1);
    }
    if (format.empty()) return false;
    format.remove_prefix(1);
    return true;
  }
  // What a format asks for twice must be the same both times.
  static bool agrees(std::optional<int>& part, int value) {
    if (!part) part = value;
    return *part == value;
  }
  // What has more digits than any part of a date is too large for all of them.
  static constexpr int number_max = 99'999'999;
  bool number(std::size_t least, std::size_t most, int& out) {
    std::size_t digits = 0;
    out = 0;
    for (; digits < most && !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; ++digits) {
      out = std::min(out, number_max) * 10 + (rest_[0] - '0');
      rest_.remove_prefix(1);
    }
    return digits >= least;
  }
  bool two_digits(std::size_t repeats, std::optional<int>& part) {
    int value = 0;
    return number(std::min<std::size_t>(repeats, 2), 2, value) && agrees(part, value);
  }

  // The longest name that the text begins with, in any case.
  template <std::size_t N>
  int name(const std::array<std::string, N>& names, std::size_t& longest) const {
    int found = -1;
    for (std::size_t i = 0; i < N; ++i) {
      const auto& one = names[i];
      if (one.size() <= longest || !same_name(rest_.substr(0, one.size()), one)) continue;
      longest = one.size();
      found = static_cast<int>(i);
    }
    return found;
  }
  bool month_name(std::size_t repeats) {
    std::size_t length = 0;
    int found = name(repeats == 3 ? culture_.short_months : culture_.months, length);
    const int beside_day =
        name(repeats == 3 ? culture_.short_months_of_day : culture_.months_of_day, length);
    if (beside_day >= 0) found = beside_day;
    rest_.remove_prefix(length);
    return found >= 0 && agrees(month_, found + 1);
  }
  bool weekday_name(std::size_t repeats) {
    std::size_t length = 0;
    const int found = name(repeats == 3 ? culture_.short_weekdays : culture_.weekdays, length);
    rest_.remove_prefix(length);
    return found >= 0 && agrees(weekday_, found);
  }

  bool token(char c, std::size_t repeats) {
    switch (c) {
      case 'd': return repeats <= 2 ? two_digits(repeats, day_) : weekday_name(repeats);
      case 'M': return repeats <= 2 ? two_digits(repeats, month_) : month_name(repeats);
      case 'y': return year(repeats);
      case 'h': has_twelve_hours_ = true; return two_digits(repeats, hour_);
      case 'H': return two_digits(repeats, hour_);
      case 'm': return two_digits(repeats, minute_);
      case 's': return two_digits(repeats, second_);
      case 'f': return fraction(repeats, repeats);
      case 'F': return fraction(0, repeats);
      case 't': return half_of_day(repeats);
      case 'K': return zone();
      case 'z': return offset(repeats);
      case 'g': return literal(culture_.era);
      case ':': return repeat(culture_.time_separator, repeats);
      case '/': return repeat(culture_.date_separator, repeats);
      default: return repeat(std::string_view(&c, 1), repeats);
    }
  }
  bool repeat(std::string_view text, std::size_t times) {
    for (; times > 0; --times)
      if (!literal(text)) return false;
    return true;
  }
  // Two digits up to 49 are years of this century.
  bool year(std::size_t repeats) {
    int year = 0;
    if (!number(repeats <= 2 ? std::min<std::size_t>(repeats, 2) : repeats,
                repeats <= 2 ? 2 : std::max<std::size_t>(repeats, 4), year))
      return false;
    if (repeats <= 2) year += year <= 49 ? 2000 : 1900;
    return agrees(year_, year);
  }
  bool fraction(std::size_t least, std::size_t most) {
    if (most > 7) return false;
    const auto before = rest_.size();
    int digits = 0;
    if (!number(least, most, digits)) return false;
    for (auto count = before - rest_.size(); count < 7; ++count) digits *= 10;
    return agrees(fraction_, digits);
  }
  bool half_of_day(std::size_t repeats) {
    for (const int half : {0, 1}) {
      const std::string_view name = half == 0 ? culture_.am : culture_.pm;
      const auto wanted = name.substr(0, repeats == 1 ? 1 : name.npos);
      if (wanted.empty() || !same_name(rest_.substr(0, wanted.size()), wanted)) continue;
      rest_.remove_prefix(wanted.size());
      return agrees(half_, half);
    }
    return false;
  }
  bool zone() {
    if (symbol('Z')) return agrees(offset_, 0);
    return rest_.empty() || (rest_[0] != '+' && rest_[0] != '-') || offset(3);
  }
  bool offset(std::size_t repeats) {
    const bool west = rest_.starts_with('-');
    if (!west && !rest_.starts_with('+')) return false;
    rest_.remove_prefix(1);
    int hours = 0, minutes = 0;
    if (!number(std::min<std::size_t>(repeats, 2), 2, hours)) return false;
    if (repeats >= 3) {
      symbol(':');
      if (!number(2, 2, minutes)) return false;
    }
    return hours <= 14 && minutes <= 59 &&
           agrees(offset_, (hours * 3600 + minutes * 60) * (west ? -1 : 1));
  }

  std::string_view rest_;
  const DateCulture& culture_;
  std::optional<int> year_, month_, day_, weekday_;
  std::optional<int> hour_, minute_, second_, fraction_;  // in ticks
  std::optional<int> half_;                               // 0 before noon, 1 after
  bool has_twelve_hours_ = false;
  std::optional<int> offset_;  // seconds east of UTC
};

Result<Timestamp> timestamp_from_exact_text(std::string_view text, std::string_view format,
                                            const DateCulture& culture) {
  const bool is_standard = format.size() == 1;
  const auto pattern = is_standard ? standard_pattern(format[0], culture) : std::string(format);
  ExactReader reader{text,
                     is_standard && is_invariant_format(format[0]) ? english().date : culture};
  Timestamp at;
  if (pattern.empty() || !reader.read(pattern) || !reader.result(at))
    return fail(Errc::invalid, "the date is not written as the format says",
                std::string(invalid_template));
  return at;
}

}  // namespace riskflow::language
