#pragma once
// Moments and the clock.  Only faces and the timer read a Clock; decisions and plans are told the
// time.

#include <chrono>
#include <string>
#include <string_view>

#include "domain/core/result.hpp"

namespace riskflow {

// A moment in UTC, to the microsecond.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

// Where the time comes from; a test brings its own.  Implementations are safe to call from any
// thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() = 0;
};

// The machine's wall clock.
class SystemClock final : public Clock {
 public:
  Instant now() override;
};

// ISO 8601 in UTC with a `Z`: "2026-01-12T08:30:00Z", and microseconds only when there are any.
std::string to_text(Instant at);

// Reads ISO 8601 date-times: `yyyy-mm-dd`, `yyyy-mm-ddThh:mm:ss[.fraction][Z|+hh:mm|-hh:mm]`.
// Without a zone: UTC. Fractions beyond microseconds are cut.  Error: invalid, when it is no such
// text or no such day.
Result<Instant> instant_from_text(std::string_view text);

}  // namespace riskflow
