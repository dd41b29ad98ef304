// The one file of the language that reads ICU's cultures.

#include "domain/language/culture.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/uloc.h>
#include <unicode/unum.h>
#include <unicode/ures.h>
#include <unicode/ustring.h>

#include "domain/language/expression.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

static constexpr std::size_t name_length_max = 85;  // as .NET has it
static constexpr std::size_t kept_max = 64;         // cultures, of each thread

static DateCulture english_dates() {
  DateCulture date;
  date.months = {"January", "February", "March",     "April",   "May",      "June",
                 "July",    "August",   "September", "October", "November", "December"};
  date.weekdays = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
  const auto first_three = [](const std::string& name) { return name.substr(0, 3); };
  std::ranges::transform(date.months, date.short_months.begin(), first_three);
  std::ranges::transform(date.weekdays, date.short_weekdays.begin(), first_three);
  date.months_of_day = date.months;
  date.short_months_of_day = date.short_months;
  return date;
}

const Culture& english() {
  static const Culture culture{{}, english_dates()};
  return culture;
}

namespace {

// `read(buffer, capacity, status)` fills a buffer of UTF-16, as ICU's functions do.
template <class Read>
std::string text_from(Read read) {
  std::array<UChar, 512> wide{};
  UErrorCode status = U_ZERO_ERROR;
  const auto length = read(wide.data(), static_cast<std::int32_t>(wide.size()), &status);
  if (U_FAILURE(status) || length <= 0) return {};
  std::array<char, 2048> narrow{};
  std::int32_t size = 0;
  u_strToUTF8(narrow.data(), static_cast<std::int32_t>(narrow.size()), &size, wide.data(), length,
              &status);
  return U_FAILURE(status) ? std::string{}
                           : std::string(narrow.data(), static_cast<std::size_t>(size));
}

// .NET's own patterns have plain blanks where ICU has some that do not break.
std::string with_plain_blanks(std::string_view text) {
  return replaced(replaced(text, "\u00A0", " "), "\u202F", " ");
}

// ---- numbers ----

using NumberFormat =
    std::unique_ptr<UNumberFormat, decltype([](UNumberFormat* f) { unum_close(f); })>;

NumberFormat number_format(const char* locale, UNumberFormatStyle style) {
  UErrorCode status = U_ZERO_ERROR;
  return NumberFormat{unum_open(style, nullptr, 0, locale, nullptr, &status)};
}

std::string symbol(const NumberFormat& format, UNumberFormatSymbol which) {
  return text_from([&](UChar* out, std::int32_t size, UErrorCode* status) {
    return unum_getSymbol(format.get(), which, out, size, status);
  });
}

std::string affix(const NumberFormat& format, UNumberFormatTextAttribute which) {
  return with_plain_blanks(text_from([&](UChar* out, std::int32_t size, UErrorCode* status) {
    return unum_getTextAttribute(format.get(), which, out, size, status);
  }));
}

Affixes positive_affixes(const NumberFormat& format) {
  return {affix(format, UNUM_POSITIVE_PREFIX), affix(format, UNUM_POSITIVE_SUFFIX)};
}

Affixes negative_affixes(const NumberFormat& format) {
  return {affix(format, UNUM_NEGATIVE_PREFIX), affix(format, UNUM_NEGATIVE_SUFFIX)};
}

std::vector<int> groups_of(const NumberFormat& format) {
  if (unum_getAttribute(format.get(), UNUM_GROUPING_USED) == 0) return {0};
  const auto first = unum_getAttribute(format.get(), UNUM_GROUPING_SIZE);
  const auto others = unum_getAttribute(format.get(), UNUM_SECONDARY_GROUPING_SIZE);
  if (first <= 0) return {0};
  return others > 0 && others != first ? std::vector{first, others} : std::vector{first};
}

std::optional<NumberCulture> numbers_of(const char* locale) {
  const auto plain = number_format(locale, UNUM_DECIMAL);
  const auto money = number_format(locale, UNUM_CURRENCY);
  const auto share = number_format(locale, UNUM_PERCENT);
  if (!plain || !money || !share) return std::nullopt;
  NumberCulture number;
  number.point = symbol(plain, UNUM_DECIMAL_SEPARATOR_SYMBOL);
  number.group = symbol(plain, UNUM_GROUPING_SEPARATOR_SYMBOL);
  number.currency_point = symbol(money, UNUM_MONETARY_SEPARATOR_SYMBOL);
  number.currency_group = symbol(money, UNUM_MONETARY_GROUPING_SEPARATOR_SYMBOL);
  number.groups = groups_of(plain);
  number.minus = symbol(plain, UNUM_MINUS_SIGN_SYMBOL);
  number.plus = symbol(plain, UNUM_PLUS_SIGN_SYMBOL);
  number.percent = symbol(plain, UNUM_PERCENT_SYMBOL);
  number.per_mille = symbol(plain, UNUM_PERMILL_SYMBOL);
  number.infinity = symbol(plain, UNUM_INFINITY_SYMBOL);
  number.not_a_number = symbol(plain, UNUM_NAN_SYMBOL);
  number.decimal_digits = std::max(0, unum_getAttribute(plain.get(), UNUM_MAX_FRACTION_DIGITS));
  number.currency_digits = std::max(0, unum_getAttribute(money.get(), UNUM_MIN_FRACTION_DIGITS));
  number.currency = positive_affixes(money);
  number.negative_currency = negative_affixes(money);
  number.percentage = positive_affixes(share);
  number.negative_percentage = negative_affixes(share);
  return number;
}

// ---- dates ----

using DateFormat = std::unique_ptr<UDateFormat, decltype([](UDateFormat* f) { udat_close(f); })>;

DateFormat date_format(const char* locale, UDateFormatStyle time, UDateFormatStyle date) {
  UErrorCode status = U_ZERO_ERROR;
  return DateFormat{udat_open(time, date, locale, u"UTC", 3, nullptr, 0, &status)};
}

// How often the letter at the front is repeated.
std::size_t run_length(std::string_view pattern) {
  return std::min(pattern.find_first_not_of(pattern[0]), pattern.size());
}

// A run of one of ICU's letters in .NET's; letters without a counterpart are left out.
std::string converted(char letter, std::size_t count) {
  switch (letter) {
    case 'E':
    case 'c':
    case 'e': return count >= 4 ? "dddd" : "ddd";
    case 'L':
    case 'M': return std::string(std::min<std::size_t>(count, 4), 'M');
    case 'y': return count == 2 ? "yy" : "yyyy";
    case 'a':
    case 'b':
    case 'B': return "tt";
    case 'G': return "g";
    case 'K': return std::string(count, 'h');
    case 'k': return std::string(count, 'H');
    case 'd':
    case 'h':
    case 'H':
    case 'm':
    case 's': return std::string(count, letter);
    default: return {};
  }
}

std::string dotnet_pattern(std::string_view icu) {
  std::string out;
  for (auto rest = icu; !rest.empty();) {
    const char c = rest[0];
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    auto length = is_letter ? run_length(rest) : 1;
    if (c == '\'') length = std::min(rest.find('\'', 1), rest.size() - 1) + 1;
    out += is_letter ? converted(c, length) : std::string(rest.substr(0, length));
    rest.remove_prefix(length);
  }
  return std::string(trimmed(with_plain_blanks(out)));
}

std::string pattern_of(const DateFormat& format) {
  return dotnet_pattern(text_from([&](UChar* out, std::int32_t size, UErrorCode* status) {
    return udat_toPattern(format.get(), 0, out, size, status);
  }));
}

// The culture's pattern for the fields of a skeleton, such as "yMMMM".
std::string pattern_for(const char* locale, std::u16string_view skeleton) {
  UErrorCode status = U_ZERO_ERROR;
  auto* const generator = udatpg_open(locale, &status);
  if (U_FAILURE(status)) return {};
  const auto pattern = text_from([&](UChar* out, std::int32_t size, UErrorCode* failure) {
    return udatpg_getBestPattern(generator, skeleton.data(),
                                 static_cast<std::int32_t>(skeleton.size()), out, size, failure);
  });
  udatpg_close(generator);
  return dotnet_pattern(pattern);
}

std::string date_symbol(const DateFormat& format, UDateFormatSymbolType type, std::int32_t index) {
  return text_from([&](UChar* out, std::int32_t size, UErrorCode* status) {
    return udat_getSymbols(format.get(), type, index, out, size, status);
  });
}

template <std::size_t N>
void read_names(const DateFormat& format, UDateFormatSymbolType type, std::int32_t first,
                std::array<std::string, N>& names) {
  for (std::size_t i = 0; i < N; ++i)
    names[i] = date_symbol(format, type, static_cast<std::int32_t>(i) + first);
}

// What stands between the first two fields of a pattern.
std::string separator_in(std::string_view pattern, std::string_view letters) {
  const auto start = pattern.find_first_of(letters);
  if (start == pattern.npos) return {};
  auto rest = pattern.substr(start);
  rest.remove_prefix(run_length(rest));
  return std::string(rest.substr(0, std::min(rest.find_first_of("dMyhHmst"), rest.size())));
}

std::optional<DateCulture> dates_of(const char* locale) {
  const auto days = date_format(locale, UDAT_NONE, UDAT_SHORT);
  const auto long_days = date_format(locale, UDAT_NONE, UDAT_FULL);
  const auto times = date_format(locale, UDAT_SHORT, UDAT_NONE);
  const auto long_times = date_format(locale, UDAT_MEDIUM, UDAT_NONE);
  if (!days || !long_days || !times || !long_times) return std::nullopt;
  DateCulture date;
  read_names(days, UDAT_STANDALONE_MONTHS, 0, date.months);
  read_names(days, UDAT_STANDALONE_SHORT_MONTHS, 0, date.short_months);
  read_names(days, UDAT_MONTHS, 0, date.months_of_day);
  read_names(days, UDAT_SHORT_MONTHS, 0, date.short_months_of_day);
  read_names(days, UDAT_STANDALONE_WEEKDAYS, 1, date.weekdays);
  read_names(days, UDAT_STANDALONE_SHORT_WEEKDAYS, 1, date.short_weekdays);
  date.am = date_symbol(days, UDAT_AM_PMS, 0);
  date.pm = date_symbol(days, UDAT_AM_PMS, 1);
  date.era = date_symbol(days, UDAT_ERAS, 1);
  date.short_date = pattern_of(days);
  if (date.short_date.find("yyyy") == std::string::npos)
    date.short_date = replaced(date.short_date, "yy", "yyyy");
  date.long_date = pattern_of(long_days);
  date.short_time = pattern_of(times);
  date.long_time = pattern_of(long_times);
  date.month_day = pattern_for(locale, u"MMMMd");
  date.year_month = pattern_for(locale, u"yMMMM");
  date.date_separator = separator_in(date.short_date, "dMy");
  date.time_separator = separator_in(date.long_time, "hH");
  return date;
}

bool is_name(std::string_view name) {
  return name.size() <= name_length_max && std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_';
         });
}

