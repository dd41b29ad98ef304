#pragma once
// When a scheduled trigger fires: `recurrence` of a Recurrence, a SlidingWindow or a polling
// trigger.
//
// Without a start time the first occurrence is the moment at which the trigger is enabled, and each
// later one follows the last.  With one, occurrences count from the start time.  A schedule names
// the slots itself; hours and minutes that it leaves out are those of the first run, and a weekday
// or day of the month as well.  Weeks of an interval above 1 begin on Sunday, as in .NET.
//
// Days, weeks and months are those of the time zone's calendar; shorter units are lengths of time.
// A month that lacks the day takes its last one, unless a schedule names the day: then the month
// has no such slot.  A time that the clock is put forward over comes as much later (02:30 becomes
// 03:30); of a time that comes twice it is the second, in standard time.

#include <optional>
#include <string>
#include <vector>

#include "domain/language/duration.hpp"
#include "domain/language/timestamp.hpp"

namespace riskflow::language {

// The slots of a schedule, each list sorted and without repeats; an empty list was not given.
struct Schedule {
  struct MonthlyOccurrence {
    int weekday = 0;     // Sunday is 0
    int occurrence = 1;  // 1 to 5, or -1 to -5 from the end of the month
    auto operator<=>(const MonthlyOccurrence&) const = default;
  };

  std::vector<int> hours;
  std::vector<int> minutes;
  std::vector<int> weekdays;    // Sunday is 0
  std::vector<int> month_days;  // 1 to 31, or -1 to -31 from the end of the month
  std::vector<MonthlyOccurrence> monthly_occurrences;

  bool operator==(const Schedule&) const = default;
  bool is_given() const {
    return !hours.empty() || !minutes.empty() || !weekdays.empty() || !month_days.empty() ||
           !monthly_occurrences.empty();
  }
};

// What becomes of occurrences that passed while nobody was there.
enum class Missed : std::uint8_t {
  dropped = 1,  // Recurrence and polling
  made_up,      // SlidingWindow: one run for each
};

struct Recurrence {
  TimeUnit frequency = TimeUnit::day;
  std::int64_t interval = 1;
  std::optional<Timestamp> start;  // without a zone: what a clock in `time_zone` shows
  std::string time_zone;           // a Windows or IANA name; empty is UTC
  Schedule schedule;
  Missed missed = Missed::dropped;
  bool operator==(const Recurrence&) const = default;
};

// Reads {"frequency", "interval", "startTime"?, "timeZone"?, "schedule"?}, evaluated already.
// Error: invalid, with the member in Error::target ("recurrence/schedule/hours").
Result<Recurrence> recurrence_from(const Value& recurrence, Missed missed = Missed::dropped);

// The occurrence after `last`, which is the time of the last one and not of its run; the first one
// when there was none.  It may lie before `now` only for a first one that has no start time, and
// where missed ones are made up.  Nothing when none comes in the next 400 years, or before the year
// 10000.
std::optional<Instant> next(const Recurrence& recurrence, Instant enabled,
                            std::optional<Instant> last, Instant now);

// The window of a SlidingWindow's occurrence: from there to the next one, so that windows meet.
struct Window {
  Instant start;
  Instant end;
  bool operator==(const Window&) const = default;
};
Window window_at(const Recurrence& recurrence, Instant occurrence);

}  // namespace riskflow::language
