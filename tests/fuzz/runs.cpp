// What reaches a run from outside: schemas and schedules of a definition, bodies of messages, and
// whole definitions with the answers to their calls.

#include <string>

#include "domain/language/form.hpp"
#include "domain/language/json_schema.hpp"
#include "domain/language/message.hpp"
#include "domain/language/multipart.hpp"
#include "domain/language/recurrence.hpp"
#include "domain/language/simulation.hpp"
#include "domain/language/text.hpp"
#include "tests/fuzz/lines.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/fuzz/targets.hpp"

namespace riskflow::fuzz {

using namespace language;

static constexpr Instant noon{std::chrono::seconds{1'768'206'600}};
static constexpr JsonLimits small{.bytes = 1 << 16, .depth = 64};

// ---- schemas ----

// A schema, and the value in the other lines.
void run_json_schema(BytesView input) {
  const auto [first, rest] = first_line(input);
  const auto schema = from_json_text(first, small);
  const auto value = from_json_text(rest, small);
  if (!schema || !value) return;
  Budget budget;
  const auto findings = validate(*schema, *value, budget);
  if (!findings) return promise(!findings.error().message.empty(), "an error says what is wrong");
  promise(findings->size() <= schema_findings_max, "findings are few");
  for (const auto& found : *findings) {
    promise(found.pointer.empty() || found.pointer[0] == '/', "a finding has a JSON pointer");
    promise(!found.message.empty(), "a finding says what is wrong");
  }
  promise(findings->empty() == to_text(*findings).empty(), "findings are said");
  Budget other;
  const auto again = validate(*schema, *value, other);
  promise(again && *findings == *again, "a value is judged the same each time");
}

static constexpr std::string_view schema_of_object =
    R"~({"type": "object", "required": ["a"], "additionalProperties": false, "properties": {)~"
    R"~("a": {"type": "string", "pattern": "^(a+)+$"}},)~"
    R"~( "patternProperties": {"^x-": {"maxLength": 3}}})~"
    "\n"
    R"~({"a": "aaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "x-b": "long", "c": 1})~";

static constexpr std::string_view schema_of_array =
    R"~({"type": ["array", "null"], "items": {"$ref": "#/definitions/n"}, "uniqueItems": true,)~"
    R"~( "minItems": 2, "definitions": {"n": {"oneOf": [{"type": "integer", "multipleOf": 3},)~"
    R"~( {"enum": ["x", null]}], "not": {"maximum": 2, "exclusiveMaximum": true}}}})~"
    "\n"
    R"~([3, "x", 3, 1.5, {"a": 1}])~";

static constexpr std::string_view schema_of_itself =
    R"~({"anyOf": [{"items": [{"minimum": 0.1}, {}], "additionalItems": {"$ref": "#"}},)~"
    R"~( {"dependencies": {"a": ["b"], "c": {"minProperties": 3}}}]})~"
    "\n"
    R"~({"a": 1, "c": [[0, 1, [2]]]})~";

std::vector<Bytes> json_schema_seeds() {
  return {Bytes(schema_of_object), Bytes(schema_of_array), Bytes(schema_of_itself)};
}

// ---- schedules ----

void run_recurrence(BytesView input) {
  const auto json = from_json_text(input, small);
  if (!json) return;
  for (const auto missed : {Missed::dropped, Missed::made_up}) {
    const auto recurrence = recurrence_from(*json, missed);
    if (!recurrence) {
      promise(recurrence.error().target.starts_with("recurrence"), "an error says where");
      continue;
    }
    const auto enabled = noon;
    auto last = next(*recurrence, enabled, std::nullopt, noon);
    promise(last == next(*recurrence, enabled, std::nullopt, noon), "an occurrence is certain");
    for (int i = 0; i < 8 && last; ++i) {
      const auto following = next(*recurrence, enabled, last, *last);
      promise(!following || *following > *last, "an occurrence comes after the one before");
      const auto window = window_at(*recurrence, *last);
      promise(window.start <= window.end, "a window has a length");
      last = following;
    }
  }
}

std::vector<Bytes> recurrence_seeds() {
  return {
      R"~({"frequency": "Week", "interval": 2, "startTime": "2026-01-05T08:00:00",
    "timeZone": "W. Europe Standard Time",
    "schedule": {"hours": [2, "8"], "minutes": [0, 30], "weekDays": ["Monday", "Sunday"]}})~",
      R"~({"frequency": "Month", "interval": 1, "startTime": "2026-01-31T02:30:00Z", "schedule": {
    "monthDays": [31, -1], "monthlyOccurrences": [{"dayOfWeek": "Friday", "occurrence": -1}]}})~",
      R"~({"frequency": "Day", "interval": 3, "timeZone": "Eastern Standard Time",
    "schedule": {"hours": "2,14"}})~",
      R"~({"frequency": "Second", "interval": 45, "startTime": "9999-12-31T23:59:00"})~"};
}

