#include "domain/language/actions_call.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "domain/language/actions_control.hpp"
#include "domain/language/message.hpp"

namespace riskflow::language::builtin {

static std::unexpected<Error> failed(std::string message) {
  return fail(Errc::invalid, std::move(message), std::string(invalid_template));
}

// An object without some of its members.
static Value without(const Value& object, std::initializer_list<std::string_view> names) {
  if (object.kind() != Kind::object) return object;
  Value::Members left;
  for (const auto& member : object.members())
    if (std::ranges::none_of(names, [&](auto name) { return same_name(name, member.key); }))
      left.push_back(member);
  return Value::object(std::move(left)).with_labels(object.labels());
}

static Value with(const Value& object, std::string_view name, Value value) {
  Value::Members members = object.kind() == Kind::object ? object.members() : Value::Members{};
  members.push_back({std::string(name), std::move(value)});
  return Value::object(std::move(members));
}

// ---- reading ----

void read_http(DefinitionReader& reader, Action& action) {
  require(reader, action, "method");
  require(reader, action, "uri");
  read_inputs(reader, action);
}

void read_webhook(DefinitionReader& reader, Action& action) {
  require(reader, action, "subscribe");
  read_inputs(reader, action);
}

// The host is resolved by whoever makes the call; `authentication` is the platform's business.
void read_gateway(DefinitionReader& reader, Action& action) {
  action.call = reader.connector_call(action.source, action.pointer);
  if (action.call && action.call->connection.empty())
    reader.error("missing-host", action.pointer + "/inputs/host",
                 fmt::format("the {} '{}' names no connection", action.type_name, action.name),
                 "Give inputs.host.connection with a name or referenceName.");
  action.inputs = reader.compile(without(inputs_of(action), {"host", "authentication"}),
                                 action.pointer + "/inputs");
}

void read_operation(DefinitionReader& reader, Action& action) {
  action.call = reader.connector_call(action.source, action.pointer);
  const auto& inputs = inputs_of(action);
  const auto* parameters = inputs.find("parameters");
  auto evaluated =
      Value::object({{"parameters", parameters != nullptr ? *parameters : Value::object({})}});
  if (const auto* policy = inputs.find("retryPolicy"))
    evaluated = with(evaluated, "retryPolicy", *policy);
  action.inputs = reader.compile(evaluated, action.pointer + "/inputs");
}

void read_workflow(DefinitionReader& reader, Action& action) {
  require(reader, action, "host");
  action.inputs =
      reader.compile(without(inputs_of(action), {"authentication"}), action.pointer + "/inputs");
}

void read_response(DefinitionReader& reader, Action& action) {
  require(reader, action, "statusCode");
  action.inputs =
      reader.compile(without(inputs_of(action), {"schema"}), action.pointer + "/inputs");
}

// ---- requests ----

// Headers and queries, whose values are texts on the wire; null is left out.
static Value as_texts(const Value& fields) {
  if (fields.kind() != Kind::object) return fields;
  Value::Members texts;
  for (const auto& [key, value] : fields.members())
    if (!value.is_null())
      texts.push_back({key, Value{to_display_text(value)}.with_labels(value.labels())});
  return Value::object(std::move(texts)).with_labels(fields.labels());
}

// What leaves of a request; a policy is for us, and a null body is none.
static Result<Value> request_of(const Value& inputs, std::string_view address) {
  if (inputs.kind() != Kind::object) return failed("a request must be an object");
  const auto* at = inputs.find(address);
  if (at == nullptr || at->kind() != Kind::string || at->text().empty())
    return failed(fmt::format("'{}' of the request must be a string", address));
  if (const auto* method = inputs.find("method");
      method != nullptr && method->kind() != Kind::string)
    return failed("'method' of the request must be a string");
  Value::Members members;
  for (const auto& [key, value] : inputs.members()) {
    if (same_name(key, "retryPolicy") || (same_name(key, "body") && value.is_null())) continue;
    if (same_name(key, "headers")) {
      members.push_back({key, as_texts(strip_headers(value))});
    } else if (same_name(key, "queries")) {
      members.push_back({key, as_texts(value)});
    } else if (same_name(key, "method")) {
      members.push_back({key, to_upper(value.text())});
    } else if (same_name(key, "authentication")) {
      members.push_back({key, value.with_labels(secure_label())});
    } else {
      members.push_back({key, value});
    }
  }
  return Value::object(std::move(members));
}

static Effect effect_of(EffectKind kind, Value parameters) {
  Effect effect;
  effect.kind = kind;
  effect.parameters = std::move(parameters);
  return effect;
}

Result<Outcome> http(Turn turn) {
  auto inputs = turn.action.inputs.evaluate(turn.context);
  if (!inputs) return fail(inputs.error());
  auto request = request_of(*inputs, "uri");
  if (!request) return fail(request.error());
  return Outcome{.inputs = without(*inputs, {"authentication"}),
                 .effect = effect_of(EffectKind::request, *std::move(request))};
}

Result<Outcome> http_webhook(Turn turn) {
  auto inputs = turn.action.inputs.evaluate(turn.context);
  if (!inputs) return fail(inputs.error());
  const auto* subscribe = inputs->find("subscribe");
  if (subscribe == nullptr) return failed("a webhook needs 'subscribe'");
  auto request = request_of(*subscribe, "uri");
  if (!request) return fail(request.error());
  Value::Members recorded{{"subscribe", without(*subscribe, {"authentication"})}};
  if (const auto* unsubscribe = inputs->find("unsubscribe"); unsubscribe != nullptr)
    recorded.push_back({"unsubscribe", without(*unsubscribe, {"authentication"})});
  return Outcome{.inputs = Value::object(std::move(recorded)),
                 .effect = effect_of(EffectKind::subscribe, *std::move(request))};
}

static Result<Outcome> through_gateway(Turn turn, EffectKind kind) {
  auto inputs = turn.action.inputs.evaluate(turn.context);
  if (!inputs) return fail(inputs.error());
  auto request = request_of(*inputs, "path");
  if (!request) return fail(request.error());
  auto effect = effect_of(kind, *std::move(request));
  effect.api = turn.action.call->connection;
  auto recorded = Value::object(
      {{"host", Value::object({{"connection", Value::object({{"name", effect.api}})}})}});
  for (const auto& member : inputs->members()) recorded = with(recorded, member.key, member.value);
  return Outcome{.inputs = std::move(recorded), .effect = std::move(effect)};
}

Result<Outcome> gateway(Turn turn) { return through_gateway(turn, EffectKind::gateway); }
Result<Outcome> gateway_webhook(Turn turn) { return through_gateway(turn, EffectKind::subscribe); }

// ---- operations of connectors ----

static Result<Outcome> operate(Turn turn, EffectKind kind) {
  auto evaluated = turn.action.inputs.evaluate(turn.context);
  if (!evaluated) return fail(evaluated.error());
  const auto& call = *turn.action.call;
  auto effect = effect_of(kind, *evaluated->find("parameters"));
  effect.api = call.api;
  effect.operation = call.operation;
  auto inputs = Value::object({{"host", Value::object({{"apiName", call.api},
                                                       {"connectionName", call.connection},
                                                       {"operationId", call.operation}})}});
  for (const auto& member : evaluated->members()) inputs = with(inputs, member.key, member.value);
  return Outcome{.inputs = std::move(inputs), .effect = std::move(effect)};
}

Result<Outcome> operation(Turn turn) { return operate(turn, EffectKind::operation); }
Result<Outcome> operation_webhook(Turn turn) { return operate(turn, EffectKind::subscribe); }

Result<Outcome> workflow_call(Turn turn) {
  auto inputs = turn.action.inputs.evaluate(turn.context);
  if (!inputs) return fail(inputs.error());
  auto call = without(*inputs, {"retryPolicy"});
  return Outcome{.inputs = *std::move(inputs),
                 .effect = effect_of(EffectKind::workflow, std::move(call))};
}

// ---- the response ----

static Result<std::int64_t> status_code_of(const Value& given) {
  auto number = given;
  if (given.kind() == Kind::string)
    if (auto parsed = from_json_text(given.text())) number = *parsed;
  if (number.kind() != Kind::integer)
    return failed("'statusCode' of the response must be a whole number");
  const auto code = number.integer();
  const bool is_allowed = (code >= 200 && code < 300) || (code >= 400 && code < 600);
  if (!is_allowed)
    return failed(
        fmt::format("'statusCode' of the response is {}, but must be 2xx, 4xx or 5xx", code));
  return code;
}

Result<Outcome> response(Turn turn) {
  auto inputs = turn.action.inputs.evaluate(turn.context);
  if (!inputs) return fail(inputs.error());
  const auto* given = inputs->find("statusCode");
  const auto code = status_code_of(given != nullptr ? *given : Value{});
  if (!code) return fail(code.error());
  Value::Members outputs{{"statusCode", *code}};
  if (const auto* headers = inputs->find("headers"))
    outputs.push_back({"headers", as_texts(strip_headers(*headers))});
  if (const auto* body = inputs->find("body"); body != nullptr && !body->is_null())
    outputs.push_back({"body", *body});
  auto answer = Value::object(std::move(outputs));
  return Outcome{.inputs = *std::move(inputs),
                 .outputs = answer,
                 .effect = effect_of(EffectKind::respond, answer)};
}

// ---- replies ----

bool is_webhook(const Action& action) {
  const auto evaluate = action.type->evaluate;
  return evaluate == http_webhook || evaluate == gateway_webhook || evaluate == operation_webhook;
}

struct StatusName {
  std::int64_t code;
  std::string_view name;
};

// RFC 9110, 15, as .NET's HttpStatusCode spells the names.
static constexpr std::array status_names{
    StatusName{200, "OK"},
    StatusName{201, "Created"},
    StatusName{202, "Accepted"},
    StatusName{203, "NonAuthoritativeInformation"},
    StatusName{204, "NoContent"},
    StatusName{205, "ResetContent"},
    StatusName{206, "PartialContent"},
    StatusName{300, "MultipleChoices"},
    StatusName{301, "MovedPermanently"},
    StatusName{302, "Found"},
    StatusName{303, "SeeOther"},
    StatusName{304, "NotModified"},
    StatusName{307, "TemporaryRedirect"},
    StatusName{308, "PermanentRedirect"},
    StatusName{400, "BadRequest"},
    StatusName{401, "Unauthorized"},
    StatusName{402, "PaymentRequired"},
    StatusName{403, "Forbidden"},
    StatusName{404, "NotFound"},
    StatusName{405, "MethodNotAllowed"},
    StatusName{406, "NotAcceptable"},
    StatusName{407, "ProxyAuthenticationRequired"},
    StatusName{408, "RequestTimeout"},
    StatusName{409, "Conflict"},
    StatusName{410, "Gone"},
    StatusName{411, "LengthRequired"},
    StatusName{412, "PreconditionFailed"},
    StatusName{413, "RequestEntityTooLarge"},
    StatusName{414, "RequestUriTooLong"},
    StatusName{415, "UnsupportedMediaType"},
    StatusName{416, "RequestedRangeNotSatisfiable"},
    StatusName{417, "ExpectationFailed"},
    StatusName{422, "UnprocessableEntity"},
    StatusName{423, "Locked"},
    StatusName{424, "FailedDependency"},
    StatusName{428, "PreconditionRequired"},
    StatusName{429, "TooManyRequests"},
    StatusName{431, "RequestHeaderFieldsTooLarge"},
    StatusName{451, "UnavailableForLegalReasons"},
    StatusName{500, "InternalServerError"},
    StatusName{501, "NotImplemented"},
    StatusName{502, "BadGateway"},
    StatusName{503, "ServiceUnavailable"},
    StatusName{504, "GatewayTimeout"},
    StatusName{505, "HttpVersionNotSupported"},
    StatusName{507, "InsufficientStorage"},
};

std::string code_of_status(std::int64_t status_code) {
  const auto* found = std::ranges::find(status_names, status_code, &StatusName::code);
  return found != status_names.end() ? std::string(found->name)
                                     : fmt::format("Http{}", status_code);
}

std::string code_of(const Reply& reply) {
  return reply.status_code == 0 ? reply.error_code : code_of_status(reply.status_code);
}

std::string header_of(const Reply& reply, std::string_view name) {
  const auto* value = find_header(reply.headers, name);
  return value != nullptr ? to_display_text(*value) : std::string{};
}

Step step_after(const Reply& reply) {
  Step step;
  step.code = code_of(reply);
  step.ended = reply.ended;
  Value::Members outputs;
  if (reply.status_code != 0) outputs.push_back({"statusCode", reply.status_code});
  if (!reply.headers.is_null()) outputs.push_back({"headers", reply.headers});
  if (reply.body) outputs.push_back({"body", *reply.body});
  if (!outputs.empty()) step.outputs = Value::object(std::move(outputs));
  const bool is_good = reply.is_callback ? reply.status_code < 400
                                         : reply.status_code >= 200 && reply.status_code < 300;
  step.status = is_good && reply.error_code.empty() ? StepStatus::succeeded : StepStatus::failed;
  if (step.status == StepStatus::succeeded) {
    if (reply.status_code == 0) step.code = "OK";
    return step;
  }
  step.error_code = step.code;
  step.error_message =
      reply.error_message.empty()
          ? fmt::format("The call was answered with {} {}.", reply.status_code, step.code)
          : reply.error_message;
  return step;
}

Result<RetryPolicy> retry_policy_of(const Value& inputs) {
  if (const auto* subscribe = inputs.find("subscribe"))
    return retry_policy_from(subscribe->find("retryPolicy"));
  return retry_policy_from(inputs.find("retryPolicy"));
}

}  // namespace riskflow::language::builtin
