// What the definition declares besides its actions: parameters, static results.

#include <algorithm>

#include <fmt/format.h>

#include "domain/language/definition_check.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

namespace {

Kinds kinds_of_parameter(const ParameterDeclaration& declared) {
  if (declared.type == "object" || declared.type == "secureobject") return only(Kind::object);
  return kinds_of_type(declared.type);
}

// Deployment replaces texts like these: "[parameters('x')]" of a template, "@appsetting('X')".
bool is_replaced(const Value& value) {
  return value.kind() == Kind::string &&
         (value.text().starts_with('[') || value.text().contains('@'));
}

void check_default(Checked& checked, const ParameterDeclaration& declared, const Value& source,
                   const std::string& pointer) {
  const auto& value = declared.default_value;
  if (!value || is_replaced(*value)) return;
  if (!kinds_of_parameter(declared).holds(value->kind()) && !value->is_null())
    checked.reader.error("default-of-other-type", pointer + "/defaultValue",
                         fmt::format("the default of the parameter '{}' is {}, but its type is {}",
                                     declared.name, to_text(value->kind()), declared.type),
                         "Change the default or the type.");
  const auto* allowed = source.find("allowedValues");
  if (allowed == nullptr || allowed->kind() != Kind::array) return;
  if (std::ranges::find(allowed->items(), *value) == allowed->items().end())
    checked.reader.error(
        "default-not-allowed", pointer + "/defaultValue",
        fmt::format("the default of the parameter '{}' is none of its allowed values",
                    declared.name),
        "Add it to allowedValues, or choose one of them.");
}

void check_parameters(Checked& checked) {
  const auto* sources = checked.source.find("parameters");
  if (sources == nullptr || sources->kind() != Kind::object) return;
  ByName<bool> seen;
  for (const auto& declared : checked.definition.parameters) {
    const auto pointer = pointer_to(checked.pointer + "/parameters", declared.name);
    if (!seen.try_emplace(declared.name, true).second)
      checked.reader.error("duplicate-parameter", pointer,
                           fmt::format("the parameter '{}' is declared twice", declared.name),
                           "Names of parameters are unique in any case.");
    if (const auto* source = sources->find(declared.name))
      check_default(checked, declared, *source, pointer);
  }
}

void check_outputs(Checked& checked) {
  const auto* outputs = checked.source.find("outputs");
  if (outputs == nullptr || outputs->kind() != Kind::object) return;
  if (outputs->members().size() > outputs_max)
    checked.reader.error(
        "too-many-outputs", checked.pointer + "/outputs",
        fmt::format("{} outputs are more than {}", outputs->members().size(), outputs_max),
        "Put outputs that belong together into an object.");
}

void check_static_result(Checked& checked, const Action& action) {
  const auto* used = member_at(action.source, {"runtimeConfiguration", "staticResult"});
  if (used == nullptr || !same_name(text_member(*used, "staticResultOptions"), "Enabled")) return;
  const auto name = text_member(*used, "name");
  if (member_at(checked.source, {"staticResults", name}) != nullptr) return;
  checked.reader.error("unknown-static-result",
                       action.pointer + "/runtimeConfiguration/staticResult",
                       fmt::format("there is no static result '{}'", name),
                       "Add it to the definition's staticResults, or disable it.");
}

void check_static_results(Checked& checked) {
  const auto* results = checked.source.find("staticResults");
  if (results == nullptr || results->kind() != Kind::object) return;
  for (const auto& [name, result] : results->members()) {
    const auto status = step_status_from_text(text_member(result, "status"));
    if (!status || !is_terminal(*status))
      checked.reader.error("invalid-static-result",
                           pointer_to(checked.pointer + "/staticResults", name) + "/status",
                           fmt::format("the static result '{}' has no valid status", name),
                           "Use Succeeded, Failed, Skipped, TimedOut or Cancelled.");
  }
}

}  // namespace

void check_declarations(Checked& checked) {
  check_parameters(checked);
  check_outputs(checked);
  check_static_results(checked);
  for (const auto& mapped : checked.map.actions()) check_static_result(checked, *mapped.action);
}

}  // namespace riskflow::language
