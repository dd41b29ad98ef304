#include "domain/language/functions_time.hpp"

#include "domain/language/text.hpp"
#include "domain/language/timestamp.hpp"

namespace riskflow::language::builtin {

static std::string_view given(const std::optional<Text>& format) {
  return format ? format->view() : std::string_view{};
}

// Reading and writing a time takes far longer than its characters say.
static constexpr std::uint64_t steps_of_time = 400;

static Result<std::string> shifted(Context& context, const Text& at, std::int64_t count,
                                   std::int64_t ticks_each, const std::optional<Text>& format) {
  if (auto paid = context.budget.spend(steps_of_time); !paid) return fail(paid.error());
  auto start = timestamp_from_text(at.view());
  if (!start) return fail(start.error());
  auto end = plus(*start, count, ticks_each);
  if (!end) return fail(end.error());
  return format_timestamp(*end, given(format));
}

Result<std::string> add_days(Context& context, const Text& at, std::int64_t count,
                             const std::optional<Text>& format) {
  return shifted(context, at, count, ticks_per_day, format);
}

Result<std::string> add_hours(Context& context, const Text& at, std::int64_t count,
                              const std::optional<Text>& format) {
  return shifted(context, at, count, 3600 * ticks_per_second, format);
}

Result<std::string> add_minutes(Context& context, const Text& at, std::int64_t count,
                                const std::optional<Text>& format) {
  return shifted(context, at, count, 60 * ticks_per_second, format);
}

Result<std::string> add_seconds(Context& context, const Text& at, std::int64_t count,
                                const std::optional<Text>& format) {
  return shifted(context, at, count, ticks_per_second, format);
}

Result<std::string> format_date_time(Context& context, const Text& at,
                                     const std::optional<Text>& format,
                                     const std::optional<Text>& locale) {
  if (locale && !locale->view().empty() && !same_name(locale->view(), "en-US"))
    return cannot("this locale is not known here: leave it out or give 'en-US'");
  if (auto paid = context.budget.spend(steps_of_time); !paid) return fail(paid.error());
  auto start = timestamp_from_text(at.view());
  if (!start) return fail(start.error());
  return format_timestamp(*start, given(format));
}

Result<std::string> utc_now(Context& context, const std::optional<Text>& format) {
  if (auto paid = context.budget.spend(steps_of_time); !paid) return fail(paid.error());
  return format_timestamp(timestamp_of(context.now), given(format));
}

}  // namespace riskflow::language::builtin
