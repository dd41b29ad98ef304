#include "domain/language/actions_control.hpp"

#include <fmt/format.h>

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

// `authentication` is the platform's business and not evaluated.
void read_call(DefinitionReader& reader, Action& action) {
  action.call = reader.connector_call(action.source, action.pointer);
  const auto* parameters = inputs_of(action).find("parameters");
  action.inputs = reader.compile(parameters != nullptr ? *parameters : Value::object({}),
                                 action.pointer + "/inputs/parameters");
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

void read_loop(DefinitionReader& reader, Action& action) {
  for (const auto* key : {"foreach", "expression"})
    if (const auto* found = action.source.find(key))
      action.inputs = reader.compile(*found, pointer_to(action.pointer, key));
  read_scope(reader, action);
}

void read_switch(DefinitionReader& reader, Action& action) {
  if (const auto* expression = action.source.find("expression"))
    action.inputs = reader.compile(*expression, action.pointer + "/expression");
  const auto* cases = action.source.find("cases");
  if (cases != nullptr && cases->kind() == Kind::object)
    for (const auto& [label, branch] : cases->members())
      action.branches.push_back(
          reader.branch(label, branch.find("actions"),
                        pointer_to(action.pointer + "/cases", label) + "/actions"));
  const auto* otherwise = action.source.find("default");
  action.branches.push_back(
      reader.branch("default", otherwise != nullptr ? otherwise->find("actions") : nullptr,
                    action.pointer + "/default/actions"));
}

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
  return Outcome{*inputs, {}, *std::move(end)};
}

}  // namespace riskflow::language::builtin
