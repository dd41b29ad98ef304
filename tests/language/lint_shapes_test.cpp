// Definitions by what is found in them, and by what is not: a check that cries wolf is ignored.

#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/language/run_driver.hpp"

namespace riskflow::language {
namespace {

// The codes in the order of the text, without those of types that are not run yet.
std::string codes_of(const Definition& definition) {
  std::string codes;
  for (const auto& found : definition.diagnostics)
    if (found.code != "unsupported-action-type") codes += (codes.empty() ? "" : " ") + found.code;
  return codes;
}

std::string codes_in(const std::string& document) {
  const auto definition = read_definition(document);
  return definition ? codes_of(*definition) : definition.error().message;
}

// "NAME: TYPE-AND-MEMBERS" after others: {"A": ["Succeeded"]} in `after`.
std::string action(std::string_view name, std::string_view rest, std::string_view after = "") {
  return fmt::format(R"("{}": {{{}, "runAfter": {{{}}}}})", name, rest, after);
}

constexpr std::string_view call =
    R"("type": "Http", "inputs": {"method": "GET", "uri": "https://x"})";
constexpr std::string_view compose = R"("type": "Compose", "inputs": 1)";

std::string compose_of(std::string_view expression) {
  return fmt::format(R"("type": "Compose", "inputs": "{}")", expression);
}

struct Shape {
  const char* name;
  std::string actions;
  const char* codes;
};

// wdl.md, 5.3.
const Shape failure_shapes[] = {
    {"a failure that is handled",
     action("A", call) + "," + action("C", compose, R"("A": ["Failed"])"), ""},
    {"a way for each outcome",
     action("A", call) + "," + action("B", compose, R"("A": ["Succeeded"])") + "," +
         action("C", compose, R"("A": ["Failed"])"),
     "failure-not-handled"},
    {"both ways meet again",
     action("A", call) + "," + action("B", compose, R"("A": ["Succeeded"])") + "," +
         action("C", compose, R"("A": ["Failed"])") + "," +
         action("D", compose, R"("B": ["Succeeded", "Skipped"], "C": ["Succeeded", "Skipped"])"),
     ""},
    {"both ways cannot meet",
     action("A", call) + "," + action("B", compose, R"("A": ["Succeeded"])") + "," +
         action("C", compose, R"("A": ["Failed"])") + "," +
         action("D", compose, R"("B": ["Succeeded"], "C": ["Succeeded"])"),
     "failure-not-handled unreachable-action"},
    {"the handler ends the run",
     action("A", call) + "," + action("B", compose, R"("A": ["Succeeded"])") + "," +
         action("C", compose, R"("A": ["Failed"])") + "," +
         action("End", R"("type": "Terminate", "inputs": {"runStatus": "Succeeded"})",
                R"("C": ["Succeeded"])"),
     ""},
    {"try and catch",
     action("Try", R"("type": "Scope", "actions": {)" + action("A", call) + "}") + "," +
         action("Catch", compose, R"("Try": ["Failed", "Skipped", "TimedOut"])"),
     ""},
    {"nothing accepted", action("A", compose) + "," + action("B", compose, R"("A": [])"),
     "unreachable-action"},
    {"after the end of the run",
     action("End", R"("type": "Terminate", "inputs": {"runStatus": "Succeeded"})") + "," +
         action("B", compose, R"("End": ["Succeeded"])") + "," +
         action("C", compose, R"("B": ["Succeeded"])"),
     "unreachable-action"},
    {"an empty scope cannot fail",
     action("S", R"("type": "Scope", "actions": {})") + "," +
         action("B", compose, R"("S": ["Failed"])"),
     "unreachable-action"},
};

const Shape reading_shapes[] = {
    {"through a scope that has ended",
     action("S", R"("type": "Scope", "actions": {)" + action("A", call) + "}") + "," +
         action("B", compose_of("@body('A')['x']"), R"("S": ["Succeeded"])"),
     ""},
    {"out of a scope that has not begun",
     action("S", R"("type": "Scope", "actions": {)" + action("A", compose_of("@body('B')")) + "}",
            R"("B": ["Succeeded"])") +
         "," + action("B", call),
     ""},
    {"the other branch of a condition",
     action("If", R"~("type": "If", "expression": "@equals(1, 2)", "actions": {)~" +
                      action("A", compose) + R"(}, "else": {"actions": {)" +
                      action("B", compose_of("@outputs('A')")) + "}}"),
     "not-on-path"},
    {"a branch that may not have been taken",
     action("If", R"~("type": "If", "expression": "@equals(1, 2)", "actions": {)~" +
                      action("A", call) + "}") +
         "," + action("B", compose_of("@body('A')['x']"), R"("If": ["Succeeded"])"),
     "missing-question-mark"},
    {"the same with a question mark",
     action("If", R"~("type": "If", "expression": "@equals(1, 2)", "actions": {)~" +
                      action("A", call) + "}") +
         "," + action("B", compose_of("@body('A')?['x']"), R"("If": ["Succeeded"])"),
     ""},
    {"an action in one loop",
     action("L",
            R"("type": "Foreach", "foreach": [1], "actions": {)" + action("A", compose) + "}") +
         "," + action("B", compose_of("@outputs('A')[0]"), R"("L": ["Succeeded"])"),
     ""},
    {"a loop's condition reads the loop",
     action("U", R"~("type": "Until", "expression": "@equals(outputs('A'), 1)", "actions": {)~" +
                     action("A", compose) + "}"),
     ""},
    {"itself when it has ended",
     action("A",
            R"~("type": "Compose", "inputs": 1, "trackedProperties": {"x": "@outputs('A')"})~"),
     ""},
    {"a value of a known kind",
     action("S", R"~("type": "Select", "inputs": {"from": [1], "select": "@item()"})~") + "," +
         action("B", compose_of("@toLower(body('S'))"), R"("S": ["Succeeded"])"),
     "wrong-argument-kind"},
    {"an operand that is no function",
     action("If", R"~("type": "If", "actions": {}, "expression": {"and": [
        {"equals": ["@length('abc')", 3]}, {"not": {"contains": [["a"], "@{'b'}"]}},
        {"or": [{"greater": ["@add(1, 2)", 2.5]}, {"nothing": [1]}]}]})~"),
     "wrong-argument-kind"},
    {"a wrong kind in a tree", action("If", R"~("type": "If", "actions": {},
        "expression": {"and": [{"greater": ["@length('abc')", "3"]}]})~"),
     "wrong-argument-kind"},
    {"optional members and known functions",
     action("A", compose_of("@coalesce(triggerBody()?['a']?['b'], json('{}')?['c'], '')")), ""},
    {"a mark that protects one step", action("A", compose_of("@triggerBody()?['a']['b']")),
     "missing-question-mark"},
    {"a name that is computed", action("A", compose_of("@outputs(concat('a', 'b'))")), ""},
};

