#include <span>

#include <fmt/format.h>
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
  RunState state{definition};
  run_to_end(state, [](const Effect&) {
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
  RunState state{definition};
  run_to_end(state);
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
  "Each": {"type": "Foreach", "runAfter": {"S": ["Succeeded"]}, "foreach": "@range(1, 3)",
    "actions": {
      "E": {"type": "OpenApiConnection", "inputs": {
        "host": {"apiId": "x", "operationId": "Op"}, "parameters": {"item": "@item()"}}},
      "Note_each": {"type": "AppendToStringVariable", "runAfter": {"E": ["Succeeded"]},
        "inputs": {"name": "log", "value": "@{items('Each')}:@{guid()};"}}}},
  "Again": {"type": "Until", "runAfter": {"Each": ["Succeeded"]},
    "expression": "@equals(iterationIndexes('Again'), 2)", "actions": {
      "U": {"type": "OpenApiConnection", "inputs": {
        "host": {"apiId": "x", "operationId": "Op"},
        "parameters": {"before": "@outputs('U')"}}}}},
  "End": {"type": "Compose", "runAfter": {"Again": ["Succeeded", "Failed"]},
          "inputs": "@{guid()} @{variables('log')} @{body('C')} @{body('E')} @{outputs('U')}"}})~";

// One commit of a run: a plan, or the outcome of an effect.
using Record = std::function<void(RunState&)>;

Step done() { return succeeded(json_value(R"({"body": 1})")); }

RunState replayed(const Definition& definition, std::span<const Record> records) {
  RunState state{definition};
  for (const auto& record : records) record(state);
  return state;
}

Record record_of_plan(const Plan& made) {
  return [made](RunState& to) { apply_plan(to, made); };
}

Record record_of_outcome(const Effect& effect) {
  return [effect](RunState& to) { to.apply_outcome(effect.action, done(), effect.at); };
}

// All records of a run, where each plan is made by a state that was read back from the record.
std::vector<Record> records_of(const Definition& definition) {
  std::vector<Record> records;
  for (int round = 0; round < 50; ++round) {
    auto state = replayed(definition, records);
    const auto made = *plan(state, example_inputs());
    records.push_back(record_of_plan(made));
    for (const auto& effect : made.effects) records.push_back(record_of_outcome(effect));
    if (made.end) return records;
  }
  ADD_FAILURE() << "the run does not end";
  return records;
}

// What is on record of every action, and what it gave, as far as it is still known.
std::string told(RunState& state) {
  EXPECT_TRUE(plan(state, example_inputs()));
  std::string text;
  for (const auto* action : state.definition().numbered) {
    for (std::uint32_t i = 0; i < 4; ++i) {
      const Iterations at = action->standing.loop != nullptr ? Iterations{i} : Iterations{};
      const auto* step = state.find(action->name, at);
      if (step == nullptr) continue;
      text += fmt::format("{} {} {} {}\n", action->name, i, to_text(step->status),
                          to_json_text(step->outputs));
      if (at.empty()) break;
    }
  }
  for (const auto& [name, variable] : state.variables)
    text += fmt::format("{} = {}\n", name, to_json_text(variable.value));
  return text;
}

TEST(PlanLaws, TheSameRecordGivesTheSamePlan) {
  const auto definition = definition_with(law_actions);
  ASSERT_FALSE(definition.has_errors()) << definition.diagnostics.front().message;
  const auto records = records_of(definition);
  for (std::size_t cut = 0; cut <= records.size(); ++cut) {
    auto one = replayed(definition, std::span{records}.first(cut));
    auto other = replayed(definition, std::span{records}.first(cut));
    EXPECT_EQ(*plan(one, example_inputs()), *plan(other, example_inputs())) << "cut after " << cut;
  }
}

TEST(PlanLaws, AStateThatPlannedIsTheOneThatIsReadBack) {
  const auto definition = definition_with(law_actions);
  RunState planned{definition};
  std::vector<Record> records;
  for (int round = 0; round < 50; ++round) {
    const auto made = *plan(planned, example_inputs());
    auto read_back = replayed(definition, records);
    EXPECT_EQ(made, *plan(read_back, example_inputs())) << "round " << round;
    records.push_back(record_of_plan(made));
    for (const auto& effect : made.effects) {
      records.push_back(record_of_outcome(effect));
      records.back()(planned);
    }
    if (made.end) break;
  }
  auto read_back = replayed(definition, records);
  EXPECT_EQ(told(planned), told(read_back));
}

// A run may be cut after any record: planned again from there, it comes to the same end, and what
// was recorded is not done again.
TEST(PlanLaws, AfterACrashThePlanHoldsJustTheRest) {
  const auto definition = definition_with(law_actions);
  const auto records = records_of(definition);
  ASSERT_GT(records.size(), 10U);
  auto complete = replayed(definition, records);
  const auto whole = told(complete);
  for (std::size_t cut = 0; cut <= records.size(); ++cut) {
    auto state = replayed(definition, std::span{records}.first(cut));
    const auto before = replayed(definition, std::span{records}.first(cut));
    const auto next = plan(state, example_inputs());
    ASSERT_TRUE(next);
    for (const auto& settled : next->settled) {
      const auto* step = before.find(settled.action, settled.at);
      EXPECT_FALSE(step != nullptr && is_terminal(step->status))
          << settled.action << " again after " << cut;
    }
    for (const auto& effect : next->effects)
      EXPECT_EQ(before.find(effect.action, effect.at), nullptr);
    // What was running when it was cut is reported by its connector.
    for (const auto* action : definition.numbered)
      for (std::uint32_t i = 0; i < 4; ++i) {
        const Iterations at = action->standing.loop != nullptr ? Iterations{i} : Iterations{};
        if (state.is_awaited(action->name, at)) state.apply_outcome(action->name, done(), at);
      }
    if (!next->end) run_to_end(state, [](const Effect&) { return done(); });
    EXPECT_EQ(told(state), whole) << "cut after " << cut;
  }
}

TEST(PlanLaws, WritesFollowFromTheRecordedStep) {
  const auto definition = definition_with(law_actions);
  RunState state{definition};
  const auto made = plan(state, example_inputs());
  for (const auto& settled : made->settled)
    EXPECT_EQ(writes_of(*definition.find(settled.action)->action, settled.step), settled.writes);
}

}  // namespace
}  // namespace riskflow::language
