// Names that are used twice, and what there is too much of (the limits of the services).

#include <algorithm>

#include <fmt/format.h>

#include "domain/language/definition_check.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

namespace {

constexpr std::size_t tracked_length_max = 16'000;

void check_name(Checked& checked, std::string_view name, const std::string& pointer) {
  if (utf16_length(name) > name_length_max)
    checked.reader.error("name-too-long", pointer,
                         fmt::format("a name has at most {} characters", name_length_max),
                         "Shorten the name, and where it is used.");
}

void check_description(Checked& checked, const Value& source, const std::string& pointer) {
  const auto* description = source.find("description");
  const bool is_text = description != nullptr && description->kind() == Kind::string;
  if (is_text && utf16_length(description->text()) > description_length_max)
    checked.reader.warning("description-too-long", pointer + "/description",
                           fmt::format("other engines allow {} characters", description_length_max),
                           "Shorten the description.");
}

void check_tracked(Checked& checked, const Action& action) {
  const auto* tracked = action.source.find("trackedProperties");
  if (tracked != nullptr && tracked->weight() > tracked_length_max)
    checked.reader.warning(
        "tracked-properties-too-long", action.pointer + "/trackedProperties",
        fmt::format("tracked properties have at most {} characters", tracked_length_max),
        "Track less, or put the values into a Compose.");
}

std::string counted(std::size_t count, std::size_t max, std::string_view what) {
  return fmt::format("{} {} are more than {}", count, what, max);
}

void check_cases(Checked& checked, const Action& action) {
  const auto* cases = action.source.find("cases");
  if (cases == nullptr || cases->kind() != Kind::object) return;
  if (cases->members().size() > cases_max)
    checked.reader.error("too-many-cases", action.pointer,
                         fmt::format("a Switch has at most {} cases", cases_max),
                         "Put the rest into a Switch in the default branch.");
}

}  // namespace

void check_names(Checked& checked) {
  ByName<bool> seen;
  const auto once = [&](std::string_view name, const std::string& pointer) {
    check_name(checked, name, pointer);
    if (!seen.try_emplace(name, true).second)
      checked.reader.error("duplicate-name", pointer,
                           fmt::format("the name '{}' is used twice", name),
                           "Names are unique in the whole definition, in any case and across "
                           "scopes.");
  };
  for (const auto& mapped : checked.map.actions())
    once(mapped.action->name, mapped.action->pointer);
  seen.clear();
  for (const auto& trigger : checked.definition.triggers) once(trigger.name, trigger.pointer);
}

void check_limits(Checked& checked) {
  auto& reader = checked.reader;
  const auto& definition = checked.definition;
  const auto& actions = checked.map.actions();
  if (actions.size() > actions_max)
    reader.error("too-many-actions", checked.pointer + "/actions",
                 counted(actions.size(), actions_max, "actions"), "Move parts into child flows.");
  if (definition.triggers.size() > triggers_max)
    reader.error("too-many-triggers", checked.pointer + "/triggers",
                 counted(definition.triggers.size(), triggers_max, "triggers"),
                 "Give each trigger a flow, and let them call one.");
  if (definition.parameters.size() > parameters_max)
    reader.error("too-many-parameters", checked.pointer + "/parameters",
                 counted(definition.parameters.size(), parameters_max, "parameters"),
                 "Put parameters that belong together into an object.");
  std::uint32_t depth = 0;
  for (const auto& mapped : actions) {
    depth = std::max(depth, mapped.depth);
    check_description(checked, mapped.action->source, mapped.action->pointer);
    check_tracked(checked, *mapped.action);
    if (mapped.is == ActionIs::switch_case) check_cases(checked, *mapped.action);
  }
  for (const auto& trigger : definition.triggers)
    check_description(checked, trigger.source, trigger.pointer);
  if (depth > nesting_max)
    reader.warning(
        "nested-deeply", checked.pointer + "/actions",
        fmt::format("actions are nested {} deep; other engines allow {}", depth, nesting_max),
        "Move the inner actions into a child flow.");
}

}  // namespace riskflow::language