const Shape response_shapes[] = {
    {"one for success and one for failure",
     action("A", call) + "," +
         action("Yes", R"("type": "Response", "inputs": {"statusCode": 200})",
                R"("A": ["Succeeded"])") +
         "," +
         action("No", R"("type": "Response", "inputs": {"statusCode": "500"})",
                R"("A": ["Failed", "TimedOut"])"),
     "failure-not-handled"},
    {"one in each branch",
     action("If", R"~("type": "If", "expression": "@equals(1, 2)", "actions": {)~" +
                      action("Yes", R"("type": "Response", "inputs": {"statusCode": 200})") +
                      R"(}, "else": {"actions": {)" +
                      action("No", R"("type": "Response", "inputs": {"statusCode": 404})") + "}}"),
     ""},
    {"one in a branch and one after it",
     action("If", R"~("type": "If", "expression": "@equals(1, 2)", "actions": {)~" +
                      action("Yes", R"("type": "Response", "inputs": {"statusCode": 200})") + "}") +
         "," +
         action("Late", R"("type": "Response", "inputs": {"statusCode": 200})",
                R"("If": ["Succeeded"])"),
     "second-response"},
    {"one that takes over",
     action("Yes", R"("type": "Response", "inputs": {"statusCode": 200})") + "," +
         action("No", R"("type": "Response", "inputs": {"statusCode": 500})",
                R"("Yes": ["Failed", "Skipped"])"),
     ""},
};

class LintShapes : public testing::TestWithParam<Shape> {};

TEST_P(LintShapes, AreFoundOrLeftAlone) {
  const auto definition = definition_with("{" + GetParam().actions + "}");
  std::string messages;
  for (const auto& found : definition.diagnostics)
    messages += found.code + " at " + found.pointer + ": " + found.message + "\n";
  EXPECT_EQ(codes_of(definition), GetParam().codes) << GetParam().name << "\n" << messages;
}

