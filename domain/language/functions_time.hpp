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
Result<std::string> format_date_time(Context& context, const Text& at,
                                     const std::optional<Text>& format,
                                     const std::optional<Text>& locale);
Result<std::string> utc_now(Context& context, const std::optional<Text>& format);

}  // namespace riskflow::language::builtin
