#include "domain/language/run_state.hpp"

#include <algorithm>

#include "domain/language/budget.hpp"
#include "domain/language/timestamp.hpp"

namespace riskflow::language {

const Step* RunState::find(std::string_view action) const {
  const auto found = steps.find(action);
  return found != steps.end() ? &found->second : nullptr;
}

std::uint64_t kept_weight(const RunState& state) {
  std::uint64_t weight = 0;
  for (const auto& [name, step] : state.steps)
    for (const auto* value : {&step.inputs, &step.outputs})
      weight += std::min(value->weight(), run_weight_max);
  return weight;
}

void apply(RunState& state, const Settled& settled) {
  state.steps[settled.action] = settled.step;
  for (const auto& write : settled.writes) {
    auto& variable = state.variables[write.name];
    variable.type = write.declared.value_or(variable.type);
    variable.value = write.value;
  }
}

void apply(RunState& state, const Effect& effect, Instant started) {
  Step step;
  step.status = StepStatus::running;
  step.inputs = effect.inputs;
  step.started = started;
  state.steps[effect.action] = std::move(step);
}

void apply_outcome(RunState& state, const std::string& action, Step outcome) {
  auto& step = state.steps[action];
  if (is_terminal(step.status)) return;
  if (outcome.inputs.is_null()) outcome.inputs = step.inputs;
  if (outcome.started == Instant{}) outcome.started = step.started;
  step = std::move(outcome);
}

Value record_of(std::string_view action, const Step& step) {
  Value::Members record{{"name", action}};
  if (!step.inputs.is_null()) record.push_back({"inputs", step.inputs});
  if (!step.outputs.is_null()) record.push_back({"outputs", step.outputs});
  record.push_back({"startTime", round_trip_text(step.started)});
  if (is_terminal(step.status)) record.push_back({"endTime", round_trip_text(step.ended)});
  record.push_back({"code", step.code});
  record.push_back({"status", to_text(step.status)});
  if (!step.error_message.empty() || !step.error_code.empty())
    record.push_back(
        {"error", Value::object({{"code", step.error_code.empty() ? step.code : step.error_code},
                                 {"message", step.error_message}})});
  return Value::object(std::move(record));
}

}  // namespace riskflow::language
