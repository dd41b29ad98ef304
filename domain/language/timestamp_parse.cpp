#include <array>
#include <chrono>

#include "domain/language/expression.hpp"
#include "domain/language/text.hpp"
#include "domain/language/timestamp.hpp"

namespace riskflow::language {

using namespace std::chrono;

static constexpr std::size_t text_length_max = 200;

// The order in which a culture writes a date in numbers.
enum class Order : std::uint8_t { day_first, month_first, year_first };

static Order order_of(std::string_view short_date) {
  const auto first = short_date.find_first_of("dMy");
  if (first == short_date.npos || short_date[first] == 'M') return Order::month_first;
  return short_date[first] == 'd' ? Order::day_first : Order::year_first;
}

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

// The longest of the names, or of their short forms, that the text begins with as a word.
class NameFinder {
 public:
  explicit NameFinder(std::string_view text) : text_(text) {}

  template <std::size_t N>
  void among(const std::array<std::string, N>& names) {
    for (std::size_t i = 0; i < N; ++i) {
      const auto lower = to_lower(names[i]);
      const std::string_view name{lower};
      take(name, i);
      if (name.ends_with('.')) take(name.substr(0, name.size() - 1), i);
    }
  }
  int place() const { return place_; }  // from 0; -1: none
  std::size_t length() const { return length_; }

 private:
  void take(std::string_view name, std::size_t i) {
    const bool fits = name.size() > length_ && text_.starts_with(name) &&
                      (name.size() == text_.size() || !is_letter(text_[name.size()]));
    if (!fits) return;
    length_ = name.size();
    place_ = static_cast<int>(i);
  }

  std::string_view text_;
  std::size_t length_ = 0;
  int place_ = -1;
};

// Reads a date and time piece by piece; every piece says whether it was there.
class TimestampReader {
 public:
  TimestampReader(std::string_view lower, const DateCulture& culture)
      : rest_(lower), culture_(culture), order_(order_of(culture.short_date)) {}

  bool read(Timestamp& out) {
    if (!weekday() || !date()) return false;
    const bool has_time = symbol('t') || at_digit();
    if (has_time && !time()) return false;
    minutes offset{0};
    if (!zone(out.zone, offset)) return false;
    const year_month_day day{year{year_}, month{static_cast<unsigned>(month_)},
                             std::chrono::day{static_cast<unsigned>(day_)}};
    const bool real =
        rest_.empty() && year_ >= 1 && year_ <= 9999 && month_ >= 1 && day_ >= 1 && day.ok();
    if (!real || !weekday_fits(day)) return false;
    const auto days_since = sys_days{day} - sys_days{year{1} / January / 1};
    const auto ticks = static_cast<std::int64_t>(days_since.count()) * ticks_per_day + of_day_ -
                       offset.count() * 60 * ticks_per_second;
    out.ticks = ticks;
    return ticks >= 0 && ticks <= ticks_max;
  }