// ---- bodies ----

static std::size_t parts_in(const Value& body) {
  const auto* parts = body.find("$multipart");
  return parts != nullptr && parts->kind() == Kind::array ? parts->items().size() : 0;
}

// A content type, and the bytes in the other lines.
void run_body(BytesView input) {
  const auto [type, bytes] = first_line(input);
  const auto fields = form_fields(bytes.substr(0, 4096));
  promise(form_fields(form_text(fields)) == fields || fields.empty(),
          "a form survives its writing");
  const auto body = decode_body(type, bytes);
  if (!body) return promise(!body.error().message.empty(), "an error says what is wrong");
  if (!*body) return;
  const auto text = to_json_text(**body);
  promise(from_json_text(text, {.depth = 80}).has_value(), "a body is written as JSON");
  const auto encoded = encode_body(**body);
  if ((*body)->find("$content") == nullptr || (*body)->find("$content-type") == nullptr) return;
  const auto* parts = (*body)->find("$multipart");
  if (parts == nullptr) return;
  // Put together anew, without the bytes they came from.
  const auto whole = encode_body(
      Value::object({{"$content-type", *(*body)->find("$content-type")}, {"$multipart", *parts}}));
  const auto again = decode_body(whole.content_type, whole.bytes);
  promise(again && *again && parts_in(**again) == parts_in(**body), "parts survive their writing");
}

std::vector<Bytes> body_seeds() {
  return {
      "application/json; charset=utf-8\n{\"a\": [1, 2.5, null, \"\xc3\xa9\"], /* b */ \"c\": {},}",
      "application/x-www-form-urlencoded\ntest&x=y=z&&&===&a+b=%41%zz",
      "multipart/mixed; boundary=\"b 1\"\n--b 1\r\nContent-Type: "
      "application/json\r\n\r\n{\"a\":1}\r\n"
      "--b 1\r\nContent-Disposition: form-data; name=x\r\n\r\nhello\r\n--b 1--\r\n",
      "text/plain; charset=iso-8859-1\nh\xe9llo", "image/png\n\x89PNG\r\n"};
}

// ---- runs ----

static Value member_or(const Value& object, std::string_view name, Value otherwise) {
  const auto* found = object.find(name);
  return found != nullptr ? *found : otherwise;
}

static Result<Value> report_of(const Definition& definition, const Value& test) {
  auto mocks = mocks_from(member_or(test, "mocks", Value::array({})));
  if (!mocks) return fail(mocks.error());
  SimulationInputs inputs;
  inputs.call = member_or(test, "trigger", Value::object({}));
  inputs.mocks = *std::move(mocks);
  inputs.start = noon;
  inputs.seed = 42;
  inputs.plans_max = 100;
  return simulate(definition, std::move(inputs));
}

// A case as in tests/golden/simulations: the members of a definition, "trigger" and "mocks".
void run_simulation(BytesView input) {
  const auto test = from_json_text(input, small);
  if (!test || test->kind() != Kind::object) return;
  Value::Members members{
      {"triggers", member_or(*test, "triggers",
                             Value::object({{"manual", Value::object({{"type", "Request"}})}}))}};
  for (const auto* name : {"parameters", "actions", "outputs", "staticResults"})
    members.push_back({name, member_or(*test, name, Value::object({}))});
  const auto definition = read_definition(
      to_json_text(Value::object({{"definition", Value::object(std::move(members))}})));
  if (!definition) return promise(!definition.error().message.empty(), "an error is said");
  const auto report = report_of(*definition, *test);
  const auto again = report_of(*definition, *test);
  promise(report.has_value() == again.has_value(), "a simulation ends as it did before");
  if (!report) return promise(!report.error().message.empty(), "an error says what is wrong");
  promise(to_json_text(*report) == to_json_text(*again), "a simulation reports the same again");
  promise(report->find("runStatus") != nullptr, "a report says how the run ended");
}

