#include <gtest/gtest.h>

#include "domain/language/actions.hpp"
#include "tests/language/run_driver.hpp"

namespace riskflow::language {
namespace {

SubjectRef subject(std::uint8_t number) {
  SubjectRef ref;
  ref.bytes[15] = number;
  return ref;
}

TEST(Labels, FollowAConnectorsOutputThroughTheRun) {
  const auto definition = definition_with(R"~({
    "Get": {"type": "OpenApiConnection", "inputs": {
      "host": {"apiId": "/apis/shared_x", "operationId": "Op"}, "parameters": {}}},
    "Name": {"type": "Compose", "runAfter": {"Get": ["Succeeded"]},
             "inputs": {"who": "@body('Get')?['name']", "other": "x"}},
    "Rows": {"type": "Select", "runAfter": {"Name": ["Succeeded"]},
             "inputs": {"from": ["a"], "select": "@{item()} of @{outputs('Name').who}"}},
    "Length": {"type": "Compose", "runAfter": {"Rows": ["Succeeded"]},
               "inputs": "@length(body('Rows'))"},
    "Choice": {"type": "Compose", "runAfter": {"Rows": ["Succeeded"]},
               "inputs": "@if(equals(outputs('Name').who, 'M'), 'yes', 'no')"},
    "Other": {"type": "Compose", "runAfter": {"Name": ["Succeeded"]},
              "inputs": "@outputs('Name').other"}})~");
  RunState state;
  run_to_end(definition, state, [](const Effect&) {
    return succeeded(json_value(R"({"body": {"name": "M"}})").with_labels(label_about(subject(9))));
  });
  for (const auto* labelled : {"Name", "Rows", "Length", "Choice"})
    EXPECT_EQ(state.find(labelled)->outputs.labels(), label_about(subject(9))) << labelled;
  EXPECT_TRUE(state.find("Other")->outputs.labels().none());
}

TEST(Labels, MarkSecureParametersAndSecureSteps) {
  const auto definition = definition_with(
      R"~({"A": {"type": "Compose", "inputs": "@concat(parameters('key'), '!')"},
           "B": {"type": "Compose", "inputs": "x",
                 "runtimeConfiguration": {"secureData": {"properties": ["Outputs"]}}},
           "C": {"type": "Compose", "runAfter": {"B": ["Succeeded"]}, "inputs": "@outputs('B')"}})~",
      R"({"key": {"type": "SecureString", "defaultValue": "k"}})");
  RunState state;
  run_to_end(definition, state);
  EXPECT_EQ(state.find("A")->outputs.labels(), secure_label());
  EXPECT_EQ(state.find("B")->outputs.labels(), secure_label());
  EXPECT_TRUE(state.find("B")->inputs.labels().none());
  EXPECT_EQ(state.find("C")->outputs.labels(), secure_label());
}

// A flow with parallel calls, a variable, a scope, a condition and random bits.
constexpr std::string_view law_actions = R"~({
  "Init": {"type": "InitializeVariable", "inputs": {"variables": [{"name": "log", "type": "String"}]}},
  "A": {"type": "OpenApiConnection", "runAfter": {"Init": ["Succeeded"]}, "inputs": {
    "host": {"apiId": "x", "operationId": "Op"}, "parameters": {"id": "@guid()"}}},
  "B": {"type": "OpenApiConnection", "runAfter": {"Init": ["Succeeded"]}, "inputs": {
    "host": {"apiId": "x", "operationId": "Op"}, "parameters": {"at": "@utcNow()"}}},
  "Note": {"type": "AppendToStringVariable", "runAfter": {"A": ["Succeeded", "Failed"]},
           "inputs": {"name": "log", "value": "@{guid()};"}},
  "S": {"type": "Scope", "runAfter": {"B": ["Succeeded"], "Note": ["Succeeded"]}, "actions": {
    "If": {"type": "If", "expression": {"greater": ["@length(variables('log'))", 5]},
      "actions": {"C": {"type": "OpenApiConnection", "inputs": {
        "host": {"apiId": "x", "operationId": "Op"}, "parameters": {"log": "@variables('log')"}}}},
      "else": {"actions": {"D": {"type": "OpenApiConnection", "inputs": {
        "host": {"apiId": "x", "operationId": "Op"}}}}}}}},
  "End": {"type": "Compose", "runAfter": {"S": ["Succeeded", "Failed"]},
          "inputs": "@{guid()} @{variables('log')} @{body('C')}"}})~";

TEST(PlanLaws, TheSameArgumentsGiveTheSamePlan) {
  const auto definition = definition_with(law_actions);
  ASSERT_FALSE(definition.has_errors());
  RunState state;
  for (int round = 0; round < 4; ++round) {
    const auto once = plan(definition, state, example_inputs());
    const auto again = plan(definition, state, example_inputs());
    ASSERT_TRUE(once);
    EXPECT_EQ(*once, *again);
    apply_plan(state, *once);
    for (const auto& effect : once->effects) apply_outcome(state, effect.action, succeeded({}));
  }
  EXPECT_EQ(status_of(state, "End"), "Succeeded");
}

// One commit of a run: a plan, or the outcome of an effect.
using Record = std::function<void(RunState&)>;

Step done() { return succeeded(json_value(R"({"body": 1})")); }

std::vector<Record> records_of(const Definition& definition) {
  std::vector<Record> records;
  RunState state;
  for (int round = 0; round < 10; ++round) {
    const auto made = *plan(definition, state, example_inputs());
    records.push_back([made](RunState& to) { apply_plan(to, made); });
    for (const auto& effect : made.effects)
      records.push_back([effect](RunState& to) { apply_outcome(to, effect.action, done()); });
    if (made.end) return records;
    for (auto r = records.end() - std::ssize(made.effects) - 1; r != records.end(); ++r)
      (*r)(state);
  }
  return records;
}

// A run may be cut after any record: planned again from there, it comes to the same end, and what
// was recorded is not done again.
TEST(PlanLaws, AfterACrashThePlanHoldsJustTheRest) {
  const auto definition = definition_with(law_actions);
  const auto records = records_of(definition);
  ASSERT_EQ(records.size(), 6U);  // three plans, three calls
  RunState whole;
  for (const auto& record : records) record(whole);
  for (std::size_t cut = 0; cut <= records.size(); ++cut) {
    RunState state;
    for (std::size_t i = 0; i < cut; ++i) records[i](state);
    const auto before = state.steps;
    const auto next = plan(definition, state, example_inputs());
    ASSERT_TRUE(next);
    for (const auto& settled : next->settled)
      EXPECT_FALSE(before.contains(settled.action) && is_terminal(before.at(settled.action).status))
          << settled.action << " again after " << cut;
    for (const auto& effect : next->effects) EXPECT_FALSE(before.contains(effect.action));
    // What was running when it was cut is reported by its connector.
    apply_plan(state, *next);
    for (auto& [name, step] : state.steps)
      if (step.status == StepStatus::running && definition.find(name)->action->call)
        apply_outcome(state, name, done());
    if (!next->end) run_to_end(definition, state, [](const Effect&) { return done(); });
    EXPECT_TRUE(state.steps == whole.steps) << "cut after " << cut;
    EXPECT_TRUE(state.variables == whole.variables) << "cut after " << cut;
  }
}

TEST(PlanLaws, WritesFollowFromTheRecordedStep) {
  const auto definition = definition_with(law_actions);
  RunState state;
  const auto made = plan(definition, state, example_inputs());
  for (const auto& settled : made->settled)
    EXPECT_EQ(writes_of(*definition.find(settled.action)->action, settled.step), settled.writes);
}

}  // namespace
}  // namespace riskflow::language
