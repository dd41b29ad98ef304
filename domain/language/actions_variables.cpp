#include "domain/language/actions_variables.hpp"

#include <array>

#include <fmt/format.h>

#include "domain/language/actions_control.hpp"
#include "domain/language/envelope.hpp"
#include "domain/language/expression_node.hpp"
#include "domain/language/functions.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

struct VariableTypeWord {
  VariableType type;
  std::string_view word;
};

static constexpr std::array type_words{
    VariableTypeWord{VariableType::boolean, "Boolean"},
    VariableTypeWord{VariableType::integer, "Integer"},
    VariableTypeWord{VariableType::real, "Float"},
    VariableTypeWord{VariableType::string, "String"},
    VariableTypeWord{VariableType::array, "Array"},
    VariableTypeWord{VariableType::object, "Object"},
};

static std::optional<VariableType> variable_type(std::string_view word) {
  for (const auto& row : type_words)
    if (same_name(row.word, word)) return row.type;
  return std::nullopt;
}

static std::unexpected<Error> failed(std::string message) {
  return fail(Errc::invalid, std::move(message), "InvalidVariableOperation");
}

static std::unexpected<Error> mismatch(VariableType type, const Value& value) {
  return failed(fmt::format("the variable is of type {} and cannot hold {}",
                            type_words[static_cast<std::size_t>(type) - 1].word,
                            to_text(value.kind())));
}

// The value as the declared type holds it.
static Result<Value> accepted(VariableType type, const Value& value) {
  const auto kind = value.kind();
  switch (type) {
    case VariableType::boolean:
      if (kind == Kind::boolean) return value;
      break;
    case VariableType::integer:
      if (kind == Kind::integer) return value;
      break;
    case VariableType::real:
      if (value.is_number()) return Value{value.as_double()}.with_labels(value.labels());
      break;
    case VariableType::string:
      if (kind == Kind::string) return value;
      if (kind == Kind::null) return Value{""}.with_labels(value.labels());
      if (auto text = envelope_text(value)) return Value{*text}.with_labels(value.labels());
      break;
    case VariableType::array:
      if (kind == Kind::array) return value;
      if (kind == Kind::null) return Value::array({}).with_labels(value.labels());
      break;
    case VariableType::object: return value;
  }
  return mismatch(type, value);
}

static Value initial(VariableType type) {
  switch (type) {
    case VariableType::boolean: return Value{false};
    case VariableType::integer: return Value{0};
    case VariableType::real: return Value{0.0};
    case VariableType::string: return Value{""};
    case VariableType::array: return Value::array({});
    case VariableType::object: break;
  }
  return Value{};
}

// What initialising gives a variable; the texts 'true' and 'false' are booleans here only.
static Result<Value> initialized(VariableType type, const Value* given) {
  if (given == nullptr) return initial(type);
  if (type == VariableType::boolean && given->kind() == Kind::string) {
    const bool yes = same_name(given->text(), "true");
    if (yes || same_name(given->text(), "false")) return Value{yes}.with_labels(given->labels());
  }
  return accepted(type, *given);
}

static const Value::Array& variables_in(const Value& inputs) {
  static const Value::Array none;
  const auto* list = inputs.find("variables");
  return list != nullptr && list->kind() == Kind::array ? list->items() : none;
}

static std::vector<VariableWrite> initial_writes(const Value& inputs) {
  std::vector<VariableWrite> writes;
  for (const auto& variable : variables_in(inputs)) {
    const auto type = variable_type(text_member(variable, "type"));
    if (!type) continue;
    if (auto value = initialized(*type, variable.find("value")))
      writes.push_back({text_member(variable, "name"), type, *value});
  }
  return writes;
}

std::vector<VariableWrite> writes_of(const Action& action, const Step& step) {
  if (step.status != StepStatus::succeeded || action.type == nullptr) return {};
  if (action.type->evaluate == builtin::initialize) return initial_writes(step.inputs);
  const bool writes = action.type->evaluate == builtin::set_variable ||
                      action.type->evaluate == builtin::append_to_array ||
                      action.type->evaluate == builtin::increment ||
                      action.type->evaluate == builtin::decrement ||
                      action.type->evaluate == builtin::append_to_string;
  const auto* body = writes ? step.outputs.find("body") : nullptr;
  const auto* value = body != nullptr ? body->find("value") : nullptr;
  if (value == nullptr) return {};
  return {VariableWrite{text_member(*body, "name"), std::nullopt, *value}};
}

namespace builtin {

void read_initialize(DefinitionReader& reader, Action& action) {
  read_inputs(reader, action);
  const auto& list = variables_in(inputs_of(action));
  const auto pointer = action.pointer + "/inputs/variables";
  if (list.empty())
    reader.error("missing-variable", pointer,
                 fmt::format("'{}' initialises no variable", action.name));
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (text_member(list[i], "name").empty())
      reader.error("missing-variable", pointer_to(pointer, i), "the variable has no name");
    if (!variable_type(text_member(list[i], "type")))
      reader.error("invalid-variable-type", pointer_to(pointer, i),
                   "the variable has no valid type",
                   "Use Boolean, Integer, Float, String, Array or Object.");
  }
}

