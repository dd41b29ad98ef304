// Loops and branches: what may stand in them, how many items at a time, which cases.

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "domain/language/definition_check.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

namespace {

constexpr std::int64_t repetitions_max = 50;

// The outermost Foreach around an action that handles several items at a time; inner ones are
// sequential, whatever they say.
Spot parallel_loop_around(const Checked& checked, Spot spot) {
  auto outermost = no_spot;
  for (auto up = checked.map.enclosing(spot, ActionIs::foreach); up != no_spot;
       up = checked.map.enclosing(up, ActionIs::foreach))
    outermost = up;
  if (outermost == no_spot) return no_spot;
  return repetitions_of(checked, *checked.map.at(outermost).action) > 1 ? outermost : no_spot;
}

void check_race(Checked& checked, Spot spot) {
  const auto loop = parallel_loop_around(checked, spot);
  if (loop == no_spot) return;
  const auto& action = *checked.map.at(spot).action;
  const auto& around = *checked.map.at(loop).action;
  checked.reader.warning(
      "variable-in-parallel-loop", action.pointer,
      fmt::format("'{}' changes a variable while the loop '{}' handles {} items at a time, which "
                  "share it",
                  action.name, around.name, repetitions_of(checked, around)),
      R"(Set runtimeConfiguration.concurrency.repetitions of the loop to 1, or use Select.)");
}

void check_concurrency(Checked& checked, Spot spot) {
  const auto& action = *checked.map.at(spot).action;
  const auto* written =
      member_at(action.source, {"runtimeConfiguration", "concurrency", "repetitions"});
  if (written == nullptr) return;
  const auto pointer = action.pointer + "/runtimeConfiguration/concurrency/repetitions";
  const bool is_count = written->kind() == Kind::integer;
  if (!is_template(*written) &&
      (!is_count || written->integer() < 1 || written->integer() > repetitions_max))
    checked.reader.error("invalid-concurrency", pointer,
                         fmt::format("a Foreach handles 1 to {} items at a time", repetitions_max),
                         "Give a number in that range.");
  if (has_option(action.source, "Sequential"))
    checked.reader.error(
        "concurrency-and-sequential", pointer,
        fmt::format("the loop '{}' is Sequential and has a concurrency", action.name),
        "Remove one of the two.");
  const auto outer = checked.map.enclosing(spot, ActionIs::foreach);
  if (outer == no_spot || !is_count || written->integer() < 2) return;
  checked.reader.warning(
      "nested-concurrency", pointer,
      fmt::format("'{}' stands in the loop '{}', so it handles one item at a time, whatever this "
                  "says",
                  action.name, checked.map.at(outer).action->name),
      "Remove it, or move the inner loop into a child flow.");
}

void check_subject(Checked& checked, const MappedAction& mapped) {
  const auto& action = *mapped.action;
  const auto* member = mapped.is == ActionIs::foreach ? "foreach" : "expression";
  if (action.source.find(member) != nullptr || mapped.is == ActionIs::condition) return;
  checked.reader.error("missing-expression", action.pointer,
                       fmt::format("the {} '{}' has no {}", action.type_name, action.name, member),
                       fmt::format("Add \"{}\".", member));
}

void check_cases(Checked& checked, const Action& action) {
  const auto* cases = action.source.find("cases");
  if (cases == nullptr || cases->kind() != Kind::object) return;
  std::set<std::string> seen;
  for (const auto& [label, branch] : cases->members()) {
    const auto pointer = pointer_to(action.pointer + "/cases", label);
    const auto* value = branch.find("case");
    const bool is_literal = value != nullptr && !is_template(*value) &&
                            (value->kind() == Kind::string || value->is_number());
    if (!is_literal)
      checked.reader.error("invalid-case", pointer,
                           fmt::format("the case '{}' has no literal string or number", label),
                           R"(Give it as "case": "text".)");
    else if (!seen.insert(to_json_text(*value)).second)
      checked.reader.error("duplicate-case", pointer + "/case",
                           fmt::format("a case before '{}' has the same value", label),
                           "Give each case another value.");
  }
}

void check_until(Checked& checked, const Action& action) {
  static constexpr std::int64_t iterations_max = 5'000;
  const auto* count = member_at(action.source, {"limit", "count"});
  if (count == nullptr || is_template(*count)) return;
  if (count->kind() != Kind::integer || count->integer() < 1 || count->integer() > iterations_max)
    checked.reader.error("invalid-limit", action.pointer + "/limit/count",
                         fmt::format("an Until runs 1 to {} times", iterations_max),
                         "Give a whole number in that range.");
}

void check_terminate(Checked& checked, Spot spot) {
  const auto& action = *checked.map.at(spot).action;
  const bool in_loop = checked.map.enclosing(spot, ActionIs::foreach) != no_spot ||
                       checked.map.enclosing(spot, ActionIs::until) != no_spot;
  if (in_loop)
    checked.reader.error("terminate-in-loop", action.pointer, "a Terminate may not stand in a loop",
                         "Set a variable in the loop and terminate after it.");
  const auto* status = input_of(action, "runStatus");
  if (status == nullptr || is_template(*status)) return;
  const auto word = status->kind() == Kind::string ? status->text() : std::string{};
  if (!same_name(word, "Failed") && !same_name(word, "Cancelled") && !same_name(word, "Succeeded"))
    checked.reader.error("invalid-run-status", action.pointer + "/inputs/runStatus",
                         fmt::format("'{}' is no status of a run", to_display_text(*status)),
                         "Use Failed, Cancelled or Succeeded.");
  else if (!same_name(word, "Failed") && input_of(action, "runError") != nullptr)
    checked.reader.warning("run-error-ignored", action.pointer + "/inputs/runError",
                           fmt::format("the error is not recorded, since the run ends as {}", word),
                           "Remove it, or let the run end as Failed.");
}

}  // namespace

void check_loops(Checked& checked) {
  const auto& actions = checked.map.actions();
  for (Spot spot = 0; spot < actions.size(); ++spot) {
    const auto& mapped = actions[spot];
    if (changes_variable(mapped.is)) check_race(checked, spot);
    if (is_loop(mapped.is) || mapped.is == ActionIs::switch_case) check_subject(checked, mapped);
    if (mapped.is == ActionIs::foreach) check_concurrency(checked, spot);
    if (mapped.is == ActionIs::until) check_until(checked, *mapped.action);
    if (mapped.is == ActionIs::switch_case) check_cases(checked, *mapped.action);
    if (mapped.is == ActionIs::terminate) check_terminate(checked, spot);
  }
}

}  // namespace riskflow::language
