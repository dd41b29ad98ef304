// Responses: a run answers its caller once, or not at all.

#include <algorithm>

#include <fmt/format.h>

#include "domain/language/definition_check.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

namespace {

constexpr std::size_t compared_max = 64;  // of one branch with each other

bool has_request_trigger(const Definition& definition) {
  return std::ranges::any_of(definition.triggers, [](const Trigger& trigger) {
    return same_name(trigger.type_name, "Request") || same_name(trigger.type_name, "Manual");
  });
}

bool splits(const Definition& definition) {
  return std::ranges::any_of(definition.triggers, [](const Trigger& trigger) {
    return trigger.source.find("splitOn") != nullptr;
  });
}

void check_status_code(Checked& checked, const Action& action) {
  const auto* code = input_of(action, "statusCode");
  if (code == nullptr || is_template(*code)) return;
  const auto text = to_display_text(*code);
  const bool is_code = text.size() == 3 && (text[0] == '2' || text[0] == '4' || text[0] == '5');
  if (!is_code || text.find_first_not_of("0123456789") != text.npos)
    checked.reader.error("invalid-status-code", action.pointer + "/inputs/statusCode",
                         fmt::format("a Response cannot have the status {}", text),
                         "Use a status of 200 to 299 or 400 to 599.");
}

void check_response(Checked& checked, Spot spot) {
  const auto& action = *checked.map.at(spot).action;
  check_status_code(checked, action);
  if (checked.map.enclosing(spot, ActionIs::foreach) != no_spot ||
      checked.map.enclosing(spot, ActionIs::until) != no_spot)
    checked.reader.error("response-in-loop", action.pointer, "a Response may not stand in a loop",
                         "Put what it sends into a variable, and respond after the loop.");
  if (!has_request_trigger(checked.definition) && !checked.definition.triggers.empty())
    checked.reader.error("response-without-request", action.pointer,
                         "nobody waits for a Response: the trigger is no Request",
                         "Remove the Response, or start the flow by a Request.");
  if (splits(checked.definition))
    checked.reader.error("response-with-split-on", action.pointer,
                         "a trigger with splitOn starts several runs, and answers at once",
                         "Remove the Response or the splitOn.");
}

// The actions of a branch that are Responses or hold one.
std::vector<Spot> responding(const Level& level, const std::vector<char>& responds) {
  std::vector<Spot> found;
  for (auto spot = level.first; spot < level.first + level.size; ++spot)
    if (responds[spot] != 0) found.push_back(spot);
  return found;
}

void check_pair(Checked& checked, const Level& level, Spot a, Spot b) {
  const auto& map = checked.map;
  const bool a_first = map.is_before(level, map.at(a).place, map.at(b).place);
  const bool b_first = map.is_before(level, map.at(b).place, map.at(a).place);
  const auto earlier = b_first ? b : a, later = b_first ? a : b;
  const auto& first = *map.at(earlier).action;
  const auto& second = *map.at(later).action;
  if (a_first || b_first) {
    if ((checked.statuses.when_running(later, earlier) & can_succeed) == 0) return;
    return checked.reader.warning(
        "second-response", second.pointer,
        fmt::format("'{}' may come after the Response of '{}', and is then not sent", second.name,
                    first.name),
        "Respond once on each way through the flow.");
  }
  if (checked.statuses.exclude_each_other(a, b)) return;
  checked.reader.warning(
      "parallel-responses", second.pointer,
      fmt::format("'{}' and '{}' respond side by side: only one of them is sent", first.name,
                  second.name),
      "Let one run after the other has failed or was skipped, or respond after both.");
}

void check_pairs(Checked& checked) {
  const auto& actions = checked.map.actions();
  std::vector<char> responds(actions.size());
  for (auto spot = static_cast<Spot>(actions.size()); spot-- > 0;) {
    if (actions[spot].is == ActionIs::response) responds[spot] = 1;
    if (responds[spot] != 0 && actions[spot].parent != no_spot) responds[actions[spot].parent] = 1;
  }
  for (const auto& level : checked.map.levels()) {
    const auto found = responding(level, responds);
    const auto compared = std::min(found.size(), compared_max);
    for (std::size_t i = 0; i < compared; ++i)
      for (std::size_t j = i + 1; j < compared; ++j) check_pair(checked, level, found[i], found[j]);
  }
}

}  // namespace

void check_responses(Checked& checked) {
  const auto& actions = checked.map.actions();
  bool any = false;
  for (Spot spot = 0; spot < actions.size(); ++spot) {
    if (actions[spot].is != ActionIs::response) continue;
    any = true;
    check_response(checked, spot);
  }
  if (any) check_pairs(checked);
}

}  // namespace riskflow::language
