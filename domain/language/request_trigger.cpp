#include "domain/language/request_trigger.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "domain/language/json_schema.hpp"
#include "domain/language/members.hpp"
#include "domain/language/message.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

namespace {

// ---- what came ----

struct Query {
  std::string name;
  std::string value;
};

// A call, taken apart.  Refers to the value that it came as.
struct Call {
  std::string method;           // empty when none was given
  std::string_view path;        // encoded
  std::vector<Query> queries;   // decoded
  Value::Members headers;       // each a string
  const Value* body = nullptr;  // a null pointer for none; JSON null is a body
  std::optional<std::int64_t> status;
};

std::string decoded(std::string_view text) { return valid_utf8(unescaped(text)); }

// "a=1&b=2", where a plus is a blank.
void read_query(std::string_view text, std::vector<Query>& out) {
  while (!text.empty()) {
    const auto pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    const auto value = pair.substr(std::min(equals + 1, pair.size()));
    if (pair.empty()) continue;
    out.push_back(
        {decoded(replaced(pair.substr(0, equals), "+", " ")), decoded(replaced(value, "+", " "))});
  }
}

// One text of a header or query; several come with commas between.
std::string single_text(const Value& value) {
  if (value.kind() != Kind::array) return to_display_text(value);
  std::string text;
  for (const auto& item : value.items()) text += (text.empty() ? "" : ",") + to_display_text(item);
  return text;
}

// An object of texts.  Error: invalid.
Result<std::vector<Query>> texts_of(const Members& call, std::string_view name) {
  std::vector<Query> texts;
  const auto* given = call.find(name);
  if (given == nullptr) return texts;
  if (given->kind() != Kind::object)
    return call.wrong(name, "must be an object with a text for each name");
  for (const auto& member : given->members()) {
    if (member.value.kind() == Kind::object)
      return call.wrong(name, fmt::format("'{}' must be text, and is an object", member.key));
    texts.push_back({member.key, single_text(member.value)});
  }
  return texts;
}

Status read_queries(const Members& members, Call& call) {
  const auto mark = call.path.find('?');
  if (mark != call.path.npos) {
    read_query(call.path.substr(mark + 1), call.queries);
    call.path = call.path.substr(0, mark);
  }
  const auto* given = members.find("queries");
  if (given != nullptr && given->kind() == Kind::string) {
    const std::string_view text = given->text();
    read_query(text.substr(text.starts_with('?') ? 1 : 0), call.queries);
    return {};
  }
  auto queries = texts_of(members, "queries");
  if (!queries) return fail(queries.error());
  for (const auto& [name, value] : *queries)
    call.queries.push_back({decoded(name), decoded(value)});
  return {};
}

Result<Call> call_from(const Value& value) {
  Call call;
  if (value.is_null()) return call;
  const Members members{value, "call"};
  if (auto checked = members.check(R"({"method": "POST", "body": {}})"); !checked)
    return fail(checked.error());
  auto method = members.text("method");
  if (!method) return fail(method.error());
  call.method = to_upper(trimmed(method->value_or("")));
  const auto path = members.text("relativePath");
  if (!path) return fail(path.error());
  if (*path) call.path = value.find("relativePath")->text();
  if (auto read = read_queries(members, call); !read) return fail(read.error());
  auto headers = texts_of(members, "headers");
  if (!headers) return fail(headers.error());
  for (auto& [name, text] : *headers) call.headers.push_back({name, std::move(text)});
  call.body = value.find("body");
  const auto status = members.number("statusCode", {100, 599});
  if (!status) return fail(status.error());
  call.status = *status;
  return call;
}

// ---- refusing ----

Refusal refusal(int status, std::string code, std::string message) {
  return {status, std::move(code), std::move(message)};
}

bool has_option(const Trigger& trigger, std::string_view option) {
  const auto* options = trigger.source.find("operationOptions");
  std::string_view rest = options != nullptr && options->kind() == Kind::string
                              ? std::string_view{options->text()}
                              : std::string_view{};
  while (!rest.empty()) {
    const auto one = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    if (same_name(trimmed(one), option)) return true;
  }
  return false;
}

// ---- paths ----

std::vector<std::string_view> segments_of(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    segments.push_back(path.substr(0, path.find('/')));
    path.remove_prefix(std::min(segments.back().size() + 1, path.size()));
  }
  return segments;
}

// "{name}", also with text around it; adds the parameter.
bool match_segment(std::string_view wanted, const std::string& given, Value::Members& parameters) {
  const auto open = wanted.find('{');
  const auto close = wanted.find('}', std::min(open, wanted.size()));
  if (open == wanted.npos || close == wanted.npos) return same_name(wanted, given);
  const auto before = wanted.substr(0, open);
  const auto after = wanted.substr(close + 1);
  if (given.size() <= before.size() + after.size() || !given.starts_with(before) ||
      !given.ends_with(after))
    return false;
  const auto length = given.size() - before.size() - after.size();
  parameters.push_back({std::string(wanted.substr(open + 1, close - open - 1)),
                        given.substr(before.size(), length)});
  return true;
}

