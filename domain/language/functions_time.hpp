#pragma once
// Dates and times.  Timestamps are strings; the result's default format is .NET's "o".

#include "domain/language/function_arguments.hpp"

namespace riskflow::language::builtin {

Result<std::string> add_days(Context& context, const Text& at, std::int64_t count,
                             const std::optional<Text>& format);
Result<std::string> add_hours(Context& context, const Text& at, std::int64_t count,
                              const std::optional<Text>& format);
Result<std::string> add_minutes(Context& context, const Text& at, std::int64_t count,
                                const std::optional<Text>& format);
Result<std::string> add_seconds(Context& context, const Text& at, std::int64_t count,
                                const std::optional<Text>& format);
// `unit`: Second, Minute, Hour, Day, Week, Month or Year, in any case.
Result<std::string> add_to_time(Context& context, const Text& at, std::int64_t count,
                                const Text& unit, const std::optional<Text>& format);
Result<std::string> subtract_from_time(Context& context, const Text& at, std::int64_t count,
                                       const Text& unit, const std::optional<Text>& format);
Result<std::string> future_time(Context& context, std::int64_t count, const Text& unit,
                                const std::optional<Text>& format);
Result<std::string> past_time(Context& context, std::int64_t count, const Text& unit,
                              const std::optional<Text>& format);

Result<std::string> date_difference(Context& context, const Text& start, const Text& end);
Result<std::int64_t> day_of_month(Context& context, const Text& at);
Result<std::int64_t> day_of_week(Context& context, const Text& at);
Result<std::int64_t> day_of_year(Context& context, const Text& at);
Result<std::int64_t> ticks(Context& context, const Text& at);
Result<std::string> start_of_day(Context& context, const Text& at,
                                 const std::optional<Text>& format);
Result<std::string> start_of_hour(Context& context, const Text& at,
                                  const std::optional<Text>& format);
Result<std::string> start_of_month(Context& context, const Text& at,
                                   const std::optional<Text>& format);

Result<std::string> format_date_time(Context& context, const Text& at,
                                     const std::optional<Text>& format,
                                     const std::optional<Text>& locale);
// By the culture's usual ways, or exactly as `format` says; the result is in the round-trip format.
Result<std::string> parse_date_time(Context& context, const Text& text,
                                    const std::optional<Text>& locale,
                                    const std::optional<Text>& format);
// Zones go by their Windows or IANA names.
Result<std::string> convert_from_utc(Context& context, const Text& at, const Text& zone,
                                     const std::optional<Text>& format);
Result<std::string> convert_time_zone(Context& context, const Text& at, const Text& from,
                                      const Text& to, const std::optional<Text>& format);
Result<std::string> convert_to_utc(Context& context, const Text& at, const Text& zone,
                                   const std::optional<Text>& format);
Result<std::string> utc_now(Context& context, const std::optional<Text>& format);

}  // namespace riskflow::language::builtin
