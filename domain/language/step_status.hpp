#pragma once
// How a step, a scope or a run stands.

#include <cstdint>
#include <optional>
#include <string_view>

namespace riskflow::language {

enum class StepStatus : std::uint8_t {
  waiting = 1,
  running,
  succeeded,
  failed,
  skipped,
  timed_out,
  cancelled,
};

// Whether it will not change any more.
bool is_terminal(StepStatus status);

// Of two, the one that tells more of what went wrong: failed before timed out, cancelled,
// succeeded, skipped, and what has not ended.
StepStatus worse(StepStatus a, StepStatus b);

// "Succeeded", "TimedOut", ...: the words of definitions and records; read in any case.
std::string_view to_text(StepStatus status);
std::optional<StepStatus> step_status_from_text(std::string_view text);

}  // namespace riskflow::language
