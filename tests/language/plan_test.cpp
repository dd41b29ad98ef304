#include "domain/language/plan.hpp"

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

std::string call(std::string_view name, std::string_view after = "",
                 std::string_view parameters = "{}") {
  return "\"" + std::string(name) + R"(": {"type": "OpenApiConnection", "runAfter": {)" +
         std::string(after) +
         R"(}, "inputs": {"host": {"apiId": "/apis/shared_x", "operationId": "Op"},
         "parameters": )" +
         std::string(parameters) + "}}";
}

std::string compose(std::string_view name, std::string_view after, std::string_view inputs = "1") {
  return "\"" + std::string(name) + R"(": {"type": "Compose", "runAfter": {)" + std::string(after) +
         R"(}, "inputs": )" + std::string(inputs) + "}";
}

TEST(Plan, EvaluatesAllPureActionsInOneGo) {
  const auto definition =
      definition_with("{" + compose("C", R"("B": ["Succeeded"])", R"~("@outputs('B')")~") + "," +
                      compose("A", "", R"~("@triggerBody()?['x']")~") + "," +
                      compose("B", R"("a": ["SUCCEEDED"])", R"~("@{outputs('A')}!")~") + "}");
  RunState state{definition};
  state.trigger = json_value(R"({"outputs": {"body": {"x": 5}}})");
  const auto made = plan(state, example_inputs());
  ASSERT_TRUE(made);
  ASSERT_EQ(made->settled.size(), 3U);
  EXPECT_EQ(made->settled[2].action, "C");
  EXPECT_EQ(made->settled[2].step.outputs, Value{"5!"});
  EXPECT_EQ(made->end, (RunEnd{StepStatus::succeeded, "OK", ""}));
}

TEST(Plan, ReturnsAnEffectOnceAndWaitsForIt) {
  const auto definition =
      definition_with("{" + call("A", "", R"~({"to": "@{add(1, 1)}"})~") + "," +
                      compose("B", R"("A": ["Succeeded"])", R"~("@body('A')")~") + "}");
  RunState state{definition};
  const auto first = plan(state, example_inputs());
  ASSERT_TRUE(first);
  ASSERT_EQ(first->effects.size(), 1U);
  EXPECT_EQ(first->effects[0].api, "shared_x");
  EXPECT_EQ(first->effects[0].operation, "Op");
  EXPECT_EQ(to_json_text(first->effects[0].parameters), R"({"to":"2"})");
  EXPECT_FALSE(first->end);
  apply_plan(state, *first);
  EXPECT_EQ(*plan(state, example_inputs()), Plan{});
  state.apply_outcome("a", succeeded(json_value(R"({"body": "done"})")));
  const auto last = plan(state, example_inputs());
  ASSERT_TRUE(last);
  ASSERT_EQ(last->settled.size(), 1U);
  EXPECT_EQ(last->settled[0].step.outputs, Value{"done"});
  EXPECT_TRUE(last->end);
}

TEST(Plan, FailsTheActionNotThePlanWhenATemplateFails) {
  const auto definition = definition_with(
      "{" + compose("A", "", R"~("@add(1, 'x')")~") + "," +
      compose("Caught", R"("A": ["Failed"])", R"~("@actions('A')?['error']?['code']")~") + "," +
      compose("Skipped", R"("A": ["Succeeded"])") + "," +
      compose("Last", R"("Skipped": ["Skipped"], "Caught": ["Succeeded"])") + "}");
  RunState state{definition};
  EXPECT_EQ(run_to_end(state).status, StepStatus::succeeded);
  const auto* failed = state.find("A");
  EXPECT_EQ(failed->status, StepStatus::failed);
  EXPECT_EQ(failed->code, "InvalidTemplate");
  EXPECT_NE(failed->error_message.find("line 1, column 2"), std::string::npos);
  EXPECT_EQ(output_of(state, "Caught"), R"("InvalidTemplate")");
  EXPECT_EQ(state.find("Skipped")->error_code, "ActionDependencyFailed");
}

TEST(Plan, FailsACallBeforeItLeavesWhenItsParametersFail) {
  const auto definition = definition_with("{" + call("A", "", R"({"to": "@null['x']"})") + "}");
  RunState state{definition};
  const auto made = plan(state, example_inputs());
  ASSERT_TRUE(made);
  EXPECT_TRUE(made->effects.empty());
  ASSERT_TRUE(made->end);
  EXPECT_EQ(made->end->status, StepStatus::failed);
}

struct Shape {
  const char* name;
  std::string actions;
  StepStatus end;
};

// wdl 5.3: a skipped leaf stands for those before it; A fails in each shape.
TEST(Plan, GivesTheRunTheStatusOfItsLeaves) {
  const auto a = call("A");
  const std::string ok = R"("A": ["Succeeded"])", not_ok = R"("A": ["Failed"])";
  const Shape shapes[] = {
      {"failure skips the rest", a + "," + compose("B", ok), StepStatus::failed},
      {"failure is handled", a + "," + compose("C", not_ok), StepStatus::succeeded},
      {"handled beside a skipped leaf", a + "," + compose("B", ok) + "," + compose("C", not_ok),
       StepStatus::failed},
      {"both join",
       a + "," + compose("B", ok) + "," + compose("C", not_ok) + "," +
           compose("D", R"("B": ["Skipped", "Succeeded"], "C": ["Succeeded", "Skipped"])"),
       StepStatus::succeeded},
      {"caught scope",
       R"("Try": {"type": "Scope", "actions": {)" + a + "}}," +
           compose("Catch", R"("Try": ["Failed", "Skipped", "TimedOut"])"),
       StepStatus::succeeded},
      {"scope fails", R"("Try": {"type": "Scope", "actions": {)" + a + "}}", StepStatus::failed},
      {"no status accepted", a + "," + compose("B", R"("A": [])"), StepStatus::failed},
  };
  for (const auto& shape : shapes) {
    const auto definition = definition_with("{" + shape.actions + "}");
    RunState state{definition};
    const auto end = run_to_end(state, [](const Effect&) { return failed_step("BadRequest"); });
    EXPECT_EQ(end.status, shape.end) << shape.name;
  }
}

TEST(Plan, SucceedsWhenAnUnneededHandlerIsSkipped) {
  const auto definition =
      definition_with("{" + call("A") + "," + compose("C", R"("A": ["Failed"])") + "}");
  RunState state{definition};
  EXPECT_EQ(run_to_end(state).status, StepStatus::succeeded);
  EXPECT_EQ(status_of(state, "C"), "Skipped");
}

TEST(Plan, PassesATimeoutOnToTheRun) {
  const auto definition = definition_with("{" + call("A") + "}");
  RunState state{definition};
  Step late;
  late.status = StepStatus::timed_out;
  EXPECT_EQ(run_to_end(state, [&](const Effect&) { return late; }).status, StepStatus::timed_out);
}

TEST(Plan, OpensAScopeAndClosesItAfterItsEffects) {
  const auto definition = definition_with(
      R"({"S": {"type": "Scope", "actions": {)" + call("A") + "," +
      compose("B", R"("A": ["Succeeded"])") + "}}," +
      compose("After", R"("S": ["Succeeded"])", R"("@result('S')[1]['name']")") + "}");
  RunState state{definition};
  const auto first = plan(state, example_inputs());
  ASSERT_TRUE(first);
  ASSERT_EQ(first->settled.size(), 1U);
  EXPECT_EQ(first->settled[0].step.status, StepStatus::running);
  state.apply_outcome("A", succeeded({}));
  EXPECT_EQ(run_to_end(state).status, StepStatus::succeeded);
  EXPECT_EQ(status_of(state, "S"), "Succeeded");
  EXPECT_EQ(output_of(state, "After"), R"("B")");
}

TEST(Plan, SkipsTheBranchNotTakenWithAllInIt) {
  const auto definition = definition_with(
      R"~({"If": {"type": "If", "expression": "@equals(1, 2)",
           "actions": {"S": {"type": "Scope", "actions": {"Deep": {"type": "Compose", "inputs": 1}}}},
           "else": {"actions": {"Else": {"type": "Compose", "inputs": 1}}}}})~");
  RunState state{definition};
  EXPECT_EQ(run_to_end(state).status, StepStatus::succeeded);
  EXPECT_EQ(status_of(state, "Deep"), "Skipped");
  EXPECT_EQ(state.find("S")->error_code, "ActionBranchingConditionNotSatisfied");
  EXPECT_EQ(status_of(state, "Else"), "Succeeded");
  EXPECT_EQ(output_of(state, "If"), R"({"expressionResult":false})");
}

