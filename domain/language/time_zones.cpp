// The one file of the language that reads ICU's time zones.

#include "domain/language/time_zones.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

#include "domain/language/expression.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

namespace {

constexpr std::size_t name_length_max = 100;
constexpr std::size_t kept_max = 32;  // zones, of each thread
constexpr std::int64_t ticks_per_millisecond = ticks_per_second / 1000;
constexpr std::int64_t ticks_of_1970 = 621'355'968'000'000'000;

using Calendar = std::unique_ptr<UCalendar, decltype([](UCalendar* c) { ucal_close(c); })>;

struct WindowsName {
  std::string_view windows;
  std::u16string_view iana;
};

// Names that Windows keeps for old definitions and CLDR has dropped; offsets as Windows has them.
constexpr std::array dropped_names{WindowsName{"Mid-Atlantic Standard Time", u"Etc/GMT+2"},
                                   WindowsName{"Kamchatka Standard Time", u"Asia/Kamchatka"}};

std::u16string wide(std::string_view ascii) { return {ascii.begin(), ascii.end()}; }

Calendar calendar_in(std::u16string_view zone) {
  UErrorCode status = U_ZERO_ERROR;
  Calendar calendar{ucal_open(zone.data(), static_cast<std::int32_t>(zone.size()), "en_US",
                              UCAL_GREGORIAN, &status)};
  // ICU would change to the Julian calendar before 1582.
  if (U_SUCCESS(status)) ucal_setGregorianChange(calendar.get(), -1e18, &status);
  return U_SUCCESS(status) ? std::move(calendar) : nullptr;
}

// The IANA name of a Windows name, in any case; empty when there is none.
std::u16string iana_name(std::string_view windows) {
  for (const auto& [old_name, iana] : dropped_names)
    if (same_name(old_name, windows)) return std::u16string(iana);
  UErrorCode status = U_ZERO_ERROR;
  std::array<UChar, 128> buffer{};
  const auto name = wide(windows);
  const auto length = ucal_getTimeZoneIDForWindowsID(
      name.data(), static_cast<std::int32_t>(name.size()), nullptr, buffer.data(),
      static_cast<std::int32_t>(buffer.size()), &status);
  if (U_FAILURE(status) || length <= 0) return {};
  return {buffer.data(), static_cast<std::size_t>(length)};
}

// An IANA name that ICU knows; it takes any text and answers with a zone "Etc/Unknown".
bool is_iana_name(std::string_view name) {
  UErrorCode status = U_ZERO_ERROR;
  std::array<UChar, 128> buffer{};
  UBool is_system = 0;
  const auto asked = wide(name);
  ucal_getCanonicalTimeZoneID(asked.data(), static_cast<std::int32_t>(asked.size()), buffer.data(),
                              static_cast<std::int32_t>(buffer.size()), &is_system, &status);
  return U_SUCCESS(status) && is_system != 0;
}

Calendar open_zone(std::string_view name) {
  const bool is_plain = name.size() <= name_length_max &&
                        std::ranges::all_of(name, [](char c) { return c >= ' ' && c < 127; });
  if (!is_plain || name.empty()) return nullptr;
  if (const auto iana = iana_name(name); !iana.empty()) return calendar_in(iana);
  return is_iana_name(name) ? calendar_in(wide(name)) : nullptr;
}

Result<UCalendar*> calendar_of(std::string_view zone) {
  thread_local std::map<std::string, Calendar, NameLess> kept;
  if (const auto found = kept.find(zone); found != kept.end()) return found->second.get();
  auto calendar = open_zone(zone);
  if (!calendar)
    return fail(Errc::invalid,
                "this time zone is not known: give a name such as 'W. Europe Standard Time'",
                std::string(invalid_template));
  if (kept.size() >= kept_max) kept.clear();
  return kept.emplace(std::string(zone), std::move(calendar)).first->second.get();
}

// How far the zone is ahead of UTC at an instant, in ticks.
std::int64_t offset_at(UCalendar* calendar, std::int64_t utc_ticks) {
  UErrorCode status = U_ZERO_ERROR;
  const auto ticks = utc_ticks - ticks_of_1970;
  // Down, not towards zero: a fraction of a millisecond before a change is before it.
  const auto milliseconds = ticks / ticks_per_millisecond - (ticks % ticks_per_millisecond < 0);
  ucal_setMillis(calendar, static_cast<UDate>(milliseconds), &status);
  const auto offset =
      ucal_get(calendar, UCAL_ZONE_OFFSET, &status) + ucal_get(calendar, UCAL_DST_OFFSET, &status);
  return U_SUCCESS(status) ? offset * ticks_per_millisecond : 0;
}

}  // namespace

bool names_utc(std::string_view zone) {
  return same_name(zone, "UTC") || same_name(zone, "Etc/UTC") || same_name(zone, "Etc/GMT");
}

Result<Timestamp> local_time(Timestamp utc, std::string_view zone) {
  const auto calendar = calendar_of(zone);
  if (!calendar) return fail(calendar.error());
  return plus({utc.ticks, Zone::none}, 1, offset_at(*calendar, utc.ticks));
}

// The offsets a day before and a day after are the only ones that can hold.
Result<Timestamp> utc_time(Timestamp local, std::string_view zone) {
  const auto calendar = calendar_of(zone);
  if (!calendar) return fail(calendar.error());
  const auto before = offset_at(*calendar, local.ticks - ticks_per_day);
  const auto after = offset_at(*calendar, local.ticks + ticks_per_day);
  const auto holds = [&](std::int64_t offset) {
    return offset_at(*calendar, local.ticks - offset) == offset;
  };
  const auto standard = std::min(before, after);
  const auto summer = std::max(before, after);
  if (!holds(standard) && !holds(summer))
    return fail(Errc::invalid, "the time does not exist there: the clock is put forward over it",
                std::string(invalid_template));
  return plus({local.ticks, Zone::utc}, -1, holds(standard) ? standard : summer);
}

}  // namespace riskflow::language
