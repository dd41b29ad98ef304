#include "domain/language/run_environment.hpp"

#include <fmt/format.h>

namespace riskflow::language {

static Value with_secrecy(const Value& value, Secrecy secrecy) {
  return secrecy == Secrecy::secure ? value.with_labels(secure_label()) : value;
}

// The platform supplies $connections and $authentication; a run has no values for them.
Result<Value> RunEnvironment::parameter(std::string_view name) const {
  const auto* declared = definition_.find_parameter(name);
  if (declared == nullptr)
    return fail(Errc::not_found, fmt::format("the parameter '{}' is not declared", name));
  const auto given = state_.parameters.find(name);
  if (given != state_.parameters.end()) return with_secrecy(given->second, declared->secrecy);
  if (declared->default_value) return with_secrecy(*declared->default_value, declared->secrecy);
  return fail(Errc::not_found, fmt::format("the parameter '{}' has no value", name));
}

Result<Value> RunEnvironment::variable(std::string_view name) const {
  const auto found = state_.variables.find(name);
  if (found == state_.variables.end())
    return fail(Errc::not_found, fmt::format("the variable '{}' is not initialised", name));
  return found->second.value;
}

static std::unexpected<Error> no_action(std::string_view name) {
  return fail(Errc::not_found, fmt::format("there is no action '{}'", name));
}

// The step with the labels that secureData asks for.
static Step seen(const Action& action, const Step& step) {
  Step copy = step;
  copy.inputs = with_secrecy(step.inputs, action.inputs_secrecy);
  copy.outputs = with_secrecy(step.outputs, action.outputs_secrecy);
  return copy;
}

Result<Value> RunEnvironment::action(std::string_view name) const {
  const auto* place = definition_.find(name);
  if (place == nullptr) return no_action(name);
  const auto* step = state_.find(name);
  if (step == nullptr || !is_terminal(step->status)) return Value{};
  return record_of(place->action->name, seen(*place->action, *step));
}

Result<Value> RunEnvironment::outputs(std::string_view name) const {
  const auto* place = definition_.find(name);
  if (place == nullptr) return no_action(name);
  const auto* step = state_.find(name);
  if (step == nullptr || !is_terminal(step->status)) return Value{};
  return with_secrecy(step->outputs, place->action->outputs_secrecy);
}

Result<Value> RunEnvironment::children(std::string_view scope) const {
  const auto* place = definition_.find(scope);
  if (place == nullptr) return no_action(scope);
  if (place->action->branches.empty())
    return fail(Errc::invalid, fmt::format("'{}' holds no actions", scope));
  Value::Array records;
  for (const auto& branch : place->action->branches)
    for (const auto& child : branch.actions)
      if (const auto* step = state_.find(child.name))
        records.push_back(record_of(child.name, seen(child, *step)));
  return Value::array(std::move(records));
}

}  // namespace riskflow::language
