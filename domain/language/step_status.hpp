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

// "Succeeded", "TimedOut", ...: the words of definitions and records; read in any case.
std::string_view to_text(StepStatus status);
std::optional<StepStatus> step_status_from_text(std::string_view text);

}  // namespace riskflow::language