INSTANTIATE_TEST_SUITE_P(Failures, LintShapes, testing::ValuesIn(failure_shapes));
INSTANTIATE_TEST_SUITE_P(Reading, LintShapes, testing::ValuesIn(reading_shapes));
INSTANTIATE_TEST_SUITE_P(Responses, LintShapes, testing::ValuesIn(response_shapes));

TEST(LintOfTemplates, FindsNothingInNotifyManager) {
  std::ifstream in{RISKFLOW_SOURCE_DIR "/runtime/templates/notify-manager.json"};
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  EXPECT_EQ(codes_in(text), "");
}

TEST(LintOrder, IsThatOfTheTextAndHoldsEachFindingOnce) {
  const auto found = definition_with(R"~({
    "Z": {"type": "Compose", "inputs": ["@nothing()", "@body('B')", "@concta('x', concta('y'))"]},
    "A": {"type": "Compose", "inputs": "@parameters('p')"}})~");
  EXPECT_EQ(codes_of(found),
            "unknown-function unknown-action unknown-function unknown-function unknown-parameter");
  EXPECT_EQ(found.diagnostics[1].pointer, "/actions/Z/inputs/1");
  EXPECT_NE(found.diagnostics[2].message, found.diagnostics[3].message);
}

TEST(LintOfTriggers, KnowsWhatTheSchemaRequires) {
  const auto reads = [](const std::string& expression) {
    return codes_in(R"~({"triggers": {"manual": {"type": "Request", "inputs": {"schema": {
      "type": "object", "required": ["who"], "properties": {"who": {"type": "object",
        "required": ["name"], "properties": {"name": {}, "age": {}}}, "why": {}}}}}},
      "actions": {"A": {"type": "Compose", "inputs": "@)~" +
                    expression + R"~("}}})~");
  };
  EXPECT_EQ(reads("triggerBody()['who']['name']"), "");
  EXPECT_EQ(reads("triggerOutputs()?['body']"), "");
  EXPECT_EQ(reads("triggerOutputs()['headers']"), "");
  EXPECT_EQ(reads("triggerBody().who.age"), "missing-question-mark");
  EXPECT_EQ(reads("triggerBody()['why']"), "missing-question-mark");
  EXPECT_EQ(reads("triggerOutputs()['queries']"), "missing-question-mark");
}

TEST(LintOfLoops, KnowsTheDefaultOfTheProduct) {
  const auto changes = [](const std::string& parameters, const std::string& loop) {
    return codes_in(R"~({"parameters": {)~" + parameters + R"~(}, "actions": {
      "V": {"type": "InitializeVariable", "inputs": {"variables": [{"name": "v", "type": "Array"}]}},
      "L": {"type": "Foreach", "foreach": [1], "runAfter": {"V": ["Succeeded"]}, "actions": {
        "A": {"type": "AppendToArrayVariable", "inputs": {"name": "v", "value": "@item()"}}})~" +
                    loop + "}}}");
  };
  const std::string logic_apps = R"("$connections": {"type": "Object"})";
  EXPECT_EQ(changes("", ""), "");
  EXPECT_EQ(changes(logic_apps, ""), "variable-in-parallel-loop");
  EXPECT_EQ(changes(logic_apps, R"(, "operationOptions": "Sequential")"), "");
  EXPECT_EQ(changes("", R"(, "runtimeConfiguration": {"concurrency": {"repetitions": 2}})"),
            "variable-in-parallel-loop");
}

// Some thousand actions in an awkward order: time that grows with the square would show.
TEST(LintLimits, AreKeptWithManyActions) {
  std::string actions;
  for (int i = 4000; i > 0; --i)
    actions += fmt::format(
        R"~("A{}": {{"type": "Compose", "inputs": "@outputs('A{}')", "runAfter": {{"A{}": ["Succeeded"]}}}},)~",
        i, i - 1, i - 1);
  const auto first = R"("A0": {"type": "Compose", "inputs": 1})";
  EXPECT_EQ(codes_in(R"({"actions": {)" + actions + first + "}}"), "too-many-actions");
}

}  // namespace
}  // namespace riskflow::language