// ICU has something for every name; it says when that has nothing to do with the language.  Its
// tables lie beside the languages, and are none: "zoneinfo64".
bool is_known(const char* locale) {
  if (std::string_view{uloc_getISO3Language(locale)}.empty()) return false;
  UErrorCode status = U_ZERO_ERROR;
  ures_close(ures_open(nullptr, locale, &status));
  return U_SUCCESS(status) && status != U_USING_DEFAULT_WARNING;
}

std::shared_ptr<const Culture> culture_from_icu(const std::string& name) {
  if (!is_name(name) || !is_known(name.c_str())) return nullptr;
  const auto locale = name + "@calendar=gregorian";
  auto number = numbers_of(locale.c_str());
  auto date = dates_of(locale.c_str());
  if (!number || !date) return nullptr;
  return std::make_shared<const Culture>(Culture{*std::move(number), *std::move(date)});
}

}  // namespace

Result<std::shared_ptr<const Culture>> culture_named(std::string_view name) {
  static const auto built_in = std::make_shared<const Culture>(english());
  const auto lower = to_lower(trimmed(name));
  if (lower.empty() || lower == "en-us") return built_in;
  thread_local std::map<std::string, std::shared_ptr<const Culture>> kept;
  if (const auto found = kept.find(lower); found != kept.end()) return found->second;
  auto culture = culture_from_icu(lower);
  if (!culture)
    return fail(Errc::invalid, "this locale is not known: give a name such as 'de-DE'",
                std::string(invalid_template));
  if (kept.size() >= kept_max) kept.clear();
  return kept.emplace(lower, std::move(culture)).first->second;
}

}  // namespace riskflow::language
