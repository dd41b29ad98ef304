#include "domain/language/definition.hpp"

#include <gtest/gtest.h>

#include "domain/language/actions.hpp"
#include "domain/language/lint_codes.hpp"
#include "tests/language/run_driver.hpp"

namespace riskflow::language {
namespace {

TEST(Definition, IsUnwrappedFromEveryContainer) {
  const std::string bare = R"({"actions": {"A": {"type": "Compose", "inputs": 1}}})";
  for (const auto& text : {bare, R"({"definition": )" + bare + R"(, "kind": "Stateful"})",
                           R"({"properties": {"displayName": "F", "definition": )" + bare + "}}"}) {
    const auto definition = read_definition(text);
    ASSERT_TRUE(definition) << text;
    EXPECT_EQ(definition->document, text);
    ASSERT_NE(definition->find("a"), nullptr);
    EXPECT_EQ(definition->find("a")->action->name, "A");
    EXPECT_FALSE(definition->has_errors());
  }
}

TEST(Definition, RefusesWhatHoldsNone) {
  EXPECT_EQ(read_definition("{}").error().code, Errc::invalid);
  EXPECT_EQ(read_definition("[").error().code, Errc::invalid);
  EXPECT_EQ(read_definition(std::string(definition_bytes_max + 1, ' ')).error().code,
            Errc::too_large);
}

struct Mistake {
  const char* name;
  std::string actions;
  const char* code;
  const char* pointer;
};

std::string many_actions(std::size_t count) {
  std::string actions = "{";
  for (std::size_t i = 0; i < count; ++i)
    actions += (i == 0 ? "\"A" : ",\"A") + std::to_string(i) + R"(":{"type":"Compose","inputs":1})";
  return actions + "}";
}

const Mistake mistakes[] = {
    {"broken template", R"({"A": {"type": "Compose", "inputs": {"x/y": ["@add(1,"]}}})",
     "invalid-template", "/actions/A/inputs/x~1y/0"},
    {"broken key", R"({"A": {"type": "Compose", "inputs": {"@{": 1}}})", "invalid-template",
     "/actions/A/inputs/@{"},
    {"no type", R"({"A": {"inputs": 1}})", "missing-type", "/actions/A"},
    {"unknown type", R"({"A": {"type": "Fly", "inputs": 1}})", "unknown-action-type",
     "/actions/A/type"},
    {"missing sibling",
     R"({"A": {"type": "Compose", "inputs": 1, "runAfter": {"B": ["Succeeded"]}}})",
     "run-after-missing", "/actions/A/runAfter/B"},
    {"bad status", R"({"A": {"type": "Compose", "inputs": 1},
       "B": {"type": "Compose", "inputs": 1, "runAfter": {"A": ["Done"]}}})",
     "invalid-run-after", "/actions/B/runAfter/A"},
    {"cycle", R"({"A": {"type": "Compose", "inputs": 1, "runAfter": {"B": ["Succeeded"]}},
       "B": {"type": "Compose", "inputs": 1, "runAfter": {"a": ["Succeeded"]}}})",
     "run-after-cycle", "/actions/A/runAfter"},
    {"duplicate name",
     R"({"A": {"type": "Scope", "actions": {"a": {"type": "Compose", "inputs": 1}}}})",
     "duplicate-name", "/actions/A/actions/a"},
    {"long name", R"({")" + std::string(81, 'n') + R"(": {"type": "Compose", "inputs": 1}})",
     "name-too-long", nullptr},
    {"too many actions", many_actions(501), "too-many-actions", "/actions"},
    {"unknown action", R"~({"A": {"type": "Compose", "inputs": "@body('B')"}})~", "unknown-action",
     "/actions/A/inputs"},
    {"unknown action of a form",
     R"~({"A": {"type": "Compose", "inputs": "@formDataValue('B', 'x')"}})~", "unknown-action",
     "/actions/A/inputs"},
    {"unknown parameter", R"~({"A": {"type": "Compose", "inputs": "@parameters('p')"}})~",
     "unknown-parameter", "/actions/A/inputs"},
    {"unknown variable", R"~({"A": {"type": "Compose", "inputs": "@variables('v')"}})~",
     "unknown-variable", "/actions/A/inputs"},
    {"unknown loop", R"~({"A": {"type": "Compose", "inputs": "@items('L')"}})~", "unknown-loop",
     "/actions/A/inputs"},
    {"unknown function", R"~({"A": {"type": "Compose", "inputs": "@concta('v')"}})~",
     "unknown-function", "/actions/A/inputs"},
    {"wrong count", R"~({"A": {"type": "Compose", "inputs": "@add(1)"}})~", "wrong-argument-count",
     "/actions/A/inputs"},
    {"unknown function in a condition",
     R"({"A": {"type": "If", "expression": {"equal": [1, 1]}, "actions": {}}})", "invalid-template",
     "/actions/A/expression"},
    {"nested variable", R"({"S": {"type": "Scope", "actions": {"A": {"type": "InitializeVariable",
       "inputs": {"variables": [{"name": "v", "type": "String"}]}}}}})",
     "initialize-variable-nested", "/actions/S/actions/A"},
    {"variable twice", R"({"A": {"type": "InitializeVariable", "inputs": {"variables":
       [{"name": "v", "type": "String"}, {"name": "V", "type": "String"}]}}})",
     "duplicate-variable", "/actions/A"},
    {"variable type", R"({"A": {"type": "InitializeVariable", "inputs": {"variables":
       [{"name": "v", "type": "Text"}]}}})",
     "invalid-variable-type", "/actions/A/inputs/variables/0"},
    {"variable from itself", R"({"A": {"type": "InitializeVariable", "inputs": {"variables":
       [{"name": "v", "type": "String"}]}}, "B": {"type": "SetVariable", "runAfter": {"A": ["Succeeded"]},
       "inputs": {"name": "v", "value": "@{variables('V')}!"}}})",
     "variable-self-reference", "/actions/B/inputs/value"},
    {"terminate in loop", R"({"L": {"type": "Foreach", "foreach": [], "actions": {"T":
       {"type": "Terminate", "inputs": {"runStatus": "Failed"}}}}})",
     "terminate-in-loop", "/actions/L/actions/T"},
    {"filter without where", R"({"A": {"type": "Query", "inputs": {"from": []}}})", "missing-input",
     "/actions/A/inputs"},
    {"no host", R"({"A": {"type": "OpenApiConnection", "inputs": {}}})", "missing-host",
     "/actions/A/inputs/host"},
    {"no operation",
     R"({"A": {"type": "OpenApiConnection", "inputs": {"host": {"apiId": "/a/b"}}}})",
     "missing-operation", "/actions/A/inputs/host/operationId"},
    {"computed operation",
     R"({"A": {"type": "OpenApiConnection", "inputs": {"host": {"apiId": "/a/b",
       "operationId": "@{triggerBody()}"}}}})",
     "missing-operation", "/actions/A/inputs/host/operationId"},
    {"no api", R"({"A": {"type": "OpenApiConnection", "inputs": {"host": {"connectionName": "c",
       "operationId": "Op"}}}})",
     "missing-api", "/actions/A/inputs/host"},
};

