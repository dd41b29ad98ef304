// Names in expressions: whether what they name is there, and can be read from here.

#include <fmt/format.h>

#include "domain/language/definition_check_site.hpp"
#include "domain/language/functions.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

const std::string* literal_text(const Node& node) {
  const auto* literal = std::get_if<Literal>(&node.what);
  return literal != nullptr && literal->value.kind() == Kind::string ? &literal->value.text()
                                                                     : nullptr;
}

namespace {

// The call of a name: body('A').
struct Reference {
  Site& site;
  const std::string& name;
  TextPosition at;
};

const std::string& owner_of(const Reference& reference) {
  return reference.site.action().action->name;
}

// An action that reads one which nothing orders before it.
void report_apart(const Reference& reference, const Meeting& met) {
  auto& [site, name, at] = reference;
  const auto& map = site.checked.map;
  const bool may_be_repeated = map.enclosing(met.from, ActionIs::until) != no_spot;
  if (may_be_repeated)
    return site.warning("previous-iteration", at,
                        fmt::format("'{}' may not have run yet when '{}' reads it: what it gave in "
                                    "the iteration before is read",
                                    name, owner_of(reference)),
                        fmt::format("Let '{}' run after it.", owner_of(reference)));
  site.error("not-on-path", at,
             fmt::format("'{}' may not have run yet when '{}' reads it", name, owner_of(reference)),
             fmt::format("Let '{}', or what it stands in, run after it.", owner_of(reference)));
}

void check_path(const Reference& reference, Spot target) {
  auto& [site, name, at] = reference;
  if (site.part == Part::output) return;
  const auto met = site.checked.map.meet(site.owner, target);
  const bool is_after = site.part == Part::tracked;  // evaluated when the action has ended
  switch (met.relation) {
    case Relation::before: break;
    case Relation::apart: return report_apart(reference, met);
    case Relation::itself:
      if (is_after) return;
      return site.error("not-on-path", at, fmt::format("'{}' reads itself before it has run", name),
                        "Read it in an action that runs after it.");
    case Relation::around:
      return site.error(
          "not-on-path", at,
          fmt::format("'{}' stands in '{}', which has not ended yet", owner_of(reference), name),
          "Read it in an action that runs after it.");
    case Relation::inside:
      if (is_after || site.action().is == ActionIs::until) return;
      return site.error(
          "not-on-path", at,
          fmt::format("'{}' stands in '{}', and has not run yet", name, owner_of(reference)),
          "Read it in an action that runs after it.");
  }
  if (met.loops > 1)
    site.error("inside-two-loops", at,
               fmt::format("'{}' stands in {} loops inside each other: its outputs cannot be read "
                           "from outside",
                           name, met.loops),
               "Collect what is needed in a variable, or read it inside the outer loop.");
}

// What the outputs of a type are known to be.
Kinds kinds_of_outputs(const Site& site, Spot target, Meaning meaning) {
  if (meaning == Meaning::action_record) return only(Kind::object) | only(Kind::null);
  if (site.owner == no_spot) return any_kind;
  const auto met = site.checked.map.meet(site.owner, target);
  if (met.relation != Relation::before || met.loops > 0) return any_kind;
  const auto& mapped = site.checked.map.at(target);
  const auto nothing = only(Kind::null);
  if (meaning == Meaning::action_outputs)
    return mapped.is == ActionIs::compose
               ? kinds_given(site.checked, mapped.action->inputs) | nothing
               : any_kind;
  if (meaning != Meaning::action_body) return any_kind;
  if (mapped.is == ActionIs::query || mapped.is == ActionIs::select)
    return only(Kind::array) | nothing;
  if (mapped.is == ActionIs::join || mapped.is == ActionIs::table)
    return only(Kind::string) | nothing;
  return any_kind;
}

Kinds check_action(const Reference& reference, Meaning meaning) {
  auto& [site, name, at] = reference;
  if (site.part == Part::trigger) {
    site.error("not-in-trigger", at, fmt::format("a trigger cannot read the action '{}'", name),
               "Read it in an action.");
    return any_kind;
  }
  const auto target = site.checked.map.find(name);
  if (target == no_spot) {
    site.error("unknown-action", at, fmt::format("there is no action '{}'", name),
               "Write the name as in the definition, blanks as underscores.");
    return any_kind;
  }
  check_path(reference, target);
  if (meaning != Meaning::result) return kinds_of_outputs(site, target, meaning);
  if (!is_container(site.checked.map.at(target).is))
    site.error("not-a-container", at,
               fmt::format("result() lists the actions in a scope, condition, switch or loop, but "
                           "'{}' is of type {}",
                           name, site.checked.map.at(target).action->type_name),
               "Use actions() or outputs() for a single action.");
  return only(Kind::array);
}

Kinds check_variable(const Reference& reference) {
  auto& [site, name, at] = reference;
  if (site.part == Part::trigger) {
    site.error("not-in-trigger", at, fmt::format("a trigger cannot read the variable '{}'", name),
               "Use a parameter.");
    return any_kind;
  }
  const auto found = site.checked.variables.find(name);
  if (found == site.checked.variables.end()) {
    site.error("unknown-variable", at, fmt::format("the variable '{}' is never initialised", name),
               "Add an InitializeVariable action.");
    return any_kind;
  }
  const auto& variable = found->second;
  if (site.owner == no_spot) return variable.kinds;
  const auto initializer = variable.initializer;
  if (site.checked.map.meet(site.owner, initializer).relation != Relation::before)
    site.error("variable-before-initialize", at,
               fmt::format("the variable '{}' may not be initialised yet when '{}' reads it", name,
                           owner_of(reference)),
               fmt::format("Let '{}', or what it stands in, run after '{}'.", owner_of(reference),
                           site.checked.map.at(initializer).action->name));
  const auto* set = input_of(*site.action().action, "name");
  const bool is_set = site.action().is == ActionIs::set_variable && set != nullptr &&
                      set->kind() == Kind::string && same_name(set->text(), name);
  if (is_set && site.part == Part::inputs)
    site.error("variable-self-reference", at,
               fmt::format("'{}' sets the variable '{}' from itself", owner_of(reference), name),
               "Put a Compose between.");
  return variable.kinds;
}

Kinds check_parameter(const Reference& reference) {
  auto& [site, name, at] = reference;
  if (const auto* declared = site.checked.definition.find_parameter(name))
    return kinds_of_type(declared->type);
  site.error("unknown-parameter", at, fmt::format("the parameter '{}' is not declared", name),
             "Declare it in the definition's parameters.");
  return any_kind;
}

// items('Foreach') and iterationIndexes('Until').
void check_loop(const Reference& reference, ActionIs wanted) {
  auto& [site, name, at] = reference;
  const auto& map = site.checked.map;
  // An Until's own condition and limits are evaluated in it.
  auto up = site.owner;
  if (up != no_spot && (wanted != ActionIs::until || map.at(up).is != ActionIs::until))
    up = map.at(up).parent;
  while (up != no_spot && !same_name(map.at(up).action->name, name)) up = map.at(up).parent;
  if (up == no_spot)
    return site.error("unknown-loop", at,
                      fmt::format("there is no loop '{}' around this expression", name),
                      "Name a loop that this action stands in.");
  if (map.at(up).is == wanted) return;
  const bool wants_items = wanted == ActionIs::foreach;
  site.error(
      "wrong-loop", at,
      fmt::format("{} needs {}, but '{}' is of type {}",
                  wants_items ? "items()" : "iterationIndexes()",
                  wants_items ? "a Foreach" : "an Until", name, map.at(up).action->type_name),
      wants_items ? "Use iterationIndexes() for an Until." : "Use items() for a Foreach.");
}

void check_item(Site& site, TextPosition at) {
  const auto& map = site.checked.map;
  if (site.part == Part::per_item || site.owner == no_spot) return;
  if (map.enclosing(site.owner, ActionIs::foreach) != no_spot) return;
  site.error("item-outside-loop", at, "there is no current item: item() stands in no Foreach",
             "Move the action into a Foreach, or use Select or Filter array.");
}

// Outside of a webhook nobody calls back.
void check_callback(Site& site, TextPosition at) {
  if (site.owner == no_spot) return;
  const auto type = to_lower(site.action().action->type_name);
  if (type.contains("webhook") || type.contains("notification")) return;
  site.warning(
      "callback-outside-webhook", at,
      fmt::format("actions of type '{}' are not called back", site.action().action->type_name),
      "Use HttpWebhook, or a webhook action of the connector.");
}

// A schedule brings nothing with it.
void check_trigger(Site& site, TextPosition at) {
  const auto& triggers = site.checked.definition.triggers;
  if (triggers.size() != 1 || !same_name(triggers[0].type_name, "Recurrence")) return;
  site.warning("trigger-without-outputs", at,
               "the trigger is a Recurrence, whose outputs are always null",
               "Remove it, or start the flow by a Request.");
}

}  // namespace

