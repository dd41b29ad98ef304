#include "domain/language/simulation_report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/language/actions_control.hpp"
#include "domain/language/actions_data.hpp"
#include "domain/language/explain.hpp"
#include "domain/language/simulation.hpp"

namespace riskflow::language {

static constexpr std::string_view secured = "(secured)";

// The value with what is secret taken out, as deep as only that is.
static Value shown(const Value& value) {
  if (value.labels().secrecy != Secrecy::secure) return value;
  if (value.kind() == Kind::object) {
    Value::Members members;
    bool is_open = false;
    for (const auto& member : value.members()) {
      is_open = is_open || member.value.labels().secrecy != Secrecy::secure;
      members.push_back({member.key, shown(member.value)});
    }
    if (is_open) return Value::object(std::move(members));
  }
  return Value{secured};
}

SimulationReport::SimulationReport(const Definition& definition) : definition_(definition) {}

void SimulationReport::take(const Plan& plan) {
  for (const auto& settled : plan.settled) {
    const auto& action = *definition_.find(settled.action)->action;
    const auto loops = depth_in_loops(action);
    if (settled.at.size() > loops || !is_terminal(settled.step.status)) continue;
    if (loops == 0) {
      steps_[action.standing.number] = settled.step;
      continue;
    }
    auto& repeated = repeated_[action.standing.number];
    repeated.statuses[settled.at] = settled.step.status;
    repeated.outputs[settled.at] = shown(settled.step.outputs);
  }
}

// ---- requests ----

void SimulationReport::take(const Effect& effect) {
  if (effect.kind == EffectKind::respond) {
    const auto& action = *definition_.find(effect.action)->action;
    response_ = shown(effect.parameters);
    if (builtin::has_operation_option(action.source, "Asynchronous"))
      response_ =
          Value::object({{"statusCode", 202}, {"headers", Value::object({{"Retry-After", "20"}})}});
    return;
  }
  Value::Members request{{"action", effect.action}, {"kind", to_text(effect.kind)}};
  if (!effect.api.empty()) request.push_back({"api", effect.api});
  if (!effect.operation.empty()) {
    request.push_back({"operation", effect.operation});
    request.push_back({"parameters", shown(effect.parameters)});
  } else if (effect.parameters.kind() == Kind::object) {
    for (const auto& [key, value] : effect.parameters.members())
      request.push_back({key, shown(value)});
  }
  requests_.push_back(Value::object(std::move(request)));
}

// ---- the response ----

bool SimulationReport::is_called() const {
  return std::ranges::any_of(definition_.triggers, [](const Trigger& trigger) {
    return same_name(trigger.type_name, "Request") || same_name(trigger.type_name, "Manual");
  });
}

static Value accepted() { return Value::object({{"statusCode", 202}}); }

// What the caller sees (reference: wdl.md 3.3).
Value SimulationReport::response_at(const RunEnd& end) const {
  if (!is_called()) return {};
  const bool is_split = std::ranges::any_of(
      definition_.triggers, [](const Trigger& trigger) { return trigger.split_on.has_value(); });
  const bool has_response = std::ranges::any_of(definition_.numbered, [](const Action* action) {
    return action->type != nullptr && action->type->role == ActionRole::respond;
  });
  if (is_split || !has_response) return accepted();
  if (!response_.is_null()) return response_;
  const auto message = fmt::format("The run ended as {} without a response.", to_text(end.status));
  return Value::object(
      {{"statusCode", 502},
       {"body", Value::object(
                    {{"error", Value::object({{"code", "NoResponse"}, {"message", message}})}})}});
}

// ---- the whole ----

static Value statuses_of(const std::map<Iterations, StepStatus>& statuses) {
  Value::Array list;
  for (const auto& [at, status] : statuses) list.push_back(Value{to_text(status)});
  return Value::array(std::move(list));
}

Value SimulationReport::written(const RunState& state, const RunEnd& end,
                                const Value& outputs) const {
  Value::Members actions, repetitions, values, variables, explained;
  for (const auto* action : definition_.numbered) {
    auto status = StepStatus::skipped;
    const auto number = action->standing.number;
    if (const auto found = repeated_.find(number); found != repeated_.end()) {
      for (const auto& [at, one] : found->second.statuses) status = worse(status, one);
      repetitions.push_back({action->name, statuses_of(found->second.statuses)});
      Value::Array all;
      for (const auto& [at, one] : found->second.outputs) all.push_back(one);
      if (std::ranges::any_of(all, [](const Value& one) { return !one.is_null(); }))
        values.push_back({action->name, Value::array(std::move(all))});
    } else if (const auto once = steps_.find(number); once != steps_.end()) {
      status = once->second.status;
      const bool is_value = status == StepStatus::succeeded &&
                            action->type->evaluate == builtin::compose;  // which may be null
      if (is_value || !once->second.outputs.is_null())
        values.push_back({action->name, shown(once->second.outputs)});
    }
    actions.push_back({action->name, to_text(status)});
    if (auto sentence = explain(state, *action); !sentence.empty())
      explained.push_back({action->name, std::move(sentence)});
  }
  for (const auto& [name, variable] : state.variables)
    variables.push_back({name, shown(variable.value)});
  if (outputs.kind() == Kind::object)
    for (const auto& [name, declared] : outputs.members())
      values.push_back({name, shown(*declared.find("value"))});

  Value::Members report{{"runStatus", to_text(end.status)}};
  if (end.status != StepStatus::succeeded)
    report.push_back({"error", Value::object({{"code", end.code}, {"message", end.message}})});
  report.push_back({"response", response_at(end)});
  report.push_back({"actions", Value::object(std::move(actions))});
  report.push_back({"repetitions", Value::object(std::move(repetitions))});
  report.push_back({"variables", Value::object(std::move(variables))});
  report.push_back({"requests", Value::array(requests_)});
  report.push_back({"outputs", Value::object(std::move(values))});
  report.push_back({"explain", Value::object(std::move(explained))});
  return Value::object(std::move(report));
}

Value SimulationReport::refused(const Refusal& refusal) const {
  Value::Members actions;
  for (const auto* action : definition_.numbered) actions.push_back({action->name, "Skipped"});
  const auto error = Value::object({{"code", refusal.code}, {"message", refusal.message}});
  Value response;
  if (is_called() && refusal.status)
    response = *refusal.status < 300 ? Value::object({{"statusCode", *refusal.status}})
                                     : Value::object({{"statusCode", *refusal.status},
                                                      {"body", Value::object({{"error", error}})}});
  return Value::object({{"runStatus", "Skipped"},
                        {"error", error},
                        {"response", std::move(response)},
                        {"actions", Value::object(std::move(actions))},
                        {"repetitions", Value::object({})},
                        {"variables", Value::object({})},
                        {"requests", Value::array({})},
                        {"outputs", Value::object({})},
                        {"explain", Value::object({})}});
}

Value workflow_record(const Definition& definition, std::uint64_t seed) {
  const auto name = definition.display_name.empty() ? "simulation" : definition.display_name;
  SeededBits bits{seed};
  const auto run = run_name(Instant{}, bits);
  const auto id = "/workflows/" + name;
  return Value::object({{"id", id},
                        {"name", name},
                        {"type", "Microsoft.Logic/workflows"},
                        {"location", "simulation"},
                        {"tags", Value::object({{"flowDisplayName", name},
                                                {"environmentName", "simulation"},
                                                {"logicAppName", name}})},
                        {"run", Value::object({{"id", id + "/runs/" + run},
                                               {"name", run},
                                               {"type", "Microsoft.Logic/workflows/runs"}})}});
}

// ---- comparing ----

static void compare(const std::string& pointer, const Value& expected, const Value* actual,
                    std::vector<std::string>& lines) {
  const auto place = pointer.empty() ? std::string("/") : pointer;
  if (actual == nullptr) {
    lines.push_back(
        fmt::format("{}: expected {}, but there is nothing", place, to_json_text(expected)));
  } else if (expected.kind() == Kind::object && actual->kind() == Kind::object) {
    for (const auto& [key, value] : expected.members())
      compare(pointer_to(pointer, key), value, actual->find(key), lines);
  } else if (expected.kind() == Kind::array && actual->kind() == Kind::array &&
             expected.items().size() == actual->items().size()) {
    for (std::size_t i = 0; i < expected.items().size(); ++i)
      compare(pointer_to(pointer, i), expected.items()[i], &actual->items()[i], lines);
  } else if (const bool is_number = expected.is_number() && actual->is_number();
             is_number ? expected.as_double() != actual->as_double() : expected != *actual) {
    lines.push_back(fmt::format("{}: expected {}, but is {}", place, to_json_text(expected),
                                to_json_text(*actual)));
  }
}

std::vector<std::string> differences(const Value& expected, const Value& actual) {
  std::vector<std::string> lines;
  compare("", expected, &actual, lines);
  return lines;
}

}  // namespace riskflow::language
