#include <array>
#include <chrono>

#include "domain/language/expression.hpp"
#include "domain/language/text.hpp"
#include "domain/language/timestamp.hpp"

namespace riskflow::language {

using namespace std::chrono;

static constexpr std::array month_names{"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
static constexpr std::array day_names{"sunday",   "monday", "tuesday", "wednesday",
                                      "thursday", "friday", "saturday"};

// The place of a name or of its first three letters in the list, from 0; -1 when it is not there.
template <std::size_t N>
static int place_of(const std::array<const char*, N>& names, std::string_view word) {
  for (std::size_t i = 0; i < N; ++i) {
    const std::string_view name = names[i];
    if (word == name || word == name.substr(0, 3)) return static_cast<int>(i);
  }
  return -1;
}

// Reads a date and time piece by piece; every piece says whether it was there.
class TimestampReader {
 public:
  explicit TimestampReader(std::string_view lower) : rest_(lower) {}

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
    const auto before = rest_;
    weekday_ = place_of(day_names, word());
    if (weekday_ < 0) rest_ = before;  // perhaps a month
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
    if (rest_.starts_with('-') || rest_.starts_with('/'))
      return is_year ? year_first(first) : slashed(first);
    day_ = first;
    return !is_year && named_month() && year_number();
  }
  // 2026-01-31, 2026/1/31
  bool year_first(int first) {
    year_ = first;
    const char separator = rest_[0];
    rest_.remove_prefix(1);
    if (!number(2, month_)) return false;
    if (symbol(separator)) return number(2, day_) && end_of_date();
    day_ = 1;
    return end_of_date();
  }
  // 1/31/2026, in the order of en-US
  bool slashed(int first) {
    const char separator = rest_[0];
    rest_.remove_prefix(1);
    month_ = first;
    return number(2, day_) && symbol(separator) && year_number();
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
    month_ = place_of(month_names, word()) + 1;
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
    if (twelve_hours && (h < 1 || h > 12)) return false;
    if (twelve_hours) h = h % 12 + (half == "pm" ? 12 : 0);
    if (h > 23 || m > 59 || s > 59 || (!has_minutes && !twelve_hours)) return false;
    of_day_ += (h * 3600LL + m * 60LL + s) * ticks_per_second;
    return true;
  }
  bool fraction() {
    if (!symbol('.')) return true;
    std::int64_t unit = ticks_per_second;
    const bool some = at_digit();
    for (; at_digit(); rest_.remove_prefix(1)) {
      unit /= 10;
      of_day_ += unit * (rest_[0] - '0');
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
  std::size_t digits_ = 0;
  int weekday_ = -1;
  int year_ = 0, month_ = 0, day_ = 0;
  std::int64_t of_day_ = 0;
};

Result<Timestamp> timestamp_from_text(std::string_view text) {
  const auto lower = to_lower(trimmed(text));
  Timestamp at;
  if (!TimestampReader{lower}.read(at))
    return fail(Errc::invalid, "not a date and time: write it as 2026-01-31T08:30:00Z",
                std::string(invalid_template));
  return at;
}

}  // namespace riskflow::language
