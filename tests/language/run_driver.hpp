#pragma once
// Plans a definition step by step, with connectors that a test makes up.

#include <functional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "domain/language/plan.hpp"
#include "tests/language/example_environment.hpp"

namespace riskflow::language {

// A definition from the text of its actions.
inline Definition definition_with(std::string_view actions, std::string_view parameters = "{}") {
  auto read =
      read_definition(R"({"triggers": {"manual": {"type": "Request"}}, "parameters": )" +
                      std::string(parameters) + R"(, "actions": )" + std::string(actions) + "}");
  EXPECT_TRUE(read) << read.error().message;
  return read ? *std::move(read) : Definition{};
}

inline PlanInputs example_inputs() {
  return {example_now, 42, json_value(R"({"run": {"name": "run-1"}})")};
}

// As from the record.
inline void apply_plan(RunState& state, const Plan& plan) {
  for (const auto& settled : plan.settled) state.apply(settled);
  for (const auto& effect : plan.effects) state.apply(effect, example_now);
}

inline Step succeeded(Value outputs) {
  Step step;
  step.status = StepStatus::succeeded;
  step.code = "OK";
  step.outputs = std::move(outputs);
  step.ended = example_now;
  return step;
}

inline Step failed_step(std::string code) {
  Step step;
  step.status = StepStatus::failed;
  step.code = step.error_code = std::move(code);
  step.ended = example_now;
  return step;
}

using Connector = std::function<Step(const Effect&)>;

// Runs to the end; effects are done one after the other.
inline RunEnd run_to_end(RunState& state, const Connector& connector) {
  for (int round = 0; round < 100; ++round) {
    auto next = plan(state, example_inputs());
    EXPECT_TRUE(next) << next.error().message;
    if (!next) return {};
    if (next->end) return *next->end;
    EXPECT_TRUE(next->goes_on || !next->effects.empty()) << "the run is stuck";
    if (!next->goes_on && next->effects.empty()) return {};
    for (const auto& effect : next->effects)
      state.apply_outcome(effect.action, connector(effect), effect.at);
  }
  ADD_FAILURE() << "the run does not end";
  return {};
}

inline RunEnd run_to_end(RunState& state) {
  return run_to_end(state, [](const Effect&) { return succeeded({}); });
}

inline std::string status_of(const RunState& state, std::string_view action) {
  const auto* step = state.find(action);
  return step != nullptr ? std::string(to_text(step->status)) : "none";
}

// What an action's outputs are after a run, as JSON.
inline std::string output_of(const RunState& state, std::string_view action) {
  const auto* step = state.find(action);
  if (step == nullptr) return "none";
  return step->status == StepStatus::failed ? step->code : to_json_text(step->outputs);
}

}  // namespace riskflow::language
