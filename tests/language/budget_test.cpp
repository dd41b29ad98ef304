// What one plan may cost, and what a run may keep.  That a test ends at all is part of it.

#include "domain/language/budget.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/language/run_driver.hpp"

namespace riskflow::language {
namespace {

// Plans the actions once: the bounds hold within a single plan.  The action `name` fails at a
// limit.
void expect_limit(const std::string& actions, std::string_view name) {
  const auto definition = definition_with(actions);
  ASSERT_FALSE(definition.has_errors()) << actions;
  RunState state{definition};
  EXPECT_EQ(run_to_end(state).status, StepStatus::failed) << actions;
  const auto* step = state.find(name);
  ASSERT_NE(step, nullptr) << actions;
  EXPECT_EQ(step->code, "WorkflowRunActionLimitExceeded") << actions;
  EXPECT_EQ(step->error_code, step->code);
  EXPECT_NE(step->error_message.find("limit"), std::string::npos) << step->error_message;
  EXPECT_TRUE(step->outputs.is_null());
}

// An action of this type over a hundred thousand items, with something for each of them.
std::string over_many(std::string_view type, std::string_view member, std::string_view expression) {
  return fmt::format(
      R"J({{"L": {{"type": "Compose", "inputs": "@range(0, 100000)"}},
          "Text": {{"type": "Compose", "inputs": "@join(range(0, 100000), ',')"}},
          "S": {{"type": "{}", "runAfter": {{"L": ["Succeeded"], "Text": ["Succeeded"]}},
                 "inputs": {{"from": "@range(0, 100000)", "{}": "{}"}}}}}})J",
      type, member, expression);
}

TEST(ABudget, FailsTheActionThatMakesTooMuchForItsItems) {
  for (const auto* made :
       {"@range(0, 100000)", "@split(outputs('Text'), ',')", "@reverse(outputs('L'))",
        "@union(outputs('L'), outputs('L'))", "@json(concat('[', outputs('Text'), ']'))",
        "@replace(outputs('Text'), ',', ';;')", "@concat(outputs('Text'), 'x')",
        "@{outputs('Text')}x", "@outputs('L')", "@setProperty(json('{}'), outputs('Text'), 1)"})
    expect_limit(over_many("Select", "select", made), "S");
}

TEST(ABudget, FailsTheActionThatLooksAtTooMuchForItsItems) {
  for (const auto* asked :
       {"@contains(range(0, 100000), add(item(), 100000))", "@contains(outputs('L'), -1)",
        "@equals(outputs('L'), outputs('Text'))", "@startsWith(outputs('Text'), outputs('Text'))",
        "@greater(length(outputs('Text')), 1)", "@equals(indexOf(outputs('Text'), 'x'), 1)",
        "@less(max(outputs('L')), 1)", "@empty(intersection(outputs('L'), outputs('L')))"})
    expect_limit(over_many("Query", "where", asked), "S");
}

TEST(ABudget, FailsTheTableWhoseRowsAreTooLarge) {
  const auto wide = R"J("format": "HTML", "columns": [{"header": "h", "value": "@outputs('L')"}])J";
  expect_limit(over_many("Table", "x", "y\", " + std::string(wide) + ", \"z\": \""), "S");
}

TEST(ABudget, FailsTheActionWhoseValuesTheRunCannotKeep) {
  std::string actions =
      R"J("Text": {"type": "Compose", "inputs": "@join(range(0, 100000), '-')"})J";
  for (int i = 0; i < 60; ++i)
    actions += fmt::format(
        R"J(, "C{}": {{"type": "Compose", "inputs": {{"some": "@outputs('Text')"}},
            "runAfter": {{"{}": ["Succeeded"]}}}})J",
        i, i == 0 ? "Text" : fmt::format("C{}", i - 1));
  const auto definition = definition_with("{" + actions + "}");
  RunState state{definition};
  EXPECT_EQ(run_to_end(state).status, StepStatus::failed);
  std::uint64_t kept = 0;
  std::size_t refused = 0;
  for (const auto* action : definition.numbered) {
    const auto& step = *state.find(action->name);
    kept += step.inputs.weight() + step.outputs.weight();
    if (step.code == limit_exceeded) ++refused;
  }
  EXPECT_LE(kept, run_weight_max + 64 * 16);
  EXPECT_GT(kept, run_weight_max / 2);
  EXPECT_EQ(refused, 1U) << "the others were skipped";
}

// What an earlier plan left counts in the next one.
TEST(ABudget, CountsTheValuesThatTheRunKeepsAlready) {
  const auto definition = definition_with(
      R"J({"A": {"type": "Compose", "inputs": 1}, "B": {"type": "Compose", "inputs": "small",
          "runAfter": {"A": ["Succeeded"]}}})J");
  for (const auto weight : {run_weight_max - 1000, run_weight_max}) {
    RunState state{definition};
    state.apply(Settled{"A", succeeded(Value{std::string(weight, 'x')}), {}});
    run_to_end(state);
    EXPECT_EQ(output_of(state, "B"), weight < run_weight_max ? "\"small\"" : limit_exceeded);
  }
}

TEST(ABudget, EndsAPlanTheSameWayEachTimeItIsMade) {
  const auto definition =
      definition_with(over_many("Query", "where", "@contains(outputs('L'), item())"));
  RunState one{definition}, other{definition};
  const auto first = plan(one, example_inputs());
  const auto second = plan(other, example_inputs());
  ASSERT_TRUE(first && second);
  EXPECT_EQ(*first, *second);
  ASSERT_TRUE(first->end);
  EXPECT_EQ(first->end->status, StepStatus::failed);
}

TEST(ABudget, LeavesRoomForLargeButOrdinaryWork) {
  const auto definition = definition_with(
      over_many("Select", "select", "@concat('user-', string(item()), '@example.test')"));
  RunState state{definition};
  EXPECT_EQ(run_to_end(state).status, StepStatus::succeeded);
}

TEST(AFailedAction, HasAMessageOfBoundedLength) {
  const auto definition = definition_with(
      R"J({"S": {"type": "SetVariable", "inputs": {
          "name": "@join(range(0, 100000), 'x')", "value": 1}}})J");
  RunState state{definition};
  run_to_end(state);
  const auto* step = state.find("S");
  ASSERT_NE(step, nullptr);
  EXPECT_EQ(step->status, StepStatus::failed);
  EXPECT_EQ(step->error_message.size(), step_message_max);
}

}  // namespace
}  // namespace riskflow::language
