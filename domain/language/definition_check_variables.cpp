// Variables: where they are initialised, and by what they are changed.  What expressions read of
// them is a matter of the expressions.

#include <fmt/format.h>

#include "domain/language/definition_check.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

namespace {

void declare(Checked& checked, Spot spot, const Value& variable, const std::string& pointer) {
  const auto* name = variable.find("name");
  if (name == nullptr || name->kind() != Kind::string) return;  // reported when it was read
  const auto* type = variable.find("type");
  VariableFacts facts{spot, {}, any_kind};
  if (type != nullptr && type->kind() == Kind::string) {
    facts.type = type->text();
    facts.kinds = kinds_of_type(type->text());
  }
  if (!checked.variables.try_emplace(name->text(), facts).second)
    checked.reader.error("duplicate-variable", pointer,
                         fmt::format("the variable '{}' is initialised twice", name->text()),
                         "Set it with SetVariable, or choose another name.");
}

void check_initialize(Checked& checked, Spot spot) {
  const auto& mapped = checked.map.at(spot);
  const auto& action = *mapped.action;
  if (mapped.parent != no_spot)
    checked.reader.error(
        "initialize-variable-nested", action.pointer,
        "variables are initialised at the top, not inside a scope, condition or loop",
        "Move the action to the top.");
  const auto* list = input_of(action, "variables");
  if (list == nullptr || list->kind() != Kind::array) return;
  for (const auto& variable : list->items()) declare(checked, spot, variable, action.pointer);
  if (list->items().size() > 1 && checked.definition.dialect != Dialect::power_automate)
    checked.reader.warning(
        "several-variables", action.pointer + "/inputs/variables",
        fmt::format("'{}' initialises {} variables; Logic Apps takes one for each action",
                    action.name, list->items().size()),
        "Give each variable an action.");
}

// What the operation needs of the variable's type.
Kinds kinds_needed(ActionIs is) {
  if (is == ActionIs::increment || is == ActionIs::decrement) return number_kinds;
  if (is == ActionIs::append_to_array) return only(Kind::array);
  return is == ActionIs::append_to_string ? only(Kind::string) : any_kind;
}

void check_write(Checked& checked, Spot spot) {
  const auto& mapped = checked.map.at(spot);
  const auto& action = *mapped.action;
  const auto* name = input_of(action, "name");
  if (name == nullptr || name->kind() != Kind::string || name->text().empty())
    return checked.reader.error(
        "missing-input", action.pointer + "/inputs",
        fmt::format("the {} '{}' has no '{}'", action.type_name, action.name, "name"));
  if (is_template(*name)) return;
  const auto place = action.pointer + "/inputs/name";
  const auto found = checked.variables.find(name->text());
  if (found == checked.variables.end())
    return checked.reader.error("unknown-variable", place,
                                fmt::format("the variable '{}' is never initialised", name->text()),
                                "Add an InitializeVariable action.");
  const auto& variable = found->second;
  if (checked.map.meet(spot, variable.initializer).relation != Relation::before)
    checked.reader.error("variable-before-initialize", place,
                         fmt::format("the variable '{}' may not be initialised yet when '{}' runs",
                                     name->text(), action.name),
                         fmt::format("Let '{}', or what it stands in, run after '{}'.", action.name,
                                     checked.map.at(variable.initializer).action->name));
  if ((variable.kinds & kinds_needed(mapped.is)).empty())
    checked.reader.error(
        "variable-of-other-type", place,
        fmt::format("{} needs {}, but the variable '{}' is of type {}", action.type_name,
                    to_text(kinds_needed(mapped.is)), name->text(), variable.type),
        "Change the variable's type, or use SetVariable.");
}

}  // namespace

void check_variables(Checked& checked) {
  const auto& actions = checked.map.actions();
  for (Spot spot = 0; spot < actions.size(); ++spot)
    if (actions[spot].is == ActionIs::initialize) check_initialize(checked, spot);
  for (Spot spot = 0; spot < actions.size(); ++spot)
    if (changes_variable(actions[spot].is)) check_write(checked, spot);
  if (checked.variables.size() > variables_max)
    checked.reader.error(
        "too-many-variables", checked.pointer + "/actions",
        fmt::format("{} variables are more than {}", checked.variables.size(), variables_max),
        "Put variables that belong together into an object.");
}

}  // namespace riskflow::language