static constexpr std::string_view calls = R"~({
"parameters": {"p": {"type": "Int", "defaultValue": 2}},
"actions": {
  "Init": {"type": "InitializeVariable",
    "inputs": {"variables": [{"name": "n", "type": "Integer", "value": 0}]}},
  "Each": {"type": "Foreach", "foreach": "@range(0, 3)", "runAfter": {"Init": ["Succeeded"]},
    "actions": {"Add": {"type": "IncrementVariable", "inputs": {"name": "n", "value": "@item()"}}}},
  "Call": {"type": "Http", "runAfter": {"Each": ["Succeeded"]}, "limit": {"timeout": "PT1M"},
    "inputs": {"method": "GET", "uri": "https://x.example/@{variables('n')}",
      "retryPolicy": {"type": "fixed", "count": 2, "interval": "PT10S"}}},
  "Check": {"type": "If", "runAfter": {"Call": ["Succeeded", "Failed", "TimedOut"]},
    "expression": {"equals": ["@outputs('Call')?['statusCode']", 200]},
    "actions": {"Answer": {"type": "Response",
      "inputs": {"statusCode": 200, "body": "@result('Each')"}}},
    "else": {"actions": {"Stop": {"type": "Terminate", "inputs": {"runStatus": "Failed",
      "runError": {"code": "x", "message": "@{parameters('p')}"}}}}}}},
"trigger": {"method": "POST", "body": {"a": 1}},
"mocks": [
  {"response": {"statusCode": 503}},
  {"action": "Call", "response": {"statusCode": 202,
    "headers": {"Location": "https://x.example/l", "Retry-After": "5"}}},
  {"method": "GET", "response": {"body": [1]}}]})~";

static constexpr std::string_view containers = R"~({
"triggers": {"t": {"type": "Request", "kind": "Http", "splitOn": "@triggerBody()",
  "inputs": {"method": "POST", "relativePath": "a/{b}"},
  "conditions": [{"expression": "@equals(1, 1)"}]}},
"actions": {
  "Loop": {"type": "Until", "expression": "@greater(iterationIndexes('Loop'), 2)",
    "limit": {"count": 9, "timeout": "PT1H"}, "actions": {
      "Pause": {"type": "Wait", "inputs": {"interval": {"count": 5, "unit": "Minute"}}},
      "Pick": {"type": "Switch", "expression": "@mod(iterationIndexes('Loop'), 2)",
        "runAfter": {"Pause": ["Succeeded"]},
        "cases": {"one": {"case": 1, "actions": {"Hook": {"type": "HttpWebhook",
          "limit": {"timeout": "PT2M"}, "inputs": {
            "subscribe": {"method": "POST", "uri": "https://x.example",
              "body": "@listCallbackUrl()"},
            "unsubscribe": {"method": "DELETE", "uri": "https://x.example"}}}}}},
        "default": {"actions": {
          "Text": {"type": "Compose", "inputs": "@iterationIndexes('Loop')"}}}}}},
  "Scope": {"type": "Scope", "runAfter": {"Loop": ["Failed", "TimedOut", "Succeeded"]},
    "actions": {
    "Rows": {"type": "Select", "inputs": {"from": "@json('[1,2]')", "select": {"a": "@item()"}}},
    "Some": {"type": "Query", "runAfter": {"Rows": ["Succeeded"]},
      "inputs": {"from": "@body('Rows')", "where": "@greater(item()['a'], 1)"}},
    "Table": {"type": "Table", "runAfter": {"Some": ["Succeeded"]},
      "inputs": {"from": "@body('Some')", "format": "CSV"}}}}},
"trigger": {"method": "POST", "relativePath": "a/1", "body": [1, {"c": 2}]},
"mocks": [{"action": "Hook", "response": {}}]})~";

std::vector<Bytes> simulation_seeds() { return {Bytes(calls), Bytes(containers)}; }

}  // namespace riskflow::fuzz
