// JSON schemas as flows use them.

#include "domain/language/json_schema.hpp"

#include <gtest/gtest.h>

#include "tests/language/example_environment.hpp"

namespace riskflow::language {
namespace {

// What is found, as one text; empty when the value is as the schema says.
std::string found(std::string_view schema, std::string_view value) {
  Budget budget;
  const auto findings = validate(json_value(schema), json_value(value), budget);
  return findings ? to_text(*findings) : "error: " + findings.error().message;
}

struct SchemaRow {
  std::string_view schema;
  std::vector<std::string_view> good;
  std::vector<std::string_view> bad;
};

const SchemaRow schema_rows[] = {
    {"{}", {"null", "1", "{}"}, {}},
    {R"({"type": "integer"})", {"1", "-5"}, {"1.0", "1.5", "\"1\"", "null", "true"}},
    {R"({"type": "number"})", {"1", "1.5"}, {"\"1\""}},
    {R"({"type": "string"})", {"\"\""}, {"1", "null"}},
    {R"({"type": "boolean"})", {"false"}, {"0", "\"false\""}},
    {R"({"type": "array"})", {"[]"}, {"{}"}},
    {R"({"type": "object"})", {"{}"}, {"[]", "null"}},
    {R"({"type": "null"})", {"null"}, {"0", "\"\""}},
    {R"({"type": ["string", "null"]})", {"\"a\"", "null"}, {"1"}},
    {R"({"type": "any"})", {"1", "null"}, {}},
    {R"({"enum": ["a", 1, null, {"x": [1, 2]}]})",
     {"\"a\"", "1.0", "null", R"({"x": [1.0, 2]})"},
     {"\"A\"", "2", "true", R"({"x": [2, 1]})"}},
    {R"({"enum": [true]})", {"true"}, {"\"true\"", "1"}},
    {R"({"const": 5})", {"5"}, {"6"}},
    {R"({"minimum": 2, "maximum": 4.5})", {"2", "4.5", "\"x\""}, {"1.9", "5"}},
    {R"({"minimum": 2, "exclusiveMinimum": true})", {"2.1"}, {"2"}},
    {R"({"exclusiveMinimum": 2, "exclusiveMaximum": 4})", {"3"}, {"2", "4"}},
    {R"({"multipleOf": 0.1})", {"0.3", "7"}, {"0.35"}},
    {R"({"minLength": 2, "maxLength": 3})",
     {"\"ab\"", "\"éé\"", "\"😀😀😀\"", "1"},
     {"\"a\"", "\"abcd\""}},
    {R"({"pattern": "^[A-Z]{2}-\\d+$"})", {"\"AB-12\"", "3"}, {"\"AB-\"", "\"xAB-1\""}},
    {R"({"pattern": "b+"})", {"\"abc\""}, {"\"ac\""}},
    {R"({"minItems": 1, "maxItems": 2})", {"[1]"}, {"[]", "[1,2,3]"}},
    {R"({"uniqueItems": true})", {"[1,2,\"1\"]"}, {"[1,1.0]", R"([{"a":1,"b":2},{"b":2,"a":1}])"}},
    {R"({"items": {"type": "integer"}})", {"[]", "[1,2]"}, {"[1,\"x\"]"}},
    {R"({"items": [{"type": "integer"}], "additionalItems": false})",
     {"[1]"},
     {"[\"x\"]", "[1,2]"}},
    {R"({"required": ["a"]})", {R"({"a": null})", "[]"}, {"{}", R"({"A": 1})"}},
    {R"({"properties": {"a": {"type": "string"}}})", {"{}", R"({"b": 1})"}, {R"({"a": 1})"}},
    {R"({"properties": {"a": {}}, "additionalProperties": false})",
     {"{}", R"({"a": 1})"},
     {R"({"b": 1})", R"({"A": 1})"}},
    {R"({"additionalProperties": {"type": "integer"}})", {R"({"x": 1})"}, {R"({"x": "1"})"}},
    {R"({"patternProperties": {"^x-": {"type": "string"}}, "additionalProperties": false})",
     {R"({"x-a": "1"})"},
     {R"({"x-a": 1})", R"({"y": "1"})"}},
    {R"({"minProperties": 1, "maxProperties": 1})", {R"({"a": 1})"}, {"{}", R"({"a": 1, "b": 2})"}},
    {R"({"dependencies": {"a": ["b"]}})", {"{}", R"({"a": 1, "b": 2})"}, {R"({"a": 1})"}},
    {R"({"allOf": [{"minimum": 1}, {"maximum": 3}]})", {"2"}, {"0", "4"}},
    {R"({"anyOf": [{"type": "string"}, {"minimum": 3}]})", {"\"a\"", "3"}, {"2"}},
    {R"({"oneOf": [{"minimum": 1}, {"maximum": 3}]})", {"0", "4"}, {"2"}},
    {R"({"not": {"type": "null"}})", {"1"}, {"null"}},
    {R"({"format": "date-time"})", {"\"not a date\""}, {}},
    {R"({"definitions": {"n": {"type": "integer"}}, "items": {"$ref": "#/definitions/n"}})",
     {"[1]"},
     {"[\"x\"]"}},
    {R"({"properties": {"child": {"$ref": "#"}, "v": {"type": "integer"}}})",
     {R"({"child": {"child": {"v": 1}}})"},
     {R"({"child": {"child": {"v": "1"}}})"}},
};

TEST(ASchema, TellsGoodValuesFromBadOnes) {
  for (const auto& [schema, good, bad] : schema_rows) {
    for (const auto value : good) EXPECT_EQ(found(schema, value), "") << schema << " " << value;
    for (const auto value : bad) {
      const auto findings = found(schema, value);
      EXPECT_FALSE(findings.empty()) << schema << " " << value;
      EXPECT_FALSE(findings.starts_with("error")) << schema << " " << findings;
    }
  }
}

TEST(ASchema, SaysWhereAndWhatIsWrong) {
  Budget budget;
  const auto findings =
      validate(json_value(R"({"type": "object", "required": ["id"], "properties": {
        "a/b": {"type": "array", "items": {"type": "integer"}}, "name": {"maxLength": 3}}})"),
               json_value(R"({"a/b": [1, "x"], "name": "long"})"), budget);
  ASSERT_TRUE(findings) << findings.error().message;
  EXPECT_EQ(*findings,
            (std::vector<SchemaFinding>{{"", "lacks the required property 'id'"},
                                        {"/a~1b/1", "is a string, but must be of type integer"},
                                        {"/name", "has 4 characters, but must have at most 3"}}));
  EXPECT_EQ(to_text(*findings),
            "the value lacks the required property 'id'; '/a~1b/1' is a string, but must be of "
            "type integer; '/name' has 4 characters, but must have at most 3");
}

