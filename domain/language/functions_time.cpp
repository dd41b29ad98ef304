#include "domain/language/functions_time.hpp"

#include "domain/language/text.hpp"
#include "domain/language/timestamp.hpp"

namespace riskflow::language::builtin {

static std::string_view given(const std::optional<Text>& format) {
  return format ? format->view() : std::string_view{};
}

static Result<std::string> shifted(const Text& at, std::int64_t count, std::int64_t ticks_each,
                                   const std::optional<Text>& format) {
  auto start = timestamp_from_text(at.view());
  if (!start) return fail(start.error());
  auto end = plus(*start, count, ticks_each);
  if (!end) return fail(end.error());
  return format_timestamp(*end, given(format));
}

Result<std::string> add_days(const Text& at, std::int64_t count,
                             const std::optional<Text>& format) {
  return shifted(at, count, ticks_per_day, format);
}

Result<std::string> add_hours(const Text& at, std::int64_t count,
                              const std::optional<Text>& format) {
  return shifted(at, count, 3600 * ticks_per_second, format);
}

Result<std::string> add_minutes(const Text& at, std::int64_t count,
                                const std::optional<Text>& format) {
  return shifted(at, count, 60 * ticks_per_second, format);
}

Result<std::string> add_seconds(const Text& at, std::int64_t count,
                                const std::optional<Text>& format) {
  return shifted(at, count, ticks_per_second, format);
}

Result<std::string> format_date_time(const Text& at, const std::optional<Text>& format,
                                     const std::optional<Text>& locale) {
  if (locale && !locale->view().empty() && !same_name(locale->view(), "en-US"))
    return cannot("this locale is not known here: leave it out or give 'en-US'");
  auto start = timestamp_from_text(at.view());
  if (!start) return fail(start.error());
  return format_timestamp(*start, given(format));
}

Result<std::string> utc_now(Context& context, const std::optional<Text>& format) {
  return format_timestamp(timestamp_of(context.now), given(format));
}

}  // namespace riskflow::language::builtin
