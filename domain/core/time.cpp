#include "domain/core/time.hpp"

#include <charconv>

#include <fmt/format.h>

namespace riskflow {

using namespace std::chrono;

Instant SystemClock::now() { return time_point_cast<microseconds>(system_clock::now()); }

// Digit by digit: a page of rows has hundreds of times, and a format string costs ten times this.
std::string to_text(Instant at) {
  const auto day = floor<days>(at);
  const year_month_day date{day};
  const hh_mm_ss clock{at - day};
  std::string text = "0000-00-00T00:00:00Z";
  const auto put = [&](std::size_t from, std::size_t digits, std::int64_t value) {
    for (; digits > 0; value /= 10) text[from + --digits] = static_cast<char>('0' + value % 10);
  };
  put(5, 2, static_cast<unsigned>(date.month()));
  put(8, 2, static_cast<unsigned>(date.day()));
  put(11, 2, clock.hours().count());
  put(14, 2, clock.minutes().count());
  put(17, 2, clock.seconds().count());
  if (clock.subseconds().count() != 0) {
    text.replace(19, 1, ".000000Z");
    put(20, 6, clock.subseconds().count());
  }
  const int year = static_cast<int>(date.year());
  if (year >= 0 && year <= 9999)
    put(0, 4, year);
  else
    text.replace(0, 4, fmt::format("{:04}", year));
  return text;
}

// A cursor over the text; every reader says whether it could.
class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : rest_(text) {}

  bool number(std::size_t digits, int& out) {
    if (rest_.size() < digits) return false;
    const auto [end, ec] = std::from_chars(rest_.data(), rest_.data() + digits, out);
    if (ec != std::errc{} || end != rest_.data() + digits || rest_[0] == '-') return false;
    rest_.remove_prefix(digits);
    return true;
  }
  bool symbol(char expected) {
    if (rest_.empty() || rest_[0] != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool fraction(microseconds& out) {
    long long value = 0;
    int digits = 0;
    while (!rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9') {
      if (digits < 6) value = value * 10 + (rest_[0] - '0');
      ++digits;
      rest_.remove_prefix(1);
    }
    for (int i = digits; i < 6; ++i) value *= 10;
    out = microseconds{value};
    return digits > 0;
  }
  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

// `Z`, `+hh:mm`, `-hh:mm` or nothing, which means UTC.
static bool read_zone(TimeReader& in, minutes& offset) {
  if (in.done() || in.symbol('Z') || in.symbol('z')) return true;
  const bool east = in.symbol('+');
  if (!east && !in.symbol('-')) return false;
  int h = 0, m = 0;
  if (!in.number(2, h)) return false;
  in.symbol(':');
  if (!in.number(2, m) || m > 59 || h * 60 + m > 14 * 60) return false;
  offset = (hours{h} + minutes{m}) * (east ? 1 : -1);
  return true;
}

static bool read_clock(TimeReader& in, microseconds& of_day) {
  int h = 0, m = 0, s = 0;
  microseconds fraction{0};
  if (!in.number(2, h) || !in.symbol(':') || !in.number(2, m)) return false;
  const bool has_seconds = in.symbol(':');
  if (has_seconds && !in.number(2, s)) return false;
  if (has_seconds && in.symbol('.') && !in.fraction(fraction)) return false;
  if (h > 23 || m > 59 || s > 60) return false;
  of_day = hours{h} + minutes{m} + seconds{s} + fraction;
  return true;
}

Result<Instant> instant_from_text(std::string_view text) {
  TimeReader in{text};
  int y = 0, mo = 0, d = 0;
  microseconds of_day{0};
  minutes offset{0};
  bool ok =
      in.number(4, y) && in.symbol('-') && in.number(2, mo) && in.symbol('-') && in.number(2, d);
  if (ok && !in.done()) {
    ok = (in.symbol('T') || in.symbol('t') || in.symbol(' ')) && read_clock(in, of_day) &&
         read_zone(in, offset) && in.done();
  }
  const year_month_day date{year{y}, month{static_cast<unsigned>(mo)},
                            day{static_cast<unsigned>(d)}};
  if (!ok || !date.ok() || y < 1)
    return fail(Errc::invalid, "not a date-time: write it as 2026-01-31T08:30:00Z");
  const auto at = Instant{sys_days{date}} + of_day - offset;
  if (at < sys_days{year{1} / 1 / 1} || at >= sys_days{year{10'000} / 1 / 1})
    return fail(Errc::invalid, "a date-time lies, in UTC, in the years 1 to 9999");
  return at;
}

}  // namespace riskflow
