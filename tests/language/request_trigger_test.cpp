// What triggers make of incoming calls (wdl.md 3.2).

#include "domain/language/request_trigger.hpp"

#include <gtest/gtest.h>

#include "tests/language/example_environment.hpp"

namespace riskflow::language {
namespace {

Trigger trigger_of(std::string type, std::string kind = {}, std::string_view source = "{}") {
  Trigger trigger;
  trigger.name = "start";
  trigger.type_name = std::move(type);
  trigger.kind = std::move(kind);
  trigger.source = json_value(source);
  return trigger;
}

// The outputs as JSON, "none", "404 NotFound", or "error: " with the target.
std::string received(const Trigger& trigger, std::string_view inputs, std::string_view call) {
  Budget budget;
  const auto reception = receive(trigger, json_value(inputs), {json_value(call), {}}, budget);
  if (!reception) return "error: " + reception.error().target;
  if (const auto* refusal = std::get_if<Refusal>(&*reception))
    return (refusal->status ? std::to_string(*refusal->status) + " " : "") + refusal->code;
  const auto& outputs = std::get<Firing>(*reception).outputs;
  return outputs ? to_json_text(*outputs) : "none";
}

std::string requested(std::string_view inputs, std::string_view call) {
  return received(trigger_of("Request", "Http"), inputs, call);
}

struct RequestRow {
  std::string_view inputs;
  std::string_view call;
  std::string_view expected;
};

constexpr RequestRow request_rows[] = {
    // Outputs are absent where there is nothing in them.
    {"{}", "null", "{}"},
    {"{}", "{}", "{}"},
    {"{}", R"({"method": "POST", "headers": {}, "queries": {}})", "{}"},
    {"{}", R"({"body": null})", R"({"body":null})"},
    {"{}", R"({"queries": {"a": 1, "b": true}})", R"({"queries":{"a":"1","b":"True"}})"},
    // Any JSON value is a body as it is; text is read by its type.
    {"{}", R"({"body": {"a": [1.0]}})", R"({"body":{"a":[1.0]}})"},
    {"{}", R"({"body": 7})", R"({"body":7})"},
    {"{}", R"({"body": "{\"a\": 1}"})", R"({"body":"{\"a\": 1}"})"},
    {"{}", R"({"body": ""})", "{}"},
    {"{}", R"({"headers": {"content-type": "application/json"}, "body": "{\"a\": 1}"})",
     R"({"headers":{"content-type":"application/json"},"body":{"a":1}})"},
    {"{}", R"({"headers": {"Content-Type": "application/json"}, "body": {"a": 1}})",
     R"({"headers":{"Content-Type":"application/json"},"body":{"a":1}})"},
    {"{}", R"({"headers": {"Content-Type": "text/plain"}, "body": "{}"})",
     R"({"headers":{"Content-Type":"text/plain"},"body":"{}"})"},
    {"{}", R"({"headers": {"Content-Type": "application/xml"}, "body": "<a/>"})",
     R"({"headers":{"Content-Type":"application/xml"},)"
     R"("body":{"$content-type":"application/xml","$content":"PGEvPg=="}})"},
    {"{}", R"({"headers": {"Content-Type": "application/x-www-form-urlencoded"}, "body": "a=1"})",
     R"({"headers":{"Content-Type":"application/x-www-form-urlencoded"},)"
     R"("body":{"$content-type":"application/x-www-form-urlencoded","$content":"YT0x",)"
     R"("$formdata":[{"key":"a","value":"1"}]}})"},
    {"{}", R"({"headers": {"Content-Type": "application/json"}, "body": "{\"a\":"})",
     "400 InvalidRequestContent"},
    // Paths are decoded segment by segment, queries by name and value.
    {R"({"method": "PUT", "relativePath": "boom/{bang}/pow/{whack}"})",
     R"({"method": "PUT", "relativePath": "boom/wow%25wee%3f/pow/hehe",
         "queries": "?api-version=1&sp=x&sv=1.0&sig=s&extra%25param=extra%3dvalue&an%33other=%20+"})",
     R"({"queries":{"extra%param":"extra=value","an3other":"  "},)"
     R"("relativePathParameters":{"bang":"wow%wee?","whack":"hehe"}})"},
    {R"({"method": "GET", "relativePath": "a/{b}"})",
     R"({"method": "get", "relativePath": "/A/x%2Fy?q=1&q=2&=&flag", "queries": {"q": "3%25+"}})",
     R"({"queries":{"q":"1,2,3%+","":"","flag":""},"relativePathParameters":{"b":"x/y"}})"},
    {R"({"method": "GET", "relativePath": "files/report-{id}.txt"})",
     R"({"method": "GET", "relativePath": "files/report-7.txt"})",
     R"({"relativePathParameters":{"id":"7"}})"},
    // Another method or path starts no run.
    {R"({"method": "PUT", "relativePath": "a/{b}"})", R"({"method": "GET", "relativePath": "a/1"})",
     "405 MethodNotAllowed"},
    {R"({"method": "PUT", "relativePath": "a/{b}"})",
     R"({"method": "PUT", "relativePath": "a/1/2"})", "404 NotFound"},
    {R"({"method": "PUT", "relativePath": "a/{b}"})", R"({"method": "PUT"})", "404 NotFound"},
    {R"({"method": "PUT", "relativePath": "a/{b}"})", R"({"method": "PUT", "relativePath": "b/1"})",
     "404 NotFound"},
    {R"({"method": "PUT", "relativePath": "a/{b}/c"})",
     R"({"method": "PUT", "relativePath": "a//c"})", "404 NotFound"},
    {"{}", R"({"relativePath": "a"})", "404 NotFound"},
    // What is no call says which member is wrong.
    {"{}", "[]", "error: call"},
    {"{}", R"({"method": 1})", "error: call/method"},
    {"{}", R"({"relativePath": []})", "error: call/relativePath"},
    {"{}", R"({"queries": 1})", "error: call/queries"},
    {"{}", R"({"headers": "Accept: *"})", "error: call/headers"},
    {"{}", R"({"headers": {"A": {}}})", "error: call/headers"},
};