TEST(Plan, RemembersTheBranchItTookAcrossAnEffect) {
  const auto definition = definition_with(
      R"~({"If": {"type": "If", "expression": "@less(utcNow(), '2026-06')", "actions": {)~" +
      call("A") + R"~(}, "else": {"actions": {)~" + call("B") + "}}}}");
  RunState state{definition};
  apply_plan(state, *plan(state, example_inputs()));
  state.apply_outcome("A", succeeded({}));
  auto later = example_inputs();
  later.now += std::chrono::days{365};
  const auto end = plan(state, later);
  ASSERT_TRUE(end);
  EXPECT_TRUE(end->effects.empty());
  EXPECT_TRUE(end->end);
}

TEST(Plan, FailsAConditionThatIsNoBoolean) {
  const auto definition = definition_with(
      R"({"If": {"type": "If", "expression": "@'yes'", "actions": {)" + compose("A", "") + "}}}");
  RunState state{definition};
  EXPECT_EQ(run_to_end(state).status, StepStatus::failed);
  EXPECT_EQ(state.find("If")->code, "ExpressionEvaluationFailed");
  EXPECT_EQ(status_of(state, "A"), "Skipped");
}

TEST(Plan, TerminatesTheRunAtOnce) {
  const auto definition =
      definition_with("{" + call("Slow") + R"(, "S": {"type": "Scope", "actions": {
      "T": {"type": "Terminate", "inputs": {"runStatus": "Failed",
            "runError": {"code": "Mine", "message": "@{add(1,1)} wrong"}}},)" +
                      compose("Never", R"("T": ["Succeeded"])") + "}}," +
                      call("Later", R"("S": ["Succeeded"])") + "}");
  RunState state{definition};
  const auto made = plan(state, example_inputs());
  ASSERT_TRUE(made);
  EXPECT_EQ(made->end, (RunEnd{StepStatus::failed, "Mine", "2 wrong"}));
  EXPECT_TRUE(made->effects.empty());
  apply_plan(state, *made);
  EXPECT_EQ(status_of(state, "Never"), "Skipped");
  EXPECT_EQ(status_of(state, "Slow"), "Skipped");
  EXPECT_EQ(status_of(state, "S"), "Cancelled");
  EXPECT_EQ(state.find("Later")->code, "Terminated");
  const auto again = plan(state, example_inputs());
  EXPECT_EQ(again->end, made->end);
  EXPECT_TRUE(again->settled.empty());
}

