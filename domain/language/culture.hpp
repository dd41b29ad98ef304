#pragma once
// How a culture writes numbers and dates, in .NET's terms.  English (en-US) is built in; the others
// come from ICU, whose data .NET uses too.  Gregorian calendar only.

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "domain/core/result.hpp"

namespace riskflow::language {

// What stands around the digits of a number.
struct Affixes {
  std::string before;
  std::string after;
};

struct NumberCulture {
  std::string point = ".";
  std::string group = ",";
  std::string currency_point = ".";
  std::string currency_group = ",";
  std::vector<int> groups{3};  // digits in each, from the point on; the last one repeats
  std::string minus = "-";
  std::string plus = "+";
  std::string percent = "%";
  std::string per_mille = "‰";
  std::string infinity = "∞";
  std::string not_a_number = "NaN";
  int decimal_digits = 3;  // behind the point, in F, N and P without a precision
  int currency_digits = 2;
  Affixes currency{"$", ""};
  Affixes negative_currency{"-$", ""};
  Affixes percentage{"", "%"};
  Affixes negative_percentage{"-", "%"};
};

struct DateCulture {
  std::array<std::string, 12> months;
  std::array<std::string, 12> short_months;
  // As they stand beside a day, where a culture declines them.
  std::array<std::string, 12> months_of_day;
  std::array<std::string, 12> short_months_of_day;
  std::array<std::string, 7> weekdays;  // Sunday first
  std::array<std::string, 7> short_weekdays;
  std::string am = "AM";
  std::string pm = "PM";
  std::string era = "A.D.";
  std::string date_separator = "/";
  std::string time_separator = ":";
  // In .NET's custom format.
  std::string short_date = "M/d/yyyy";
  std::string long_date = "dddd, MMMM d, yyyy";
  std::string short_time = "h:mm tt";
  std::string long_time = "h:mm:ss tt";
  std::string month_day = "MMMM d";
  std::string year_month = "MMMM yyyy";
};

struct Culture {
  NumberCulture number;
  DateCulture date;
};

// en-US: what the language's functions use when no culture is given.
const Culture& english();

// By name, such as "de-DE", in any case; empty is English.  Error: invalid, when there is none.
// Made once for each thread; the first time takes about a millisecond.
Result<std::shared_ptr<const Culture>> culture_named(std::string_view name);

}  // namespace riskflow::language