// The parameters in the path; nothing when it is another path.
std::optional<Value::Members> match_path(std::string_view wanted, std::string_view given) {
  const auto templates = segments_of(wanted);
  const auto segments = segments_of(given);
  Value::Members parameters;
  if (templates.size() != segments.size()) return std::nullopt;
  for (std::size_t i = 0; i < templates.size(); ++i)
    if (!match_segment(templates[i], decoded(segments[i]), parameters)) return std::nullopt;
  return parameters;
}

// ---- bodies ----

using MaybeBody = std::variant<std::optional<Value>, Refusal>;

Status pay_for_body(std::string_view content_type, std::string_view text, Budget& budget) {
  const auto type = to_lower(content_type);
  if (type.find("json") != std::string::npos) return budget.make(size_of_json(text));
  const auto parts = type.find("form") == std::string::npos ? 0 : std::ranges::count(text, '&');
  return budget.make(3 * text.size() + 8 * room_of_value * static_cast<std::uint64_t>(parts));
}

Result<MaybeBody> body_of(const Call& call, const Value& headers, Budget& budget) {
  if (call.body == nullptr) return MaybeBody{std::nullopt};
  if (call.body->kind() != Kind::string) return MaybeBody{*call.body};
  const auto& text = call.body->text();
  const auto* type = find_header(headers, "Content-Type");
  if (type == nullptr) return MaybeBody{text.empty() ? std::nullopt : std::optional{*call.body}};
  if (auto paid = pay_for_body(type->text(), text, budget); !paid) return fail(paid.error());
  auto body = decode_body(type->text(), text);
  if (body) return MaybeBody{*std::move(body)};
  if (body.error().code == Errc::too_large)
    return MaybeBody{refusal(413, "RequestEntityTooLarge", body.error().message)};
  return MaybeBody{
      refusal(400, "InvalidRequestContent",
              "the body is not the JSON that its Content-Type says: " + body.error().message)};
}

void add_unless_empty(Value::Members& outputs, std::string name, Value::Members members) {
  if (!members.empty()) outputs.push_back({std::move(name), Value::object(std::move(members))});
}

// ---- kinds of triggers ----

// x-ms-user-name: Ann → x-ms-user-name-encoded: QW5u.
void add_encoded_users(Value::Members& headers) {
  static constexpr std::array<std::string_view, 3> names{"x-ms-user-name", "x-ms-user-id",
                                                         "x-ms-user-email"};
  for (const auto name : names) {
    const auto header = [&](std::string_view wanted) {
      return std::ranges::find_if(
          headers, [&](const Value::Member& one) { return same_name(one.key, wanted); });
    };
    const auto encoded_name = std::string(name) + "-encoded";
    const auto plain = header(name);
    if (plain == headers.end() || header(encoded_name) != headers.end()) continue;
    auto encoded = base64_text(plain->value.text());
    headers.push_back({encoded_name, std::move(encoded)});
  }
}

Value::Members joined_queries(const std::vector<Query>& queries) {
  static constexpr std::array<std::string_view, 4> of_address{"api-version", "sp", "sv", "sig"};
  std::vector<Query> joined;
  std::map<std::string_view, std::size_t> places;
  for (const auto& [name, value] : queries) {
    if (std::ranges::find(of_address, name) != of_address.end()) continue;
    const auto [place, is_new] = places.try_emplace(name, joined.size());
    if (is_new)
      joined.push_back({name, value});
    else
      joined[place->second].value += "," + value;
  }
  Value::Members members;
  for (auto& [name, value] : joined) members.push_back({name, std::move(value)});
  return members;
}

std::string text_input(const Value& inputs, std::string_view name) {
  const auto* member = inputs.find(name);
  return member != nullptr && member->kind() == Kind::string ? member->text() : std::string{};
}

// Nothing when the body is as the schema says, or nobody asked.
Result<std::optional<Refusal>> check_schema(const Trigger& trigger, const Value& inputs,
                                            const std::optional<Value>& body, Budget& budget) {
  const auto* schema = inputs.find("schema");
  if (schema == nullptr || schema->kind() != Kind::object ||
      !has_option(trigger, "EnableSchemaValidation"))
    return std::nullopt;
  const auto findings = validate(*schema, body.value_or(Value{}), budget);
  if (!findings) return fail(findings.error());
  if (findings->empty()) return std::nullopt;
  return refusal(400, "TriggerInputSchemaMismatch",
                 fmt::format("the body does not match the schema of the trigger '{}': {}",
                             trigger.name, to_text(*findings)));
}