Result<Outcome> initialize(Turn turn) {
  auto inputs = turn.action.inputs.evaluate(turn.context);
  if (!inputs) return fail(inputs.error());
  for (const auto& variable : variables_in(*inputs)) {
    const auto name = text_member(variable, "name");
    if (turn.state.variables.contains(name))
      return failed(fmt::format("the variable '{}' is initialised already", name));
    const auto type = variable_type(text_member(variable, "type"));
    if (!type) return failed(fmt::format("the variable '{}' has no valid type", name));
    auto value = initialized(*type, variable.find("value"));
    if (!value) return fail(value.error());
  }
  return Outcome{*inputs, {}};
}

// The inputs of an action on one variable, and that variable.
struct Change {
  Value inputs;
  std::string name;
  Variable variable;
  Value given;
};

static Result<Change> change_of(Turn turn) {
  auto inputs = turn.action.inputs.evaluate(turn.context);
  if (!inputs) return fail(inputs.error());
  Change change{*inputs, text_member(*inputs, "name"), {}, {}};
  const auto found = turn.state.variables.find(change.name);
  if (found == turn.state.variables.end())
    return failed(fmt::format("the variable '{}' is not initialised", change.name));
  change.variable = found->second;
  if (const auto* value = inputs->find("value")) change.given = *value;
  return change;
}

static Outcome written(const Change& change, const Value& value) {
  return Outcome{
      change.inputs,
      Value::object({{"body", Value::object({{"name", change.name}, {"value", value}})}})};
}

static Result<Outcome> within_limit(Outcome outcome) {
  if (outcome.outputs.weight() > value_weight_max)
    return failed(fmt::format("the variable would be larger than {} characters", value_weight_max));
  return outcome;
}

Result<Outcome> set_variable(Turn turn) {
  auto change = change_of(turn);
  if (!change) return fail(change.error());
  auto value = accepted(change->variable.type, change->given);
  if (!value) return fail(value.error());
  return written(*change, *value);
}

// By add() and sub(), so that numbers overflow here as they do there.
static Result<Outcome> moved(Turn turn, std::string_view function) {
  auto change = change_of(turn);
  if (!change) return fail(change.error());
  const auto type = change->variable.type;
  if (type != VariableType::integer && type != VariableType::real)
    return failed("only variables of type Integer and Float are counted up and down");
  const bool is_given = change->inputs.find("value") != nullptr && !change->given.is_null();
  const Value by = is_given ? change->given : Value{1};
  Call call{std::string(function),
            find_function(function),
            {Node{Literal{change->variable.value}, {}}, Node{Literal{by}, {}}}};
  auto sum = evaluate(Node{std::move(call), {}}, turn.context);
  if (!sum) return fail(sum.error());
  auto value = accepted(type, *sum);
  if (!value) return fail(value.error());
  auto outcome = written(*change, *value);
  auto outputs = outcome.outputs.members();  // here the service has both, with and without a body
  outputs.push_back({"name", change->name});
  outputs.push_back({"value", *value});
  outcome.outputs = Value::object(std::move(outputs));
  return outcome;
}

Result<Outcome> increment(Turn turn) { return moved(turn, "add"); }
Result<Outcome> decrement(Turn turn) { return moved(turn, "sub"); }

Result<Outcome> append_to_string(Turn turn) {
  auto change = change_of(turn);
  if (!change) return fail(change.error());
  const auto& before = change->variable.value;
  if (before.kind() != Kind::string) return mismatch(change->variable.type, Value{""});
  const auto size = before.text().size() + change->given.weight();
  if (auto paid = turn.context.budget.make(size); !paid) return fail(paid.error());
  const Value after{before.text() + to_display_text(change->given)};
  return within_limit(
      written(*change, after.with_labels(join(before.labels(), change->given.labels()))));
}

Result<Outcome> append_to_array(Turn turn) {
  auto change = change_of(turn);
  if (!change) return fail(change.error());
  const auto& before = change->variable.value;
  if (before.kind() != Kind::array) return mismatch(change->variable.type, Value::array({}));
  if (change->given.is_null() || change->given.kind() == Kind::array)
    return failed(fmt::format("{} cannot be appended to an array", to_text(change->given.kind())));
  if (auto paid = turn.context.budget.make_from_parts(before); !paid) return fail(paid.error());
  auto items = before.items();
  items.push_back(change->given);
  return within_limit(written(*change, Value::array(std::move(items))));
}

}  // namespace builtin
}  // namespace riskflow::language