TEST(Definition, ReportsEachMistakeWithItsPlace) {
  for (const auto& mistake : mistakes) {
    const auto definition = definition_with(mistake.actions);
    const Diagnostic* found = nullptr;
    for (const auto& diagnostic : definition.diagnostics)
      if (diagnostic.code == mistake.code && found == nullptr) found = &diagnostic;
    ASSERT_NE(found, nullptr) << mistake.name;
    EXPECT_EQ(found->severity, Severity::error) << mistake.name;
    if (mistake.pointer != nullptr) EXPECT_EQ(found->pointer, mistake.pointer) << mistake.name;
    const auto* row = find_lint_code(mistake.code);
    ASSERT_NE(row, nullptr) << mistake.name;
    // What fails only when it is reached keeps nothing from running.
    EXPECT_EQ(definition.has_errors(), row->weight == Weight::refused) << mistake.name;
    RunState state{definition};
    EXPECT_EQ(plan(state, example_inputs()).has_value(), !definition.has_errors()) << mistake.name;
  }
}

TEST(Definition, WarnsOfATypeThatNeedsAForeignProduct) {
  const auto definition = definition_with(R"({"A": {"type": "liquid", "inputs": {}}})");
  ASSERT_EQ(definition.diagnostics.size(), 1U);
  EXPECT_EQ(definition.diagnostics[0].severity, Severity::warning);
  EXPECT_NE(definition.diagnostics[0].message.find("'Liquid'"), std::string::npos);
  EXPECT_EQ(to_json_text(definition.find("A")->action->source), R"({"type":"liquid","inputs":{}})");
}

TEST(Plan, FailsAnActionThatNeedsAForeignProductAndNamesItsType) {
  const auto definition = definition_with(R"({"A": {"type": "liquid", "inputs": {}}})");
  RunState state{definition};
  const auto made = plan(state, example_inputs());
  ASSERT_TRUE(made && made->end);
  EXPECT_EQ(state.find("A")->code, "ActionTypeNotSupported");
  EXPECT_NE(made->end->message.find("'Liquid'"), std::string::npos) << made->end->message;
}

TEST(Definition, OnlyWarnsOfAFunctionThatMayNeverBeReached) {
  const auto definition =
      definition_with(R"~({"A": {"type": "Compose", "inputs": "@if(true, 1, nothing())"}})~");
  ASSERT_EQ(definition.diagnostics.size(), 1U);
  EXPECT_EQ(definition.diagnostics[0].code, "unknown-function");
  EXPECT_EQ(definition.diagnostics[0].severity, Severity::warning);
}