TEST(ASchema, NeverRepeatsTheValueInItsFindings) {
  const auto findings = found(
      R"({"properties": {"a": {"enum": ["x"]}, "b": {"pattern": "^y$"}, "c": {"type": "integer"}}})",
      R"({"a": "secret", "b": "secret", "c": "secret"})");
  EXPECT_EQ(findings.find("secret"), std::string::npos) << findings;
}

TEST(ASchema, ThatCannotBeUsedSaysSo) {
  EXPECT_TRUE(found(R"({"$ref": "#/definitions/none"})", "1").starts_with("error"));
  EXPECT_TRUE(found(R"({"$ref": "https://example.org/schema"})", "1").starts_with("error"));
  EXPECT_TRUE(found(R"({"$ref": "#"})", "1").starts_with("error"));
  EXPECT_TRUE(found(R"({"pattern": "("})", "\"x\"").starts_with("error"));
  EXPECT_EQ(found(R"({"pattern": "("})", "1"), "");
}

TEST(ASchema, StopsLookingAfterManyFindings) {
  Budget budget;
  const Value values = Value::array(Value::Array(100'000, Value{"x"}));
  const auto findings = validate(json_value(R"({"items": {"type": "integer"}})"), values, budget);
  ASSERT_TRUE(findings);
  EXPECT_EQ(findings->size(), schema_findings_max);
}

// Each of these would take very long, or all of the stack, if it were not bounded.
TEST(ASchema, ThatIsHostileIsBounded) {
  const std::string nested = repeated("[", 60) + repeated("]", 60);
  const std::string twice =
      R"({"definitions": {"x": {"allOf": [{"$ref": "#/definitions/y"}, {"$ref": "#/definitions/y"}]},
                          "y": {"allOf": [{"$ref": "#/definitions/x"}, {"$ref": "#/definitions/x"}]}},
          "$ref": "#/definitions/x"})";
  EXPECT_TRUE(found(twice, "1").starts_with("error"));
  EXPECT_EQ(found(R"({"items": {"$ref": "#"}})", nested), "");
  const auto text = "\"" + repeated("a", 40) + "!\"";
  EXPECT_TRUE(found(R"({"pattern": "^(a+)+$"})", text).starts_with("error"));
  EXPECT_TRUE(
      found(R"({"pattern": "^(([a-z])+.)+[A-Z]([a-z])+$"})", "\"" + repeated("a", 100'000) + "\"")
          .starts_with("error"));
  // A schema that is a few times as large at each level down.
  Value schema = json_value(R"({"enum": [1]})");
  for (int i = 0; i < 40; ++i)
    schema = Value::object({{"anyOf", Value::array({schema, schema, schema})}});
  Budget budget;
  const auto findings = validate(schema, Value{2}, budget);
  ASSERT_FALSE(findings);
  EXPECT_TRUE(is_limit_exceeded(findings.error()));
}

}  // namespace
}  // namespace riskflow::language
