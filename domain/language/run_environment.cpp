#include "domain/language/run_environment.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/language/actions.hpp"

namespace riskflow::language {

static Value with_secrecy(const Value& value, Secrecy secrecy) {
  return secrecy == Secrecy::secure ? value.with_labels(secure_label()) : value;
}

// What the platform supplies is nothing that an expression could use here.
static bool is_supplied(std::string_view parameter) {
  return same_name(parameter, "$connections") || same_name(parameter, "$authentication");
}

Result<Value> RunEnvironment::parameter(std::string_view name) const {
  const auto* declared = state_.definition().find_parameter(name);
  if (declared == nullptr)
    return is_supplied(name)
               ? Result<Value>{Value::object({})}
               : fail(Errc::not_found, fmt::format("the parameter '{}' is not declared", name));
  const auto given = state_.parameters.find(name);
  if (given != state_.parameters.end()) return with_secrecy(given->second, declared->secrecy);
  if (const auto* value = state_.definition().parameter_values.find(name))
    return with_secrecy(*value, declared->secrecy);
  if (declared->default_value) return with_secrecy(*declared->default_value, declared->secrecy);
  if (is_supplied(name)) return Value::object({});
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

// ---- actions ----

static Value record_part(const Action& action, const Step& step) {
  Step copy = step;
  copy.inputs = with_secrecy(step.inputs, action.inputs_secrecy);
  copy.outputs = with_secrecy(step.outputs, action.outputs_secrecy);
  return record_of(action.name, copy);
}

static Value outputs_part(const Action& action, const Step& step) {
  return with_secrecy(step.outputs, action.outputs_secrecy);
}

static Value body_part(const Action& action, const Step& step) {
  const auto outputs = outputs_part(action, step);
  const auto* body = outputs.find("body");
  return body != nullptr ? *body : Value{}.with_labels(outputs.labels());
}

static const Step* ended_step(const Pass& pass, const Action& action) {
  const auto* step = pass.find(action);
  return step != nullptr && is_terminal(step->status) ? step : nullptr;
}

// The iteration before a pass of an Until; a null pointer when there is none.
static const Pass* pass_before(const Pass& pass) {
  if (pass.loop == nullptr || !is_until(*pass.loop)) return nullptr;
  const auto run = pass.around->loops.find(pass.loop);
  if (run == pass.around->loops.end()) return nullptr;
  const auto before = run->second.done.lower_bound(pass.at.back());
  return before != run->second.done.begin() ? std::prev(before)->second.get() : nullptr;
}

// The pass around (or of) `pass` that executes the loop `loop`; a null pointer for none.
static const Pass* surrounding(const Pass& pass, const Action* loop) {
  const auto* found = &pass;
  while (found != nullptr && found->loop != loop) found = found->around;
  return found;
}

// Of an action in loops that are not around `pass`, which is where the outermost of them stands.
static Value from_outside(const Pass& pass, const Action& action, const auto& part) {
  const auto* step = ended_step(pass, action);
  const auto* loop = action.standing.loop;
  if (loop == pass.loop) return step != nullptr ? part(action, *step) : Value{};
  while (loop->standing.loop != pass.loop) loop = loop->standing.loop;
  const auto run = pass.loops.find(loop);
  if (run == pass.loops.end()) return is_until(*loop) ? Value{} : Value::array({});
  const auto& done = run->second.done;
  if (is_until(*loop))
    return done.empty() ? Value{} : from_outside(*done.rbegin()->second, action, part);
  Value::Array iterations;
  for (const auto& [index, iteration] : done)
    iterations.push_back(from_outside(*iteration, action, part));
  return Value::array(std::move(iterations));
}

Result<Value> RunEnvironment::seen(std::string_view name, Part part) const {
  const auto* place = state_.definition().find(name);
  if (place == nullptr) return no_action(name);
  const auto& action = *place->action;
  if (const auto* pass = surrounding(pass_, action.standing.loop)) {
    const auto* step = ended_step(*pass, action);
    if (const auto* before = pass_before(*pass); step == nullptr && before != nullptr)
      step = ended_step(*before, action);
    return step != nullptr ? part(action, *step) : Value{};
  }
  const auto* loop = action.standing.loop;
  const auto* outer = surrounding(pass_, loop->standing.loop);
  while (outer == nullptr) {
    loop = loop->standing.loop;
    outer = surrounding(pass_, loop->standing.loop);
  }
  return from_outside(*outer, action, part);
}

Result<Value> RunEnvironment::action(std::string_view name) const {
  return seen(name, record_part);
}

Result<Value> RunEnvironment::outputs(std::string_view name) const {
  return seen(name, outputs_part);
}

Result<Value> RunEnvironment::body(std::string_view name) const { return seen(name, body_part); }

// ---- the children of a scope ----

// The record of a child of a loop: its status is that of the worst iteration, its inputs and
// outputs are those of each.
static Value record_over(const std::map<std::uint32_t, std::unique_ptr<Pass>>& iterations,
                         const Action& child) {
  Step all;
  Value::Array inputs, outputs;
  for (const auto& [index, iteration] : iterations) {
    const auto* step = ended_step(*iteration, child);
    if (step == nullptr) continue;
    inputs.push_back(with_secrecy(step->inputs, child.inputs_secrecy));
    outputs.push_back(outputs_part(child, *step));
    if (all.status == StepStatus::waiting) all.started = step->started;
    all.ended = std::max(all.ended, step->ended);
    if (worse(all.status, step->status) == all.status) continue;
    all.status = step->status;
    all.code = step->code;
    all.error_code = step->error_code;
    all.error_message = step->error_message;
  }
  all.inputs = Value::array(std::move(inputs));
  all.outputs = Value::array(std::move(outputs));
  return record_of(child.name, all);
}

Result<Value> RunEnvironment::children(std::string_view scope) const {
  const auto* place = state_.definition().find(scope);
  if (place == nullptr) return no_action(scope);
  const auto& action = *place->action;
  if (action.branches.empty())
    return fail(Errc::invalid, fmt::format("'{}' holds no actions", scope));
  const auto* pass = surrounding(pass_, action.standing.loop);
  if (pass == nullptr)
    return fail(Errc::invalid, fmt::format("'{}' is inside of a loop that is not around", scope));
  Value::Array records;
  if (action.type->role == ActionRole::loop) {
    const auto run = pass->loops.find(&action);
    for (const auto& child : action.branches.front().actions)
      if (run != pass->loops.end() && !run->second.done.empty())
        records.push_back(record_over(run->second.done, child));
    return Value::array(std::move(records));
  }
  for (const auto& branch : action.branches)
    for (const auto& child : branch.actions)
      if (const auto* step = pass->find(child)) records.push_back(record_part(child, *step));
  return Value::array(std::move(records));
}

// ---- the rest ----

Result<Value> RunEnvironment::callback_url() const {
  if (facts_.callback_url.empty()) return Environment::callback_url();
  return Value{facts_.callback_url};
}

Result<Value> RunEnvironment::setting(std::string_view name) const {
  if (const auto* value = facts_.settings.find(name)) return *value;
  return Environment::setting(name);
}

}  // namespace riskflow::language