TEST(ARequestTrigger, MakesOutputsOrARefusalOfACall) {
  for (const auto& [inputs, call, expected] : request_rows)
    EXPECT_EQ(requested(inputs, call), expected) << inputs << " " << call;
}

TEST(ARequestTrigger, AsksForItsSchemaOnlyWhenItIsTold) {
  constexpr auto inputs = R"({"schema": {"type": "object", "required": ["id"]}})";
  const auto lax = trigger_of("request");
  const auto strict = trigger_of(
      "Request", "Http",
      R"({"operationOptions": "SuppressWorkflowHeadersOnResponse, enableSchemaValidation"})");
  EXPECT_EQ(received(lax, inputs, R"({"body": {}})"), R"({"body":{}})");
  EXPECT_EQ(received(strict, inputs, R"({"body": {"id": 1}})"), R"({"body":{"id":1}})");
  EXPECT_EQ(received(strict, inputs, R"({"body": {}})"), "400 TriggerInputSchemaMismatch");
  EXPECT_EQ(received(strict, inputs, "{}"), "400 TriggerInputSchemaMismatch");
  EXPECT_EQ(received(strict, R"({"schema": {"$ref": "#/none"}})", "{}"), "error: $ref");
}

TEST(ARequestTrigger, ShowsAuthorizationOnlyWhenItIsTold) {
  constexpr auto call = R"({"headers": {"authorization": "Bearer x", "A": ["1", "2"]}})";
  EXPECT_EQ(requested("{}", call), R"({"headers":{"A":"1,2"}})");
  const auto open = trigger_of("Request", "Http",
                               R"({"operationOptions": "IncludeAuthorizationHeadersInOutputs"})");
  EXPECT_EQ(received(open, "{}", call), R"({"headers":{"authorization":"Bearer x","A":"1,2"}})");
}

TEST(ARequestTrigger, IsTheSameInAllItsKinds) {
  for (const auto* kind : {"Http", "PowerApp", "PowerAppV2", "Skills", "Agent", "EventGrid", ""})
    EXPECT_EQ(received(trigger_of("Request", kind), "{}", R"({"body": {"text": "x"}})"),
              R"({"body":{"text":"x"}})");
  EXPECT_EQ(received(trigger_of("Manual"), "{}", R"({"body": 1})"), R"({"body":1})");
}

TEST(AButtonTrigger, GetsItsUsersNameInBase64Too) {
  EXPECT_EQ(received(trigger_of("Request", "Button"), "{}",
                     R"({"headers": {"x-ms-user-name": "Ann", "x-ms-user-email-encoded": "eA==",
                                     "X-MS-User-Email": "a@b"}, "body": {"text": "x"}})"),
            R"({"headers":{"x-ms-user-name":"Ann","x-ms-user-email-encoded":"eA==",)"
            R"("X-MS-User-Email":"a@b","x-ms-user-name-encoded":"QW5u"},"body":{"text":"x"}})");
}

