#include "domain/language/step_status.hpp"

#include <algorithm>
#include <array>

#include "domain/language/text.hpp"

namespace riskflow::language {

struct StatusWord {
  StepStatus status;
  std::string_view word;
};

static constexpr std::array words{
    StatusWord{StepStatus::waiting, "Waiting"},     StatusWord{StepStatus::running, "Running"},
    StatusWord{StepStatus::succeeded, "Succeeded"}, StatusWord{StepStatus::failed, "Failed"},
    StatusWord{StepStatus::skipped, "Skipped"},     StatusWord{StepStatus::timed_out, "TimedOut"},
    StatusWord{StepStatus::cancelled, "Cancelled"},
};

bool is_terminal(StepStatus status) {
  return status != StepStatus::waiting && status != StepStatus::running;
}

StepStatus worse(StepStatus a, StepStatus b) {
  static constexpr std::array from_good_to_bad{
      StepStatus::waiting,   StepStatus::running,   StepStatus::skipped, StepStatus::succeeded,
      StepStatus::cancelled, StepStatus::timed_out, StepStatus::failed};
  const auto rank = [](StepStatus status) { return std::ranges::find(from_good_to_bad, status); };
  return rank(a) < rank(b) ? b : a;
}

std::string_view to_text(StepStatus status) {
  for (const auto& row : words)
    if (row.status == status) return row.word;
  return "";
}

std::optional<StepStatus> step_status_from_text(std::string_view text) {
  for (const auto& row : words)
    if (same_name(row.word, text)) return row.status;
  return std::nullopt;
}

}  // namespace riskflow::language