bool may_be_skipped(const Site& site, std::string_view action) {
  const auto& map = site.checked.map;
  const auto target = map.find(action);
  if (site.owner == no_spot || target == no_spot) return false;
  const auto met = map.meet(site.owner, target);
  if (met.relation != Relation::before || met.loops > 0) return false;
  for (auto up = map.at(target).parent; up != map.at(met.to).parent; up = map.at(up).parent)
    if (map.at(up).is == ActionIs::condition || map.at(up).is == ActionIs::switch_case) return true;
  return (site.checked.statuses.when_running(met.from, met.to) & can_be_skipped) != 0;
}

Kinds check_reference(Site& site, const Call& call, Meaning meaning, TextPosition at) {
  if (meaning == Meaning::item) check_item(site, at);
  if (meaning == Meaning::callback) check_callback(site, at);
  if (meaning == Meaning::trigger_body || meaning == Meaning::trigger_outputs)
    check_trigger(site, at);
  const auto* name = call.arguments.empty() ? nullptr : literal_text(call.arguments[0]);
  if (name == nullptr) return any_kind;
  const Reference reference{site, *name, at};
  if (meaning == Meaning::variables) return check_variable(reference);
  if (meaning == Meaning::parameters) return check_parameter(reference);
  if (meaning == Meaning::items) check_loop(reference, ActionIs::foreach);
  if (meaning == Meaning::iteration) check_loop(reference, ActionIs::until);
  const bool of_action = meaning == Meaning::action_body || meaning == Meaning::action_outputs ||
                         meaning == Meaning::action_record || meaning == Meaning::action_part ||
                         meaning == Meaning::result;
  return of_action ? check_action(reference, meaning) : any_kind;
}

}  // namespace riskflow::language
