#include "domain/language/actions.hpp"

#include <gtest/gtest.h>

#include "tests/language/run_driver.hpp"

namespace riskflow::language {
namespace {

std::string variable_flow(const std::string& type, const std::string& value,
                          const std::string& change) {
  return R"~({"Init": {"type": "InitializeVariable", "inputs": {"variables": [
               {"name": "v", "type": ")~" +
         type + "\"" + (value.empty() ? "" : ", \"value\": ") + value +
         R"~(}]}}, "Change": {"type": )~" + change + R"~(, "runAfter": {"Init": ["Succeeded"]}},
    "Read": {"type": "Compose", "runAfter": {"Change": ["Succeeded", "Failed"]},
             "inputs": "@variables('V')"}})~";
}

struct VariableCase {
  const char* name;
  const char* type;
  const char* value;
  const char* change;
  const char* outcome;  // of the change: JSON of the variable, or the code of its failure
};

TEST(Variables, KeepTheirDeclaredType) {
  const VariableCase cases[] = {
      {"set string", "String", "", R"("SetVariable", "inputs": {"name": "v", "value": "x"})",
       R"("x")"},
      {"null is empty", "String", "\"a\"",
       R"("SetVariable", "inputs": {"name": "V", "value": null})", R"("")"},
      {"number in string", "String", "", R"("SetVariable", "inputs": {"name": "v", "value": 5})",
       "fails"},
      {"integer", "integer", "",
       R"~("SetVariable", "inputs": {"name": "v", "value": "@add(1, 2)"})~", "3"},
      {"float in integer", "Integer", "", R"("SetVariable", "inputs": {"name": "v", "value": 1.5})",
       "fails"},
      {"integer in float", "Float", "", R"("SetVariable", "inputs": {"name": "v", "value": 2})",
       "2.0"},
      {"boolean text", "Boolean", "\"True\"",
       R"("SetVariable", "inputs": {"name": "v", "value": "true"})", "fails"},
      {"append boolean", "String", "\"a\"",
       R"("AppendToStringVariable", "inputs": {"name": "v", "value": true})", R"("aTrue")"},
      {"append item", "Array", "[1]",
       R"("AppendToArrayVariable", "inputs": {"name": "v", "value": {"a": 1}})", R"([1,{"a":1}])"},
      {"append null", "Array", "",
       R"("AppendToArrayVariable", "inputs": {"name": "v", "value": null})", "fails"},
      {"append array", "Array", "",
       R"("AppendToArrayVariable", "inputs": {"name": "v", "value": []})", "fails"},
      {"append an item to a string", "String", "",
       R"("AppendToArrayVariable", "inputs": {"name": "v", "value": 1})", "fails"},
      {"object", "Object", "", R"("SetVariable", "inputs": {"name": "v", "value": {"@{'k'}": 1}})",
       R"({"k":1})"},
      {"other variable", "Object", "", R"("SetVariable", "inputs": {"name": "w", "value": 1})",
       "fails"},
  };
  for (const auto& c : cases) {
    const auto definition = definition_with(variable_flow(c.type, c.value, c.change));
    RunState state{definition};
    run_to_end(state);
    if (std::string_view{c.outcome} == "fails") {
      EXPECT_EQ(output_of(state, "Change"), "InvalidVariableOperation") << c.name;
    } else {
      EXPECT_EQ(output_of(state, "Read"), c.outcome) << c.name;
    }
  }
}

TEST(Variables, HaveADefaultByTheirType) {
  const std::pair<const char*, const char*> defaults[] = {{"Boolean", "false"}, {"Integer", "0"},
                                                          {"Float", "0.0"},     {"String", "\"\""},
                                                          {"Array", "[]"},      {"Object", "null"}};
  for (const auto& [type, expected] : defaults) {
    const auto definition = definition_with(variable_flow(type, "", R"("Compose", "inputs": 1)"));
    RunState state{definition};
    run_to_end(state);
    EXPECT_EQ(output_of(state, "Read"), expected) << type;
  }
}

struct DataCase {
  const char* name;
  const char* action;
  const char* outcome;  // JSON of the body, or the code of the failure
};

const DataCase data_cases[] = {
    {"filter", R"~("Query", "inputs": {"from": [1, 2, 3], "where": "@greater(item(), 1)"})~",
     "[2,3]"},
    {"filter null", R"~("Query", "inputs": {"from": null, "where": true})~", "InvalidTemplate"},
    {"filter by number", R"~("Query", "inputs": {"from": [1], "where": "@item()"})~",
     "InvalidTemplate"},
    {"select objects",
     R"~("Select", "inputs": {"from": [1, 2], "select": {"n": "@item()", "@{'k'}": "@{item()}"}})~",
     R"([{"n":1,"k":"1"},{"n":2,"k":"2"}])"},
    {"select text", R"~("Select", "inputs": {"from": ["a"], "select": "@toUpper(item())"})~",
     R"(["A"])"},
    {"select nothing", R"~("Select", "inputs": {"from": [], "select": "@item()"})~", "[]"},
    {"select null", R"~("Select", "inputs": {"from": "@null", "select": "@item()"})~",
     "InvalidTemplate"},
    {"join", R"~("Join", "inputs": {"from": [1, null, true, 2.0], "joinWith": "; "})~",
     R"("1; ; True; 2")"},
    {"parse text", R"~("ParseJson", "inputs": {"content": "{\"a\": [1]}", "schema": {}})~",
     R"({"a":[1]})"},
    {"parse object", R"~("ParseJson", "inputs": {"content": {"a": 1}})~", R"({"a":1})"},
    {"parse null", R"~("ParseJson", "inputs": {"content": null})~", "InvalidTemplate"},
    {"parse garbage", R"~("ParseJson", "inputs": {"content": "{"})~", "InvalidTemplate"},
    {"csv by keys",
     R"~("Table", "inputs": {"format": "CSV",
         "from": [{"a": 1, "b": "x,y"}, {"B": "say \"hi\""}]})~",
     R"~("a,b\r\n1,\"x,y\"\r\n,\"say \"\"hi\"\"\"\r\n")~"},
    {"html by columns",
     R"~("Table", "inputs": {"format": "HTML", "from": [{"a": "<b>&\"'"}],
         "columns": [{"header": "A & B", "value": "@item().a"}]})~",
     R"~("<table><thead><tr><th>A &amp; B</th></tr></thead><tbody><tr><td>&lt;b&gt;&amp;&quot;&#39;</td></tr></tbody></table>")~"},
    {"table of numbers", R"~("Table", "inputs": {"format": "CSV", "from": [1]})~",
     "InvalidTemplate"},
    {"table format", R"~("Table", "inputs": {"format": "XML", "from": []})~", "InvalidTemplate"},
};

TEST(DataOperations, DoWhatTheServiceDoes) {
  for (const auto& c : data_cases) {
    const auto definition = definition_with(std::string(R"({"A": {"type": )") + c.action + "}}");
    EXPECT_FALSE(definition.has_errors()) << c.name;
    RunState state{definition};
    run_to_end(state);
    const auto* body = state.find("A")->outputs.find("body");
    EXPECT_EQ(body != nullptr ? to_json_text(*body) : state.find("A")->code, c.outcome) << c.name;
  }
}

}  // namespace
}  // namespace riskflow::language
