#include "domain/language/timestamp.hpp"

#include <array>
#include <chrono>
#include <cstdlib>

#include <fmt/format.h>

#include "domain/language/expression.hpp"

namespace riskflow::language {

using namespace std::chrono;

static constexpr sys_days first_day{year{1} / January / 1};

Timestamp timestamp_of(Instant at) { return {(at - Instant{first_day}).count() * 10, Zone::utc}; }

std::string round_trip_text(Instant at) {
  auto text = format_timestamp(timestamp_of(at), "o");
  return text ? *std::move(text) : std::string{};
}

static std::unexpected<Error> out_of_range() {
  return fail(Errc::invalid, "the date lies outside the years 1 to 9999",
              std::string(invalid_template));
}

Result<Timestamp> plus(Timestamp at, std::int64_t count, std::int64_t ticks_each) {
  std::int64_t ticks = 0;
  const bool overflows = __builtin_mul_overflow(count, ticks_each, &ticks) ||
                         __builtin_add_overflow(ticks, at.ticks, &ticks);
  if (overflows || ticks < 0 || ticks > ticks_max) return out_of_range();
  return Timestamp{ticks, at.zone};
}

static sys_days day_in(Timestamp at) {
  return first_day + days{static_cast<int>(at.ticks / ticks_per_day)};
}

static std::int64_t ticks_at(sys_days day) { return (day - first_day).count() * ticks_per_day; }

static constexpr std::int64_t months_max = 12 * 9999;

Result<Timestamp> plus_months(Timestamp at, std::int64_t count) {
  if (count > months_max || count < -months_max) return out_of_range();
  const year_month_day start{day_in(at)};
  const auto month = year_month{start.year(), start.month()} + months{static_cast<int>(count)};
  const auto year = static_cast<int>(month.year());
  if (year < 1 || year > 9999) return out_of_range();
  const auto last = year_month_day_last{month.year(), month_day_last{month.month()}}.day();
  const auto day = sys_days{month / std::min(start.day(), last)};
  return Timestamp{ticks_at(day) + at.ticks % ticks_per_day, at.zone};
}

DayOf day_of(Timestamp at) {
  const auto day = day_in(at);
  const year_month_day date{day};
  const auto new_year = sys_days{date.year() / January / 1};
  return {static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(weekday{day}.c_encoding()),
          static_cast<int>((day - new_year).count()) + 1};
}

Timestamp month_of(Timestamp at) {
  const year_month_day date{day_in(at)};
  return {ticks_at(sys_days{date.year() / date.month() / 1}), at.zone};
}

std::string span_text(std::int64_t ticks) {
  const auto size =
      ticks < 0 ? 0 - static_cast<std::uint64_t>(ticks) : static_cast<std::uint64_t>(ticks);
  const auto seconds = size / ticks_per_second;
  const auto fraction = size % ticks_per_second;
  const auto whole_days = seconds / 86'400;
  std::string out = ticks < 0 ? "-" : "";
  if (whole_days > 0) out += fmt::format("{}.", whole_days);
  out += fmt::format("{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
  if (fraction > 0) out += fmt::format(".{:07}", fraction);
  return out;
}

static constexpr std::array month_names{"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
static constexpr std::array weekdays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                     "Thursday", "Friday", "Saturday"};

// Walks a custom format, one token at a time.
class TimestampWriter {
 public:
  explicit TimestampWriter(Timestamp at) : at_(at) {
    const auto whole_days = static_cast<int>(at.ticks / ticks_per_day);
    const sys_days day = first_day + days{whole_days};
    date_ = year_month_day{day};
    weekday_ = weekday{day}.c_encoding();
    const auto of_day = at.ticks % ticks_per_day;
    fraction_ = static_cast<int>(of_day % ticks_per_second);
    second_of_day_ = static_cast<int>(of_day / ticks_per_second);
  }

  Result<std::string> write(std::string_view format) {
    while (!format.empty()) {
      const char c = format[0];
      if (c == '\'' || c == '"') {
        if (!quoted(format)) return bad("a quote is not closed");
        continue;
      }
      if (c == '\\' || c == '%') {
        format.remove_prefix(1);
        if (format.empty()) return bad("it ends in the middle of an escape");
        if (c == '\\') out_ += format[0], format.remove_prefix(1);
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
      case 't':
        out_ += std::string_view{hour < 12 ? "AM" : "PM"}.substr(0, repeats > 1 ? 2 : 1);
        return;
      case 'g': out_ += "A.D."; return;
      case 'K': out_ += at_.zone == Zone::utc ? "Z" : ""; return;
      case 'z': out_ += repeats == 1 ? "+0" : repeats == 2 ? "+00" : "+00:00"; return;
      default: out_.append(static_cast<std::size_t>(repeats), c);
    }
  }

  void day(int repeats) {
    if (repeats <= 2)
      return two_digits(static_cast<int>(static_cast<unsigned>(date_.day())), repeats);
    const std::string_view name = weekdays[weekday_];
    out_ += repeats == 3 ? name.substr(0, 3) : name;
  }
  void month(int repeats) {
    const auto number_of_month = static_cast<unsigned>(date_.month());
    if (repeats <= 2) return two_digits(static_cast<int>(number_of_month), repeats);
    const std::string_view name = month_names[number_of_month - 1];
    out_ += repeats == 3 ? name.substr(0, 3) : name;
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
  year_month_day date_;
  unsigned weekday_ = 0;
  int fraction_ = 0;
  int second_of_day_ = 0;
  std::string out_;
};

struct StandardFormat {
  char letter;
  std::string_view pattern;
};

// en-US.  'U' would convert to UTC first; a value with a zone is in UTC already.
static constexpr std::array standard_formats{
    StandardFormat{'d', "M/d/yyyy"},
    StandardFormat{'D', "dddd, MMMM d, yyyy"},
    StandardFormat{'f', "dddd, MMMM d, yyyy h:mm tt"},
    StandardFormat{'F', "dddd, MMMM d, yyyy h:mm:ss tt"},
    StandardFormat{'g', "M/d/yyyy h:mm tt"},
    StandardFormat{'G', "M/d/yyyy h:mm:ss tt"},
    StandardFormat{'m', "MMMM d"},
    StandardFormat{'M', "MMMM d"},
    StandardFormat{'o', "yyyy-MM-ddTHH:mm:ss.fffffffK"},
    StandardFormat{'O', "yyyy-MM-ddTHH:mm:ss.fffffffK"},
    StandardFormat{'r', "ddd, dd MMM yyyy HH:mm:ss 'GMT'"},
    StandardFormat{'R', "ddd, dd MMM yyyy HH:mm:ss 'GMT'"},
    StandardFormat{'s', "yyyy-MM-ddTHH:mm:ss"},
    StandardFormat{'t', "h:mm tt"},
    StandardFormat{'T', "h:mm:ss tt"},
    StandardFormat{'u', "yyyy-MM-dd HH:mm:ss'Z'"},
    StandardFormat{'U', "dddd, MMMM d, yyyy h:mm:ss tt"},
    StandardFormat{'y', "MMMM yyyy"},
    StandardFormat{'Y', "MMMM yyyy"},
};

Result<std::string> format_timestamp(Timestamp at, std::string_view format) {
  if (format.empty()) format = "o";
  if (format.size() > 1) return TimestampWriter{at}.write(format);
  for (const auto& standard : standard_formats)
    if (standard.letter == format[0]) return TimestampWriter{at}.write(standard.pattern);
  return fail(Errc::invalid, fmt::format("'{}' is no standard date format", format),
              std::string(invalid_template));
}

}  // namespace riskflow::language
