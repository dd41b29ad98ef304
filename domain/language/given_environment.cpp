#include "domain/language/given_environment.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace riskflow::language {

static constexpr std::array<std::string_view, 10> groups{
    "parameters", "variables",        "outputs", "triggerOutputs", "workflow",
    "items",      "iterationIndexes", "action",  "settings",       "agentParameters"};
static constexpr std::string_view callback = "callbackUrl";
static constexpr std::string_view current_item = "item";  // of any kind

static Status check_indexes(const Value& indexes) {
  for (const auto& [loop, index] : indexes.members())
    if (index.kind() != Kind::integer)
      return fail(Errc::invalid, fmt::format("the index of '{}' must be an integer", loop),
                  "iterationIndexes");
  return {};
}

static Status check_member(const Value::Member& member) {
  if (member.key == current_item || member.key == callback) return {};
  if (!std::ranges::count(groups, member.key))
    return fail(Errc::invalid,
                fmt::format("'{}' is unknown: give {}, callbackUrl or item", member.key,
                            fmt::join(groups, ", ")),
                member.key);
  const auto kind = member.value.kind();
  if (kind == Kind::object && member.key == "iterationIndexes") return check_indexes(member.value);
  if (kind == Kind::object || (member.key == "triggerOutputs" && kind == Kind::null)) return {};
  return fail(Errc::invalid,
              fmt::format("'{}' must be an object, but is {}", member.key, to_text(kind)),
              member.key);
}

Result<GivenEnvironment> GivenEnvironment::from(Value given) {
  if (given.is_null()) return GivenEnvironment(std::move(given));
  if (given.kind() != Kind::object)
    return fail(Errc::invalid, "the context must be an object", "context");
  for (const auto& member : given.members())
    if (auto ok = check_member(member); !ok) return fail(ok.error());
  return GivenEnvironment(std::move(given));
}

Result<Value> GivenEnvironment::member(std::string_view group, std::string_view name,
                                       std::string_view what) const {
  const auto* const all = given_.find(group);
  const auto* const found = all != nullptr ? all->find(name) : nullptr;
  if (found == nullptr)
    return fail(Errc::not_found, fmt::format("there is no {} '{}' in the context", what, name));
  return *found;
}

Result<Value> GivenEnvironment::parameter(std::string_view name) const {
  return member("parameters", name, "parameter");
}

Result<Value> GivenEnvironment::variable(std::string_view name) const {
  return member("variables", name, "variable");
}

Result<Value> GivenEnvironment::outputs(std::string_view action) const {
  return member("outputs", action, "action");
}

// As of an action that succeeded.
Result<Value> GivenEnvironment::action(std::string_view name) const {
  auto outputs = member("outputs", name, "action");
  if (!outputs) return outputs;
  return Value::object({{"name", name}, {"status", "Succeeded"}, {"outputs", *outputs}});
}

Result<Value> GivenEnvironment::children(std::string_view scope) const {
  return fail(Errc::not_found, fmt::format("there is no scope '{}' in the context", scope));
}

Value GivenEnvironment::trigger() const {
  const auto* const outputs = given_.find("triggerOutputs");
  return outputs != nullptr ? Value::object({{"outputs", *outputs}}) : Value{};
}

Value GivenEnvironment::workflow() const {
  const auto* const found = given_.find("workflow");
  return found != nullptr ? *found : Value{};
}

Value GivenEnvironment::current_action() const {
  const auto* const found = given_.find("action");
  return found != nullptr ? *found : Value{};
}

Result<Value> GivenEnvironment::callback_url() const {
  const auto* const found = given_.find(callback);
  if (found == nullptr) return Environment::callback_url();
  return *found;
}

Result<Value> GivenEnvironment::setting(std::string_view name) const {
  return member("settings", name, "setting");
}

Result<Value> GivenEnvironment::agent_parameter(std::string_view name) const {
  return member("agentParameters", name, "agent parameter");
}

std::vector<LoopItem> GivenEnvironment::loops() const {
  std::vector<LoopItem> loops;
  if (const auto* const items = given_.find("items"))
    for (const auto& [loop, item] : items->members()) loops.push_back({loop, item});
  if (const auto* const item = given_.find(current_item)) loops.push_back({"", *item});
  return loops;
}

std::vector<LoopIndex> GivenEnvironment::indexes() const {
  std::vector<LoopIndex> indexes;
  if (const auto* const all = given_.find("iterationIndexes"))
    for (const auto& [loop, index] : all->members()) indexes.push_back({loop, index.integer()});
  return indexes;
}

}  // namespace riskflow::language