Result<Reception> receive_request(const Trigger& trigger, const Value& inputs, Call call,
                                  Budget& budget) {
  const auto method = to_upper(trimmed(text_input(inputs, "method")));
  auto parameters = match_path(text_input(inputs, "relativePath"), call.path);
  if (!parameters)
    return refusal(404, "NotFound",
                   fmt::format("the path is not that of the trigger '{}': it must be like '{}'",
                               trigger.name, text_input(inputs, "relativePath")));
  if (!method.empty() && !call.method.empty() && method != call.method)
    return refusal(405, "MethodNotAllowed",
                   fmt::format("the trigger '{}' takes {} only", trigger.name, method));
  if (!has_option(trigger, "IncludeAuthorizationHeadersInOutputs"))
    std::erase_if(call.headers,
                  [](const auto& one) { return same_name(one.key, "Authorization"); });
  if (same_name(trigger.kind, "Button")) add_encoded_users(call.headers);
  const auto headers = Value::object(call.headers);
  auto body = body_of(call, headers, budget);
  if (!body) return fail(body.error());
  if (auto* refused = std::get_if<Refusal>(&*body)) return std::move(*refused);
  auto& content = std::get<std::optional<Value>>(*body);
  auto refused = check_schema(trigger, inputs, content, budget);
  if (!refused) return fail(refused.error());
  if (*refused) return **std::move(refused);

  Value::Members outputs;
  add_unless_empty(outputs, "headers", std::move(call.headers));
  add_unless_empty(outputs, "queries", joined_queries(call.queries));
  add_unless_empty(outputs, "relativePathParameters", *std::move(parameters));
  if (content) outputs.push_back({"body", *std::move(content)});
  return Firing{Value::object(std::move(outputs))};
}

bool is_poll(const Trigger& trigger) {
  constexpr std::array<std::string_view, 4> types{"Http", "ApiConnection", "OpenApiConnection",
                                                  "ServiceProvider"};
  return std::ranges::any_of(types, [&](auto type) { return same_name(type, trigger.type_name); });
}

// A poll, a callback or a notification.
Result<Reception> receive_message(const Trigger& trigger, Call call, Budget& budget) {
  const bool is_http = same_name(trigger.type_name, "Http");
  constexpr std::int64_t ok = 200;
  if (is_poll(trigger) && call.status.value_or(ok) != ok)
    return Refusal{std::nullopt, "TriggerNotFired",
                   fmt::format("the trigger '{}' fires on status 200 only, and got {}",
                               trigger.name, *call.status)};
  auto body = body_of(call, Value::object(call.headers), budget);
  if (!body) return fail(body.error());
  if (auto* refused = std::get_if<Refusal>(&*body)) return std::move(*refused);
  auto& content = std::get<std::optional<Value>>(*body);
  Value::Members outputs;
  if (is_http) outputs.push_back({"statusCode", ok});
  add_unless_empty(outputs, "headers", std::move(call.headers));
  if (content) outputs.push_back({"body", *std::move(content)});
  return Firing{Value::object(std::move(outputs))};
}

Result<Reception> receive_window(const Arrival& arrival, Call call, Budget& budget,
                                 const Trigger& trigger) {
  if (call.body != nullptr) return receive_message(trigger, std::move(call), budget);
  if (!arrival.window)
    return fail(Errc::invalid,
                "the trigger needs a window: give a body with windowStartTime and windowEndTime",
                "call/body");
  auto window = Value::object({{"windowStartTime", riskflow::to_text(arrival.window->start)},
                               {"windowEndTime", riskflow::to_text(arrival.window->end)}});
  return Firing{Value::object({{"body", std::move(window)}})};
}

bool is_request(const Trigger& trigger) {
  return same_name(trigger.type_name, "Request") || same_name(trigger.type_name, "Manual");
}

}  // namespace

Result<Reception> receive(const Trigger& trigger, const Value& inputs, const Arrival& arrival,
                          Budget& budget) {
  if (same_name(trigger.type_name, "Recurrence")) return Firing{};
  auto call = call_from(arrival.call);
  if (!call) return fail(call.error());
  auto received = is_request(trigger) ? receive_request(trigger, inputs, *std::move(call), budget)
                  : same_name(trigger.type_name, "SlidingWindow")
                      ? receive_window(arrival, *std::move(call), budget, trigger)
                      : receive_message(trigger, *std::move(call), budget);
  // What is known of the call is known of all that was read from it.
  if (received)
    if (auto* firing = std::get_if<Firing>(&*received); firing != nullptr && firing->outputs)
      firing->outputs = firing->outputs->with_labels(arrival.call.labels());
  return received;
}

std::optional<Value> recorded_inputs(const Trigger& trigger, const Value& inputs) {
  if (inputs.is_null()) return std::nullopt;
  if (inputs.kind() != Kind::object || !is_request(trigger)) return inputs;
  Value::Members kept;
  for (const auto& member : inputs.members())
    if (!same_name(member.key, "schema")) kept.push_back(member);
  if (kept.empty()) return std::nullopt;
  return Value::object(std::move(kept)).with_labels(inputs.labels());
}

}  // namespace riskflow::language
