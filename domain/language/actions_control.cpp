#include "domain/language/actions_control.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/language/duration.hpp"
#include "domain/language/expression_node.hpp"
#include "domain/language/timestamp.hpp"

namespace riskflow::language::builtin {

const Value& inputs_of(const Action& action) {
  static const Value none;
  const auto* inputs = action.source.find("inputs");
  return inputs != nullptr ? *inputs : none;
}

bool require(DefinitionReader& reader, const Action& action, std::string_view member) {
  if (inputs_of(action).find(member) != nullptr) return true;
  reader.error("missing-input", action.pointer + "/inputs",
               fmt::format("the {} '{}' has no '{}'", action.type_name, action.name, member));
  return false;
}

void read_inputs(DefinitionReader& reader, Action& action) {
  action.inputs = reader.compile(inputs_of(action), action.pointer + "/inputs");
}

bool has_operation_option(const Value& source, std::string_view option) {
  auto rest = text_member(source, "operationOptions");
  for (std::string_view left = rest; !left.empty();) {
    const auto comma = std::min(left.find(','), left.size());
    if (same_name(trimmed(left.substr(0, comma)), option)) return true;
    left.remove_prefix(std::min(comma + 1, left.size()));
  }
  return false;
}

void read_scope(DefinitionReader& reader, Action& action) {
  action.branches.push_back(
      reader.branch("actions", action.source.find("actions"), action.pointer + "/actions"));
}

void read_if(DefinitionReader& reader, Action& action) {
  const auto* expression = action.source.find("expression");
  if (expression == nullptr) {
    reader.error("missing-expression", action.pointer,
                 fmt::format("the condition '{}' has no expression", action.name));
  } else {
    action.condition = reader.condition(*expression, action.pointer + "/expression");
  }
  read_scope(reader, action);
  const auto* otherwise = action.source.find("else");
  action.branches.push_back(
      reader.branch("else", otherwise != nullptr ? otherwise->find("actions") : nullptr,
                    action.pointer + "/else/actions"));
}

void read_switch(DefinitionReader& reader, Action& action) {
  if (const auto* expression = action.source.find("expression")) {
    action.condition = reader.compile(*expression, action.pointer + "/expression");
  } else {
    reader.error("missing-expression", action.pointer,
                 fmt::format("the switch '{}' has no expression", action.name));
  }
  const auto* cases = action.source.find("cases");
  if (cases != nullptr && cases->kind() == Kind::object)
    for (const auto& [label, source] : cases->members()) {
      const auto pointer = pointer_to(action.pointer + "/cases", label);
      auto branch = reader.branch(label, source.find("actions"), pointer + "/actions");
      if (const auto* value = source.find("case")) {
        branch.label = *value;
      } else {
        reader.error("missing-case", pointer, fmt::format("the case '{}' has no 'case'", label),
                     "Give the string or number that it is taken for.");
      }
      action.branches.push_back(std::move(branch));
    }
  const auto* otherwise = action.source.find("default");
  action.branches.push_back(
      reader.branch("default", otherwise != nullptr ? otherwise->find("actions") : nullptr,
                    action.pointer + "/default/actions"));
}

// ---- containers ----

Result<Outcome> enter_scope(Turn) { return Outcome{}; }

static Value operand(const Node& node, Context& context) {
  static constexpr std::uint64_t shown_max = 200;
  auto value = evaluate(node, context);
  return value && value->weight() <= shown_max ? *std::move(value) : Value{"..."};
}

// What a condition compares, for who asks why: {"and": [{"equals": [1, 2]}, ...]}.
static Value compared(const Node& node, Context& context) {
  const auto* call = std::get_if<Call>(&node.what);
  if (call == nullptr) return operand(node, context);
  const bool joins =
      same_name(call->name, "and") || same_name(call->name, "or") || same_name(call->name, "not");
  Value::Array operands;
  for (const auto& argument : call->arguments)
    operands.push_back(joins ? compared(argument, context) : operand(argument, context));
  return Value::object({{call->name, Value::array(std::move(operands))}});
}

Result<Outcome> enter_if(Turn turn) {
  auto truth = turn.action.condition.evaluate(turn.context);
  if (!truth) return fail(truth.error());
  if (truth->kind() != Kind::boolean)
    return fail(Errc::invalid,
                fmt::format("the condition must be a boolean, but is {}", to_text(truth->kind())),
                "ExpressionEvaluationFailed");
  return Outcome{
      Value::object({{"expression", compared(turn.action.condition.root(), turn.context)}}),
      Value::object({{"expressionResult", *truth}})};
}

Result<Outcome> enter_switch(Turn turn) {
  auto value = turn.action.condition.evaluate(turn.context);
  if (!value) return fail(value.error());
  if (value->kind() != Kind::string && value->kind() != Kind::integer)
    return fail(Errc::invalid,
                fmt::format("the expression of a switch must be a string or an integer, but is {}",
                            to_text(value->kind())),
                "ExpressionEvaluationFailed");
  return Outcome{Value::object({{"expression", *std::move(value)}}), {}};
}

std::optional<std::size_t> taken_branch(const Action& action, const Step& entered) {
  if (action.type->evaluate == enter_if) {
    const auto* result = entered.outputs.find("expressionResult");
    const bool is_false =
        result != nullptr && result->kind() == Kind::boolean && !result->boolean();
    return is_false ? 1 : 0;
  }
  if (action.type->evaluate != enter_switch) return 0;
  const auto* value = entered.inputs.find("expression");
  const auto last = action.branches.size() - 1;
  for (std::size_t i = 0; i < last; ++i)
    if (value != nullptr && action.branches[i].label == *value) return i;
  return last;
}

// ---- Terminate and Wait ----

void read_terminate(DefinitionReader& reader, Action& action) {
  if (require(reader, action, "runStatus")) read_inputs(reader, action);
}

Result<RunEnd> end_by(const Value& inputs) {
  const auto status = step_status_from_text(text_member(inputs, "runStatus"));
  const bool allowed = status == StepStatus::succeeded || status == StepStatus::failed ||
                       status == StepStatus::cancelled;
  if (!allowed)
    return fail(Errc::invalid, "runStatus must be Succeeded, Failed or Cancelled",
                std::string(invalid_template));
  RunEnd end{*status, "Terminated", {}};
  const auto* error = inputs.find("runError");
  if (error == nullptr || status != StepStatus::failed) return end;
  // How a run ended is shown to everybody who sees the run.
  const bool withheld = !error->labels().none();
  if (!withheld) end.code = text_member(*error, "code");
  end.message = withheld ? "The message is about a person or secret, and withheld."
                         : text_member(*error, "message");
  return end;
}

Result<Outcome> terminate(Turn turn) {
  auto inputs = turn.action.inputs.evaluate(turn.context);
  if (!inputs) return fail(inputs.error());
  auto end = end_by(*inputs);
  if (!end) return fail(end.error());
  return Outcome{.inputs = *inputs, .end = *std::move(end)};
}

void read_wait(DefinitionReader& reader, Action& action) {
  read_inputs(reader, action);
  const auto& inputs = inputs_of(action);
  if (inputs.kind() == Kind::object && inputs.find("interval") == nullptr &&
      inputs.find("until") == nullptr)
    reader.error(
        "missing-input", action.pointer + "/inputs",
        fmt::format("the Wait '{}' has neither 'interval' nor 'until'", action.name),
        R"(Give {"interval": {"count": 5, "unit": "Minute"}} or {"until": {"timestamp": ...}}.)");
}

static Result<Instant> end_of_wait(const Value& inputs, Instant now) {
  if (const auto* given = inputs.find("interval")) {
    auto interval = interval_from(*given);
    if (!interval) return fail(interval.error());
    return plus(now, *interval);
  }
  const auto* until = inputs.find("until");
  const auto* at = until != nullptr ? until->find("timestamp") : nullptr;
  if (at == nullptr) return fail(Errc::invalid, "a Wait needs an interval, or until.timestamp");
  const auto parsed = timestamp_from_text(to_display_text(*at));
  if (!parsed) return fail(parsed.error());
  const auto since = parsed->ticks - timestamp_of(Instant{}).ticks;
  return Instant{std::chrono::microseconds{since / 10}};
}

Result<Outcome> wait(Turn turn) {
  auto inputs = turn.action.inputs.evaluate(turn.context);
  if (!inputs) return fail(inputs.error());
  const auto until = end_of_wait(*inputs, turn.context.now);
  if (!until) return fail(Errc::invalid, until.error().message, std::string(invalid_template));
  return Outcome{.inputs = *std::move(inputs), .until = *until};
}

}  // namespace riskflow::language::builtin