 private:
  bool at_digit() const { return !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; }
  void blanks() {
    while (rest_.starts_with(' ')) rest_.remove_prefix(1);
  }
  bool symbol(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // 1 to `most` digits; their number goes to `digits_`.
  bool number(std::size_t most, int& out) {
    digits_ = 0;
    out = 0;
    while (at_digit() && digits_ < most) {
      out = out * 10 + (rest_[0] - '0');
      rest_.remove_prefix(1);
      ++digits_;
    }
    return digits_ > 0 && !at_digit();
  }
  std::string_view word() {
    std::size_t n = 0;
    while (n < rest_.size() && rest_[n] >= 'a' && rest_[n] <= 'z') ++n;
    const auto found = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return found;
  }

  bool weekday() {
    if (at_digit()) return true;
    NameFinder names{rest_};
    for (const auto* const each : {&culture_, &english().date}) {
      names.among(each->weekdays);
      names.among(each->short_weekdays);
    }
    weekday_ = names.place();  // or perhaps a month
    rest_.remove_prefix(names.length());
    if (weekday_ >= 0) symbol('.');
    symbol(',');
    blanks();
    return true;
  }
  bool weekday_fits(year_month_day date) const {
    return weekday_ < 0 ||
           std::chrono::weekday{sys_days{date}}.c_encoding() == static_cast<unsigned>(weekday_);
  }

  bool date() {
    if (!at_digit()) return month_first();
    int first = 0;
    if (!number(4, first)) return false;
    const bool is_year = digits_ == 4;
    if (rest_.starts_with('-') || rest_.starts_with('/') || rest_.starts_with('.'))
      return is_year ? year_first(first) : slashed(first);
    if (is_year) return year_and_name(first);
    day_ = first;
    return named_month() && year_number();
  }
  // 2026 Jan 31
  bool year_and_name(int first) {
    year_ = first;
    return named_month() && number(2, day_) && end_of_date();
  }
  // 2026-01-31, 2026/1/31
  bool year_first(int first) {
    year_ = first;
    const char separator = rest_[0];
    if (rest_.size() > 1 && is_letter(rest_[1])) return year_and_name(first);
    rest_.remove_prefix(1);
    if (!number(2, month_)) return false;
    if (symbol(separator)) return number(2, day_) && end_of_date();
    day_ = 1;
    return end_of_date();
  }
  // 1/31/2026 or 31.1.2026, as the culture has it
  bool slashed(int first) {
    const char separator = rest_[0];
    rest_.remove_prefix(1);
    blanks();
    int second = 0;
    if (!at_digit()) return separator == '-' ? dashed(first) : false;
    if (!number(2, second) || !symbol(separator)) return false;
    blanks();
    if (order_ == Order::year_first) {
      year_ = first + (first <= 49 ? 2000 : 1900);
      month_ = second;
      return number(2, day_) && end_of_date();
    }
    month_ = order_ == Order::day_first ? second : first;
    day_ = order_ == Order::day_first ? first : second;
    return year_number();
  }
  // 31-Jan-2026
  bool dashed(int first) {
    day_ = first;
    return named_month() && year_number();
  }
  // January 31, 2026; January 2026
  bool month_first() {
    if (!named_month() || !number(4, day_)) return false;
    if (digits_ == 4) {
      year_ = day_, day_ = 1;
      return end_of_date();
    }
    symbol(',');
    blanks();
    return year_number();
  }
  bool named_month() {
    if (!symbol('-')) blanks();
    NameFinder names{rest_};
    for (const auto* const each : {&culture_, &english().date}) {
      names.among(each->months);
      names.among(each->short_months);
      names.among(each->months_of_day);
      names.among(each->short_months_of_day);
    }
    month_ = names.place() + 1;
    rest_.remove_prefix(names.length());
    symbol('.'), symbol(','), symbol('-');
    blanks();
    return month_ > 0;
  }
  bool year_number() {
    if (!number(4, year_)) return false;
    if (digits_ <= 2) year_ += year_ <= 49 ? 2000 : 1900;
    return digits_ != 3 && end_of_date();
  }
  bool end_of_date() {
    symbol(',');
    blanks();
    return true;
  }

  bool time() {
    int h = 0, m = 0, s = 0;
    if (!number(2, h)) return false;
    const bool has_minutes = symbol(':');
    if (has_minutes && !number(2, m)) return false;
    if (has_minutes && symbol(':') && !(number(2, s) && fraction())) return false;
    blanks();
    const auto before = rest_;
    const auto half = word();
    const bool twelve_hours = half == "am" || half == "pm";
    if (!twelve_hours) rest_ = before;
    // As .NET: 13:30 PM is understood, 13:30 AM is not.
    if (half == "am" && h > 12) return false;
    if (twelve_hours && h <= 12) h = h % 12 + (half == "pm" ? 12 : 0);
    if (h > 23 || m > 59 || s > 59 || (!has_minutes && !twelve_hours)) return false;
    of_day_ += (h * 3600LL + m * 60LL + s) * ticks_per_second;
    return true;
  }
  bool fraction() {
    if (!symbol('.')) return true;
    std::int64_t unit = ticks_per_second;
    const bool some = at_digit();
    for (; at_digit(); rest_.remove_prefix(1)) {
      const bool is_eighth = unit == 1;
      unit /= 10;
      of_day_ += is_eighth && rest_[0] >= '5' ? 1 : unit * (rest_[0] - '0');
    }
    return some;
  }

  bool zone(Zone& out, minutes& offset) {
    blanks();
    if (rest_ == "z" || rest_ == "gmt" || rest_ == "utc") {
      out = Zone::utc;
      rest_ = {};
      return true;
    }
    const bool east = symbol('+');
    if (!east && !symbol('-')) return true;
    out = Zone::utc;
    int h = 0, m = 0;
    if (!number(4, h)) return false;
    if (digits_ == 4) {
      m = h % 100, h /= 100;
    } else if (symbol(':') && !number(2, m)) {
      return false;
    }
    offset = (hours{h} + minutes{m}) * (east ? 1 : -1);
    return h <= 14 && m <= 59;
  }

  std::string_view rest_;
  const DateCulture& culture_;
  Order order_;
  std::size_t digits_ = 0;
  int weekday_ = -1;
  int year_ = 0, month_ = 0, day_ = 0;
  std::int64_t of_day_ = 0;
};

Result<Timestamp> timestamp_from_text(std::string_view text, const DateCulture& culture) {
  const auto lower = to_lower(trimmed(text));
  Timestamp at;
  if (lower.size() > text_length_max || !TimestampReader{lower, culture}.read(at))
    return fail(Errc::invalid, "not a date and time: write it as 2026-01-31T08:30:00Z",
                std::string(invalid_template));
  return at;
}

}  // namespace riskflow::language