TEST(Plan, CancelsWhatRunsAndIgnoresItsLateOutcome) {
  const auto definition =
      definition_with("{" + call("Slow") + "," + call("Fast") +
                      R"(, "T": {"type": "Terminate", "runAfter": {"Fast": ["Succeeded"]},
      "inputs": {"runStatus": "Cancelled"}}})");
  RunState state{definition};
  apply_plan(state, *plan(state, example_inputs()));
  state.apply_outcome("Fast", succeeded({}));
  const auto made = plan(state, example_inputs());
  apply_plan(state, *made);
  EXPECT_EQ(made->end->status, StepStatus::cancelled);
  EXPECT_EQ(status_of(state, "Slow"), "Cancelled");
  state.apply_outcome("Slow", succeeded("late"));
  EXPECT_EQ(status_of(state, "Slow"), "Cancelled");
}

TEST(Plan, WithholdsATerminateMessageAboutAPerson) {
  const auto definition =
      definition_with(R"({"T": {"type": "Terminate", "inputs": {"runStatus": "Failed",
      "runError": {"code": "X", "message": "@{triggerBody()} is unknown"}}}})");
  RunState state{definition};
  state.trigger =
      json_value(R"({"outputs": {"body": "Mira"}})").with_labels(label_about(subject(1)));
  const auto end = run_to_end(state);
  EXPECT_EQ(end.message.find("Mira"), std::string::npos);
}

}  // namespace
}  // namespace riskflow::language
