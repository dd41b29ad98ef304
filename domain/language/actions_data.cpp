#include "domain/language/actions_data.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "domain/language/actions_control.hpp"
#include "domain/language/envelope.hpp"
#include "domain/language/expression_node.hpp"
#include "domain/language/functions.hpp"
#include "domain/language/functions_collection.hpp"
#include "domain/language/json_schema.hpp"

namespace riskflow::language::builtin {

static std::unexpected<Error> failed(std::string message) {
  return fail(Errc::invalid, std::move(message), std::string(invalid_template));
}

static Outcome with_body(Value inputs, Value body) {
  return Outcome{std::move(inputs), Value::object({{"body", std::move(body)}})};
}

Result<Outcome> compose(Turn turn) {
  auto inputs = turn.action.inputs.evaluate(turn.context);
  if (!inputs) return fail(inputs.error());
  return Outcome{*inputs, *inputs};
}

// Evaluates only the members of `inputs` that the action needs at its start.
static void read_members(DefinitionReader& reader, Action& action,
                         std::initializer_list<std::string_view> members) {
  Value::Members chosen;
  for (const auto member : members)
    if (require(reader, action, member))
      chosen.push_back({std::string(member), *inputs_of(action).find(member)});
  action.inputs = reader.compile(Value::object(std::move(chosen)), action.pointer + "/inputs");
}

static void read_per_item(DefinitionReader& reader, Action& action, std::string_view member) {
  if (require(reader, action, member))
    action.per_item = reader.compile(*inputs_of(action).find(member),
                                     pointer_to(action.pointer + "/inputs", member));
}

// A schema holds names like "@odata.type" that are no templates.
void read_parse_json(DefinitionReader& reader, Action& action) {
  read_members(reader, action, {"content"});
}

void read_query(DefinitionReader& reader, Action& action) {
  read_members(reader, action, {"from"});
  read_per_item(reader, action, "where");
}

void read_select(DefinitionReader& reader, Action& action) {
  read_members(reader, action, {"from"});
  read_per_item(reader, action, "select");
}

void read_join(DefinitionReader& reader, Action& action) {
  read_members(reader, action, {"from", "joinWith"});
}

// What is not as the schema says fails the action, which keeps its outputs.
static Result<Outcome> checked(Turn turn, Outcome outcome) {
  const auto* schema = inputs_of(turn.action).find("schema");
  if (schema == nullptr || schema->kind() != Kind::object) return outcome;
  const auto findings = validate(*schema, *outcome.outputs.find("body"), turn.context.budget);
  if (!findings) return fail(findings.error());
  if (!findings->empty())
    outcome.failure = Error{Errc::invalid, to_text(*findings), "ValidationFailed", {}};
  return outcome;
}

static Result<Outcome> parsed_json(Turn turn);

Result<Outcome> parse_json(Turn turn) {
  auto outcome = parsed_json(turn);
  return outcome ? checked(turn, *std::move(outcome)) : outcome;
}

static Result<Outcome> parsed_json(Turn turn) {
  auto inputs = turn.action.inputs.evaluate(turn.context);
  if (!inputs) return fail(inputs.error());
  const auto& content = *inputs->find("content");
  if (content.is_null()) return failed("the content is null");
  auto text =
      content.kind() == Kind::string ? std::optional{content.text()} : envelope_text(content);
  if (!text) return with_body(*inputs, content);
  auto& budget = turn.context.budget;
  if (auto paid = budget.make(size_of_json(*text)); !paid) return fail(paid.error());
  auto body = from_json_text(*text);
  if (!body) return failed("the content is " + body.error().message);
  if (content.labels().none()) return with_body(*inputs, *std::move(body));
  if (auto paid = budget.make_copy(body->weight()); !paid) return fail(paid.error());
  return with_body(*inputs, body->with_labels(content.labels()));
}

// The evaluated inputs with a `from` that is an array.
static Result<Value> inputs_with_array(Turn turn) {
  auto inputs = turn.action.inputs.evaluate(turn.context);
  if (!inputs) return inputs;
  const auto& from = *inputs->find("from");
  if (from.kind() != Kind::array)
    return failed(fmt::format("'from' must be an array, but is {}", to_text(from.kind())));
  return inputs;
}

static Result<Value> for_item(Turn turn, const Value& item) {
  if (auto paid = turn.context.budget.make(room_of_value); !paid) return fail(paid.error());
  turn.context.items.push_back({{}, item});
  auto value = turn.action.per_item.evaluate(turn.context);
  turn.context.items.pop_back();
  return value;
}

Result<Outcome> query(Turn turn) {
  auto inputs = inputs_with_array(turn);
  if (!inputs) return fail(inputs.error());
  Value::Array kept;
  Labels asked;  // which items are missing tells of what was asked
  for (const auto& item : inputs->find("from")->items()) {
    auto wanted = for_item(turn, item);
    if (!wanted) return fail(wanted.error());
    if (wanted->kind() != Kind::boolean)
      return failed(fmt::format("'where' must be a boolean, but is {}", to_text(wanted->kind())));
    asked = join(asked, wanted->labels());
    if (wanted->boolean()) kept.push_back(item);
  }
  auto body = Value::array(std::move(kept));
  if (covers(body.labels(), asked)) return with_body(*inputs, std::move(body));
  if (auto paid = turn.context.budget.make_copy(body.weight()); !paid) return fail(paid.error());
  return with_body(*inputs, body.with_labels(asked));
}

Result<Outcome> select_action(Turn turn) {
  auto inputs = inputs_with_array(turn);
  if (!inputs) return fail(inputs.error());
  Value::Array made;
  for (const auto& item : inputs->find("from")->items()) {
    auto value = for_item(turn, item);
    if (!value) return fail(value.error());
    made.push_back(*std::move(value));
  }
  return with_body(*inputs, Value::array(std::move(made)));
}

Result<Outcome> join_action(Turn turn) {
  auto inputs = inputs_with_array(turn);
  if (!inputs) return fail(inputs.error());
  const auto& separator = *inputs->find("joinWith");
  if (separator.kind() != Kind::string)
    return failed(fmt::format("'joinWith' must be a string, but is {}", to_text(separator.kind())));
  const auto& from = *inputs->find("from");
  auto& budget = turn.context.budget;
  if (auto paid = budget.spend(from.weight()); !paid) return fail(paid.error());
  auto text = join_items(turn.context, from.items(), Text{separator.text(), nullptr});
  if (!text) return fail(text.error());
  if (auto paid = budget.make(text->size()); !paid) return fail(paid.error());
  return with_body(*inputs, Value{*std::move(text)}.with_labels(inputs->labels()));
}

// ---- functions as actions ----

// A kind of the type Expression: the function that it stands for, and its inputs in the order of
// the function's parameters; the last `optional` ones may be missing.  "a|b": either name.
struct FunctionKind {
  std::string_view kind;
  std::string_view function;
  std::array<std::string_view, 4> inputs;
  std::size_t optional = 0;
};

static constexpr std::array function_kinds{
    FunctionKind{"AddToTime", "addToTime", {"baseTime", "interval", "timeUnit", "formatString"}, 1},
    FunctionKind{"ConvertTimeZone",
                 "convertTimeZone",
                 {"baseTime", "sourceTimeZone", "destinationTimeZone", "formatString"},
                 1},
    FunctionKind{"CurrentTime", "utcNow", {"formatString"}, 1},
    FunctionKind{"GetFutureTime", "getFutureTime", {"interval", "timeUnit", "formatString"}, 1},
    FunctionKind{"GetPastTime", "getPastTime", {"interval", "timeUnit", "formatString"}, 1},
    FunctionKind{"IndexOf", "indexOf", {"text|searchIn", "searchText|textToFind"}, 0},
    FunctionKind{"Substring", "substring", {"text", "startIndex|startPosition|start", "length"}, 1},
    FunctionKind{"SubtractFromTime",
                 "subtractFromTime",
                 {"baseTime", "interval", "timeUnit", "formatString"},
                 1},
};

static const FunctionKind* function_kind_of(const Action& action) {
  const auto kind = text_member(action.source, "kind");
  const auto* found = std::ranges::find_if(
      function_kinds, [&](const FunctionKind& row) { return same_name(row.kind, kind); });
  return found != function_kinds.end() ? found : nullptr;
}

static const Value* find_either(const Value& inputs, std::string_view names) {
  while (!names.empty()) {
    const auto bar = std::min(names.find('|'), names.size());
    if (const auto* found = inputs.find(names.substr(0, bar))) return found;
    names.remove_prefix(std::min(bar + 1, names.size()));
  }
  return nullptr;
}

void read_function(DefinitionReader& reader, Action& action) {
  read_inputs(reader, action);
  if (function_kind_of(action) == nullptr)
    reader.error("unknown-expression-kind", action.pointer + "/kind",
                 fmt::format("there is no kind '{}' of the type Expression",
                             text_member(action.source, "kind")),
                 "Use a Compose with an expression instead.");
}

Result<Outcome> call_function(Turn turn) {
  auto inputs = turn.action.inputs.evaluate(turn.context);
  if (!inputs) return fail(inputs.error());
  const auto& row = *function_kind_of(turn.action);
  Call call{std::string(row.function), find_function(row.function), {}};
  const auto given = static_cast<std::size_t>(
      std::ranges::count_if(row.inputs, [](auto name) { return !name.empty(); }));
  for (std::size_t i = 0; i < given; ++i) {
    const auto* value = find_either(*inputs, row.inputs[i]);
    if (value == nullptr && i + row.optional < given)
      return failed(fmt::format("'{}' is missing in the inputs", row.inputs[i]));
    if (value == nullptr) break;
    call.arguments.push_back(Node{Literal{*value}, {}});
  }
  auto result = evaluate(Node{std::move(call), {}}, turn.context);
  if (!result) return fail(result.error());
  return with_body(*std::move(inputs), *std::move(result));
}

}  // namespace riskflow::language::builtin
