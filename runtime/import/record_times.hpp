#pragma once
// Whether the times that a record gives can be right: one far in the future is a slip of whoever
// wrote it, and would keep what follows from it (a policy's window, the order of a list) wrong for
// as long.

#include "domain/core/result.hpp"
#include "runtime/formats/records.hpp"

namespace riskflow::runtime {

// What HR reports may be agreed on years before; and a clock that is wrong here should not keep
// alerts out.
inline constexpr std::chrono::years times_ahead_max{5};

// Error: invalid, naming the first field that lies too far ahead of `now`, as its source calls it.
Status check_times(const formats::Record& record, Instant now);

}  // namespace riskflow::runtime