TEST(Definition, ReportsAnActionThatReadsOneThatIsNotOnItsPath) {
  const auto reads = [](const std::string& after) {
    return definition_with(R"~({"A": {"type": "Compose", "inputs": 1},
      "S": {"type": "Scope", "runAfter": {)~" +
                           after + R"~(}, "actions": {
        "B": {"type": "Compose", "inputs": "@outputs('A')"},
        "C": {"type": "Compose", "inputs": "@outputs('B')", "runAfter": {"B": ["Succeeded"]}}}}})~");
  };
  EXPECT_TRUE(reads(R"~("A": ["Succeeded"])~").diagnostics.empty());
  const auto loose = reads("");
  ASSERT_EQ(loose.diagnostics.size(), 1U);
  EXPECT_EQ(loose.diagnostics[0].code, "not-on-path");
  EXPECT_EQ(loose.diagnostics[0].severity, Severity::error);
  EXPECT_FALSE(loose.has_errors());
}

TEST(Definition, DoesNotEvaluateTheSchemaOfAParseJson) {
  const auto definition = definition_with(
      R"({"A": {"type": "ParseJson", "inputs": {"content": "{}", "schema": {"@odata.type": "@nothing"}}}})");
  EXPECT_TRUE(definition.diagnostics.empty());
}

TEST(Definition, FindsOperationsInEveryBranchAndByReference) {
  const auto read = read_definition(R"~({"properties": {"connectionReferences":
      {"c_1": {"api": {"id": "/providers/apis/shared_x"}}}, "definition": {"actions": {
        "Choose": {"type": "If", "expression": true, "actions": {}, "else": {"actions": {
          "Call": {"type": "OpenApiConnection", "inputs": {
            "host": {"connectionName": "C_1", "operationId": "Op"}}}}}},
        "Each": {"type": "Foreach", "foreach": "@createArray(1)", "actions": {
          "Inner": {"type": "OpenApiConnection", "inputs": {
            "host": {"apiId": "shared_y", "operationId": "Op2"},
            "parameters": {"a": "@items('each')"}}}}}}}}})~");
  ASSERT_TRUE(read);
  const auto uses = operations_of(*read);
  ASSERT_EQ(uses.size(), 2U);
  EXPECT_EQ(uses[0].api, "shared_x");
  EXPECT_EQ(uses[0].operation, "Op");
  EXPECT_EQ(uses[0].name, "Call");
  EXPECT_EQ(uses[1].api, "shared_y");
  EXPECT_EQ(uses[1].pointer, "/properties/definition/actions/Each/actions/Inner");
}

TEST(ActionTypes, AreFoundInAnyCase) {
  ASSERT_NE(find_action_type("initializevariable"), nullptr);
  EXPECT_EQ(find_action_type("initializevariable")->role, ActionRole::pure);
  EXPECT_EQ(find_action_type("Composes"), nullptr);
}

struct ConditionCase {
  const char* expression;
  const char* outcome;  // status of the action in the first branch
};

TEST(Conditions, AcceptTreesOfAnyFunction) {
  const ConditionCase cases[] = {
      {R"~("@equals(1, 1)")~", "Succeeded"},
      {R"({"and": []})", "Succeeded"},
      {R"({"or": []})", "Skipped"},
      {R"~({"and": [{"equals": ["@add(1, 1)", 2]}, {"not": {"contains": ["abc", "x"]}}]})~",
       "Succeeded"},
      {R"({"not": [{"equals": [1, 2]}]})", "Succeeded"},
      {R"({"EQUALS": [{"lENgth": ["abc"]}, 3]})", "Succeeded"},
      {R"({"empty": ""})", "Succeeded"},
      {R"({"contains": [["a", "@{'b'}"], "b"]})", "Succeeded"},
      {R"({"or": [{"equals": [1, 2]}, {"greater": [2, 1]}]})", "Succeeded"},
      {R"({"and": [false, "@nothing"]})", nullptr},
      {"false", "Skipped"},
  };
  for (const auto& c : cases) {
    const auto definition =
        definition_with(std::string(R"({"If": {"type": "If", "expression": )") + c.expression +
                        R"(, "actions": {"Yes": {"type": "Compose", "inputs": 1}}}})");
    EXPECT_EQ(definition.has_errors(), c.outcome == nullptr) << c.expression;
    if (c.outcome == nullptr) continue;
    RunState state{definition};
    run_to_end(state);
    EXPECT_EQ(status_of(state, "Yes"), c.outcome) << c.expression;
  }
}

}  // namespace
}  // namespace riskflow::language
