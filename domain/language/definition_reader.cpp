#include "domain/language/definition_reader.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "domain/language/actions.hpp"

namespace riskflow::language {

std::string text_member(const Value& object, std::string_view key) {
  const auto* member = object.find(key);
  return member != nullptr && member->kind() == Kind::string ? member->text() : std::string{};
}

void DefinitionReader::error(std::string code, std::string pointer, std::string message,
                             std::string fix) {
  diagnostics_.push_back(
      {std::move(code), Severity::error, std::move(pointer), std::move(message), std::move(fix)});
}

void DefinitionReader::warning(std::string code, std::string pointer, std::string message,
                               std::string fix) {
  diagnostics_.push_back(
      {std::move(code), Severity::warning, std::move(pointer), std::move(message), std::move(fix)});
}

// A template with a fault is reported once, and not checked further.
void DefinitionReader::keep(const Value& json, const std::string& pointer, Expression expression,
                            TemplateReport report) {
  for (auto& fault : report.faults)
    error("invalid-template", std::move(fault.pointer), std::move(fault.error.message),
          "Correct the expression; write a literal '@' at the start of a text as '@@'.");
  if (report.faults.empty()) templates_.push_back({owner_, pointer, json, std::move(expression)});
}

Expression DefinitionReader::compile(const Value& json, const std::string& pointer) {
  TemplateReport report;
  auto expression = compile_template(json, pointer, report);
  keep(json, pointer, expression, std::move(report));
  return expression;
}

Expression DefinitionReader::condition(const Value& json, const std::string& pointer) {
  TemplateReport report;
  auto expression = compile_condition(json, pointer, report);
  keep(json, pointer, expression, std::move(report));
  return expression;
}

static bool begins_as(std::string_view text, std::string_view beginning) {
  return same_name(text.substr(0, beginning.size()), beginning);
}

std::optional<ConnectorCall> DefinitionReader::connector_call(const Value& source,
                                                              const std::string& pointer) {
  const auto type = text_member(source, "type");
  const bool is_provider = same_name(type, "ServiceProvider");
  const auto* member = is_provider ? "serviceProviderConfiguration" : "host";
  const auto* inputs = source.find("inputs");
  const auto* host = inputs != nullptr ? inputs->find(member) : nullptr;
  const auto place = pointer + "/inputs/" + member;
  if (host == nullptr || host->kind() != Kind::object) {
    error("missing-host", place, fmt::format("inputs.{} is missing", member),
          "Give it: it names the connector, the connection and the operation.");
    return std::nullopt;
  }
  auto named = connection_of(*inputs, connections_);
  ConnectorCall call{std::move(named.api), std::move(named.name), std::move(named.operation)};
  if (begins_as(type, "ApiConnection") || host->find("connection") != nullptr) return call;
  if (call.api.empty())
    error("missing-api", place, "neither apiId nor a connection reference names the connector",
          "Give apiId, or add the connection to connectionReferences.");
  if (call.operation.empty() || call.operation.starts_with('@'))
    error("missing-operation", place + "/operationId",
          "operationId must be the literal name of an operation",
          "What a step does is decided before a run starts: write the operation's name.");
  return call;
}

static Secrecy secure_part(const Value& source, std::string_view part) {
  const Value* properties = &source;
  for (const auto* key : {"runtimeConfiguration", "secureData", "properties"}) {
    properties = properties->find(key);
    if (properties == nullptr) return Secrecy::open;
  }
  if (properties->kind() != Kind::array) return Secrecy::open;
  const bool listed = std::ranges::any_of(properties->items(), [&](const Value& item) {
    return item.kind() == Kind::string && same_name(item.text(), part);
  });
  return listed ? Secrecy::secure : Secrecy::open;
}

void DefinitionReader::run_after(Action& action) {
  const auto* after = action.source.find("runAfter");
  if (after == nullptr || after->is_null()) return;
  const auto pointer = action.pointer + "/runAfter";
  if (after->kind() != Kind::object)
    return error("invalid-run-after", pointer, "runAfter must be an object of action names",
                 R"(Write it as {"Previous_action": ["Succeeded"]}.)");
  for (const auto& [name, statuses] : after->members()) {
    RunAfter entry{name, {}};
    const auto place = pointer_to(pointer, name);
    if (statuses.kind() != Kind::array) {
      error("invalid-run-after", place, "the accepted statuses must be an array",
            R"(Write it as ["Succeeded"].)");
      continue;
    }
    for (const auto& word : statuses.items()) {
      const auto status = step_status_from_text(to_display_text(word));
      if (!status || !is_terminal(*status))
        error("invalid-run-after", place, fmt::format("'{}' is no status", to_display_text(word)),
              "Use Succeeded, Failed, Skipped or TimedOut.");
      entry.statuses.push_back(status.value_or(StepStatus::waiting));
    }
    action.run_after.push_back(std::move(entry));
  }
}

Action DefinitionReader::action(const std::string& name, const Value& source,
                                const std::string& pointer) {
  Action action;
  action.name = name;
  action.pointer = pointer;
  action.source = source;
  action.type_name = text_member(source, "type");
  action.type = find_action_type(action.type_name);
  action.inputs_secrecy = secure_part(source, "inputs");
  action.outputs_secrecy = secure_part(source, "outputs");
  if (action.type_name.empty()) {
    error("missing-type", pointer, fmt::format("the action '{}' has no type", name));
  } else if (action.type == nullptr) {
    error("unknown-action-type", pointer + "/type",
          fmt::format("there is no action type '{}'", action.type_name));
  } else if (action.type->role == ActionRole::unsupported) {
    warning("unsupported-action-type", pointer + "/type",
            fmt::format("actions of type '{}' need a product that riskflow is not part of; the "
                        "action fails when its turn comes",
                        action.type->name),
            "Replace it by supported actions, or give it a static result.");
  }
  run_after(action);
  const auto outer = std::exchange(owner_, name);
  if (action.type != nullptr) {
    action.type->read(*this, action);
    for (auto& [member, target] :
         {std::pair{"limit", &action.limit}, std::pair{"trackedProperties", &action.tracked}})
      if (const auto* found = source.find(member))
        *target = compile(*found, pointer_to(pointer, member));
  }
  owner_ = outer;
  return action;
}

Branch DefinitionReader::branch(std::string name, const Value* actions,
                                const std::string& pointer) {
  Branch branch;
  branch.name = std::move(name);
  if (actions == nullptr || actions->is_null()) return branch;
  if (actions->kind() != Kind::object) {
    error("invalid-actions", pointer, "actions must be an object of named actions");
    return branch;
  }
  for (const auto& [key, source] : actions->members())
    branch.actions.push_back(action(key, source, pointer_to(pointer, key)));
  order(branch);
  return branch;
}

// Actions of a branch by the places of those that they run after; what is missing is reported.
using Predecessors = std::vector<std::vector<std::size_t>>;

static Predecessors predecessors_of(const Branch& branch, DefinitionReader& reader) {
  std::unordered_map<std::string, std::size_t> siblings;
  for (std::size_t i = 0; i < branch.actions.size(); ++i)
    siblings.insert_or_assign(to_lower(branch.actions[i].name), i);
  Predecessors all(branch.actions.size());
  for (std::size_t i = 0; i < branch.actions.size(); ++i) {
    const auto& action = branch.actions[i];
    for (const auto& entry : action.run_after) {
      const auto found = siblings.find(to_lower(entry.action));
      if (found != siblings.end()) {
        all[i].push_back(found->second);
        continue;
      }
      reader.error("run-after-missing", pointer_to(action.pointer + "/runAfter", entry.action),
                   fmt::format("'{}' runs after '{}', which is not in the same scope", action.name,
                               entry.action),
                   "Name an action of the same scope, or remove the entry.");
    }
  }
  return all;
}

// How often the text must be gone through from its start until an action's turn has come: once,
// unless it runs after something that is written below it.  Nothing for what is in a circle.
static std::vector<std::optional<std::size_t>> rounds_of(const Predecessors& earlier) {
  std::vector<std::vector<std::size_t>> later(earlier.size());
  std::vector<std::size_t> missing(earlier.size()), open;
  for (std::size_t i = 0; i < earlier.size(); ++i) {
    for (const auto before : earlier[i]) later[before].push_back(i);
    missing[i] = earlier[i].size();
    if (missing[i] == 0) open.push_back(i);
  }
  std::vector<std::size_t> least(earlier.size());
  std::vector<std::optional<std::size_t>> rounds(earlier.size());
  while (!open.empty()) {
    const auto next = open.back();
    open.pop_back();
    rounds[next] = least[next];
    for (const auto after : later[next]) {
      least[after] = std::max(least[after], least[next] + (after < next ? 1 : 0));
      if (--missing[after] == 0) open.push_back(after);
    }
  }
  return rounds;
}

// Each action after what it runs after, else as written.  What is left over is a cycle.
void DefinitionReader::order(Branch& branch) {
  const auto rounds = rounds_of(predecessors_of(branch, *this));
  for (std::size_t i = 0; i < branch.actions.size(); ++i) {
    if (rounds[i]) branch.order.push_back(i);
    if (!rounds[i])
      error("run-after-cycle", branch.actions[i].pointer + "/runAfter",
            fmt::format("'{}' runs after itself, through the actions it waits for",
                        branch.actions[i].name),
            "Remove one runAfter of the circle.");
  }
  std::ranges::stable_sort(branch.order, {}, [&](std::size_t place) { return *rounds[place]; });
}

Trigger DefinitionReader::trigger(const std::string& name, const Value& source,
                                  const std::string& pointer) {
  Trigger trigger;
  trigger.name = name;
  trigger.pointer = pointer;
  trigger.source = source;
  trigger.type_name = text_member(source, "type");
  trigger.kind = text_member(source, "kind");
  if (trigger.type_name.empty())
    error("missing-type", pointer, fmt::format("the trigger '{}' has no type", name));
  trigger_rules(trigger);
  const auto* inputs = source.find("inputs");
  if (inputs == nullptr || inputs->kind() != Kind::object) return trigger;
  if (inputs->find("host") != nullptr || same_name(trigger.type_name, "ServiceProvider"))
    trigger.call = connector_call(source, pointer);
  Value::Members evaluated;
  for (const auto& member : inputs->members())
    if (!same_name(member.key, "schema") && !same_name(member.key, "host") &&
        !same_name(member.key, "authentication"))
      evaluated.push_back(member);
  trigger.inputs = compile(Value::object(std::move(evaluated)), pointer + "/inputs");
  return trigger;
}

// What decides on whether, how often and under which name a trigger starts a run.
void DefinitionReader::trigger_rules(Trigger& trigger) {
  const auto& source = trigger.source;
  if (const auto* conditions = source.find("conditions");
      conditions != nullptr && conditions->kind() == Kind::array)
    for (std::size_t i = 0; i < conditions->items().size(); ++i) {
      const auto place = pointer_to(trigger.pointer + "/conditions", i);
      if (const auto* expression = conditions->items()[i].find("expression")) {
        trigger.conditions.push_back(condition(*expression, place + "/expression"));
      } else {
        error("missing-expression", place, "the condition has no expression",
              R"j(Write it as {"expression": "@equals(...)"}.)j");
      }
    }
  if (const auto* split = source.find("splitOn"); split != nullptr && !split->is_null())
    trigger.split_on = compile(*split, trigger.pointer + "/splitOn");
  if (const auto* configuration = source.find("splitOnConfiguration"))
    compile(*configuration, trigger.pointer + "/splitOnConfiguration");
  if (const auto* correlation = source.find("correlation"))
    if (const auto* id = correlation->find("clientTrackingId"))
      trigger.tracking_id = compile(*id, trigger.pointer + "/correlation/clientTrackingId");
}

ParameterDeclaration DefinitionReader::parameter(const std::string& name, const Value& source,
                                                 const std::string& pointer) {
  static constexpr std::array types{"string", "securestring", "int",    "float",
                                    "bool",   "array",        "object", "secureobject"};
  ParameterDeclaration declared;
  declared.name = name;
  declared.type = to_lower(text_member(source, "type"));
  if (std::ranges::find(types, declared.type) == types.end())
    error("invalid-parameter", pointer + "/type",
          fmt::format("the parameter '{}' has no valid type", name),
          "Use string, securestring, int, float, bool, array, object or secureobject.");
  if (declared.type.starts_with("secure")) declared.secrecy = Secrecy::secure;
  if (const auto* value = source.find("defaultValue")) declared.default_value = *value;
  return declared;
}

OutputDeclaration DefinitionReader::output(const std::string& name, const Value& source,
                                           const std::string& pointer) {
  OutputDeclaration declared{name, text_member(source, "type"), {}};
  const auto* value = source.find("value");
  if (value == nullptr) {
    error("missing-value", pointer, fmt::format("the output '{}' has no value", name),
          R"(Give it as {"type": "String", "value": "@..."}.)");
  } else {
    declared.value = compile(*value, pointer + "/value");
  }
  return declared;
}

}  // namespace riskflow::language