TEST(OtherTriggers, HaveTheHeadersAndBodyOfTheCall) {
  constexpr auto call = R"({"headers": {"A": "1"}, "body": {"value": [1]}})";
  constexpr auto outputs = R"({"headers":{"A":"1"},"body":{"value":[1]}})";
  for (const auto* type :
       {"ApiConnection", "ApiConnectionWebhook", "OpenApiConnection", "OpenApiConnectionWebhook",
        "HttpWebhook", "ApiConnectionNotification", "ServiceProvider", "Batch"})
    EXPECT_EQ(received(trigger_of(type), "{}", call), outputs) << type;
  EXPECT_EQ(received(trigger_of("Http"), "{}", call),
            R"({"statusCode":200,"headers":{"A":"1"},"body":{"value":[1]}})");
  EXPECT_EQ(received(trigger_of("recurrence"), "null", call), "none");
}

TEST(OtherTriggers, DoNotFireOnAPollThatFoundNothing) {
  for (const auto* status : {"202", "204", "404", "500"})
    EXPECT_EQ(received(trigger_of("Http"), "{}", R"({"statusCode": )" + std::string(status) + "}"),
              "TriggerNotFired");
  EXPECT_EQ(received(trigger_of("ApiConnection"), "{}", R"({"statusCode": 200})"), "{}");
  EXPECT_EQ(received(trigger_of("HttpWebhook"), "{}", R"({"statusCode": 202})"), "{}");
  EXPECT_EQ(received(trigger_of("Http"), "{}", R"({"statusCode": 42})"), "error: call/statusCode");
}

TEST(ASlidingWindowTrigger, HasTheWindowForItsBody) {
  Budget budget;
  const Window window{*instant_from_text("2026-01-12T08:00:00Z"),
                      *instant_from_text("2026-01-12T09:00:00Z")};
  const auto reception = receive(trigger_of("SlidingWindow"), {}, {{}, window}, budget);
  ASSERT_TRUE(reception);
  EXPECT_EQ(to_json_text(*std::get<Firing>(*reception).outputs),
            R"({"body":{"windowStartTime":"2026-01-12T08:00:00Z",)"
            R"("windowEndTime":"2026-01-12T09:00:00Z"}})");
  EXPECT_EQ(received(trigger_of("SlidingWindow"), "null", R"({"body": {"windowStartTime": "x"}})"),
            R"({"body":{"windowStartTime":"x"}})");
  EXPECT_EQ(received(trigger_of("SlidingWindow"), "null", "{}"), "error: call/body");
}

TEST(ATriggersOutputs, KeepTheLabelsOfTheCall) {
  Budget budget;
  const auto call = json_value(R"({"headers": {"Content-Type": "application/json"},
                                   "body": "{\"a\": 1}"})")
                        .with_labels(secure_label());
  const auto reception = receive(trigger_of("Request"), {}, {call, {}}, budget);
  ASSERT_TRUE(reception);
  EXPECT_EQ(std::get<Firing>(*reception).outputs->find("body")->labels(), secure_label());
}

// ---- the record ----

