#include "domain/language/actions_data.hpp"

#include <fmt/format.h>

#include "domain/language/actions_control.hpp"
#include "domain/language/envelope.hpp"
#include "domain/language/functions_collection.hpp"

namespace riskflow::language::builtin {

static std::unexpected<Error> failed(std::string message) {
  return fail(Errc::invalid, std::move(message), std::string(invalid_template));
}

static Outcome with_body(Value inputs, Value body) {
  return Outcome{std::move(inputs), Value::object({{"body", std::move(body)}}), {}};
}

Result<Outcome> compose(Turn turn) {
  auto inputs = turn.action.inputs.evaluate(turn.context);
  if (!inputs) return fail(inputs.error());
  return Outcome{*inputs, *inputs, {}};
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

Result<Outcome> parse_json(Turn turn) {
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

}  // namespace riskflow::language::builtin
