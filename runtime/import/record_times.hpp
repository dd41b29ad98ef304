#pragma once
// Whether the times that a record gives can be right: one far in the future is a slip of whoever
// wrote it, and would keep what follows from it (a policy's window, the order of a list) wrong for
// as long.

#include "domain/core/result.hpp"
#include "runtime/formats/records.hpp"

namespace riskflow::runtime {

// What an alert tells has happened; the clocks of two systems differ.
inline constexpr std::chrono::hours alert_times_ahead_max{24};
// What HR reports may be agreed on years before: a last working day, a new job level.
inline constexpr std::chrono::years hr_dates_ahead_max{5};

// Error: invalid, naming the first field that lies too far ahead of `now`, as its source calls it.
Status check_times(const formats::Record& record, Instant now);

}  // namespace riskflow::runtime