TriggerFacts facts() {
  return {.name = "start",
          .inputs = {},
          .outputs = {},
          .started = *instant_from_text("2024-11-23T15:33:47.759917Z"),
          .ended = *instant_from_text("2024-11-23T15:33:47.8Z"),
          .correlation = {},
          .scheduled = {},
          .code = {}};
}

std::string text_of(const Value& record, std::string_view member) {
  const auto* found = record.find(member);
  return found != nullptr ? to_display_text(*found) : "absent";
}

TEST(ATriggersRecord, HasWhatTriggerReturns) {
  SeededBits bits{1};
  auto given = facts();
  given.inputs = json_value(R"({"method": "PUT"})");
  given.outputs = json_value(R"({"body": 1})");
  given.scheduled = given.started;
  given.code = "OK";
  const auto record = trigger_record(given, bits);
  std::vector<std::string> names;
  for (const auto& member : record.members()) names.push_back(member.key);
  EXPECT_EQ(names, (std::vector<std::string>{"name", "inputs", "outputs", "startTime", "endTime",
                                             "scheduledTime", "trackingId", "clientTrackingId",
                                             "originHistoryName", "code", "status"}));
  EXPECT_EQ(text_of(record, "startTime"), "2024-11-23T15:33:47.7599170Z");
  EXPECT_EQ(text_of(record, "endTime"), "2024-11-23T15:33:47.8000000Z");
  EXPECT_EQ(text_of(record, "status"), "Succeeded");
  EXPECT_EQ(text_of(record, "trackingId").size(), 36U);
}

TEST(ATriggersRecord, LeavesOutWhatThereIsNot) {
  SeededBits bits{1};
  const auto record = trigger_record(facts(), bits);
  for (const auto* name : {"inputs", "outputs", "scheduledTime", "code", "error"})
    EXPECT_EQ(text_of(record, name), "absent");
}

TEST(ATriggersRecord, IsTheSameForTheSameSeed) {
  SeededBits first{7}, second{7}, other{8};
  EXPECT_EQ(trigger_record(facts(), first), trigger_record(facts(), second));
  EXPECT_NE(text_of(trigger_record(facts(), other), "trackingId"),
            text_of(trigger_record(facts(), second), "trackingId"));
}

TEST(ATriggersRecord, IsTrackedByTheCorrelationOrTheHeaderOrTheRun) {
  SeededBits bits{1};
  auto given = facts();
  auto record = trigger_record(given, bits);
  EXPECT_EQ(text_of(record, "clientTrackingId"), text_of(record, "originHistoryName"));
  given.outputs = json_value(R"({"headers": {"X-MS-Client-Tracking-Id": "from-header"}})");
  EXPECT_EQ(text_of(trigger_record(given, bits), "clientTrackingId"), "from-header");
  given.correlation = "from-expression";
  EXPECT_EQ(text_of(trigger_record(given, bits), "clientTrackingId"), "from-expression");
}

// 08584692308577229150 569151804 CU00 was the name of a run that started then.
TEST(ARunsName, CountsDownFromTheLatestTime) {
  SeededBits bits{1};
  const auto name = run_name(*instant_from_text("2024-11-23T15:33:47.759917Z"), bits);
  EXPECT_EQ(name.substr(0, 14), "08584692308577");
  EXPECT_EQ(name.size(), 33U);
  EXPECT_TRUE(name.ends_with("CU00"));
  EXPECT_GT(name, run_name(*instant_from_text("2024-11-23T15:33:48Z"), bits));
}

TEST(RecordedInputs, LeaveOutTheSchemaOfARequest) {
  const auto request = trigger_of("Request");
  EXPECT_EQ(recorded_inputs(request, json_value(R"({"schema": {}})")), std::nullopt);
  EXPECT_EQ(recorded_inputs(request, {}), std::nullopt);
  EXPECT_EQ(recorded_inputs(request, json_value(R"({"schema": {}, "method": "PUT"})")),
            json_value(R"({"method": "PUT"})"));
  EXPECT_EQ(recorded_inputs(trigger_of("Http"), json_value(R"({"uri": "x"})")),
            json_value(R"({"uri": "x"})"));
}

}  // namespace
}  // namespace riskflow::language
