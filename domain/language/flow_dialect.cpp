#include "domain/language/flow_dialect.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "domain/language/text.hpp"

namespace riskflow::language {

using Evidence = std::optional<Dialect>;

static std::string_view text_of(const Value& object, std::string_view key) {
  const auto* found = object.find(key);
  return found != nullptr && found->kind() == Kind::string ? std::string_view(found->text())
                                                           : std::string_view{};
}

static bool begins_as(std::string_view text, std::string_view beginning) {
  return same_name(text.substr(0, beginning.size()), beginning);
}

static Evidence of_step(const Value& step) {
  const auto type = text_of(step, "type");
  if (begins_as(type, "OpenApiConnection")) return Dialect::power_automate;
  static constexpr std::array standard{"ServiceProvider", "InvokeFunction", "CSharpScriptCode",
                                       "PowerShellCode", "Agent"};
  if (std::ranges::any_of(standard, [&](auto one) { return same_name(type, one); }))
    return Dialect::standard;
  const auto* inputs = step.find("inputs");
  const auto* host = inputs != nullptr ? inputs->find("host") : nullptr;
  if (host == nullptr) return {};
  if (const auto* workflow = host->find("workflow"); workflow != nullptr)
    if (workflow->find("workflowReferenceName") != nullptr) return Dialect::power_automate;
  const auto* connection = host->find("connection");
  if (connection == nullptr) return {};
  if (connection->find("referenceName") != nullptr) return Dialect::standard;
  if (connection->find("name") != nullptr) return Dialect::consumption;
  return {};
}

static Evidence of_steps(const Value* steps) {
  if (steps == nullptr || steps->kind() != Kind::object) return {};
  for (const auto& member : steps->members()) {
    const auto& step = member.value;
    if (const auto found = of_step(step)) return found;
    if (const auto found = of_steps(step.find("actions"))) return found;
    for (const auto* branch : {"else", "default"})
      if (const auto* inner = step.find(branch))
        if (const auto found = of_steps(inner->find("actions"))) return found;
    const auto* cases = step.find("cases");
    if (cases == nullptr || cases->kind() != Kind::object) continue;
    for (const auto& one : cases->members())
      if (const auto found = of_steps(one.value.find("actions"))) return found;
  }
  return {};
}

static Evidence of_parameters(const Value& definition) {
  const auto* declared = definition.find("parameters");
  if (declared == nullptr) return {};
  if (declared->find("$authentication") != nullptr) return Dialect::power_automate;
  if (declared->find("$connections") != nullptr) return Dialect::consumption;
  return {};
}

bool is_logic_app(const Value& document) {
  return same_name(text_of(document, "type"), "Microsoft.Logic/workflows");
}

static bool is_standard(std::string_view kind) {
  static constexpr std::array kinds{"Stateful", "Stateless", "Agent", "Agentic"};
  return std::ranges::any_of(kinds, [&](auto one) { return same_name(kind, one); });
}

Dialect dialect_of(const Value& document, const Value& holder, const Value& definition,
                   std::string_view kind) {
  const bool is_held = &holder != &document || document.find("definition") != nullptr;
  if (is_held && is_standard(kind)) return Dialect::standard;
  if (is_logic_app(document)) return Dialect::consumption;
  const auto type = text_of(document, "type");
  if (begins_as(type, "Microsoft.Web/sites")) return Dialect::standard;
  if (begins_as(type, "Microsoft.Flow/") || begins_as(type, "Microsoft.ProcessSimple/"))
    return Dialect::power_automate;
  if (const auto found = of_parameters(definition); found == Dialect::power_automate) return *found;
  for (const auto* steps : {"triggers", "actions"})
    if (const auto found = of_steps(definition.find(steps))) return *found;
  if (const auto found = of_parameters(definition)) return *found;
  // A definition that says nothing of it: each container has the product that writes it.
  return is_held && &holder == &document ? Dialect::consumption : Dialect::power_automate;
}

}  // namespace riskflow::language
