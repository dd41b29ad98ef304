// Scopes, conditions and switches: which branch is taken, and what the others become.

#include <fmt/format.h>

#include "domain/language/actions_control.hpp"
#include "domain/language/branch_status.hpp"
#include "domain/language/planner.hpp"

namespace riskflow::language {

static constexpr std::string_view branch_not_taken = "ActionBranchingConditionNotSatisfied";
static constexpr std::string_view parent_skipped = "ParentScopeSkipped";

void Planner::enter(Pass& pass, const Action& action) {
  Evaluation at{*this, pass, &action};
  auto outcome = action.type->evaluate(Turn{action, state_, at.context});
  if (!outcome) {
    for (const auto& branch : action.branches)
      skip_all(pass, branch, parent_skipped, "What decides on its branch failed.");
    return fail_step(pass, action, outcome.error());
  }
  auto step = ended_step(StepStatus::running, "NotSpecified", outcome->inputs, outcome->outputs);
  step.ended = {};
  settle(pass, action, std::move(step));
  go_on_in(pass, action);
}

// Entered: skips the branches that are not taken, and begins the one that is.
void Planner::go_on_in(Pass& pass, const Action& action) {
  const auto taken = builtin::taken_branch(action, *pass.find(action));
  for (std::size_t i = 0; i < action.branches.size(); ++i)
    if (i != taken)
      skip_all(pass, action.branches[i], branch_not_taken, "Another branch was taken.");
  if (!taken || action.branches[*taken].actions.empty()) return close(pass, action);
  for (const auto& child : action.branches[*taken].actions) consider(pass, child);
}

void Planner::close(Pass& pass, const Action& action) {
  const auto* entered = pass.find(action);
  if (entered == nullptr || is_terminal(entered->status)) return;  // its children were skipped
  const auto taken = builtin::taken_branch(action, *entered);
  const auto* branch = taken ? &action.branches[*taken] : nullptr;
  if (branch != nullptr && !branch->actions.empty() && pass.left[branch->slot] != 0U) return;
  const auto status = branch != nullptr ? status_of(*branch, pass) : StepStatus::succeeded;
  auto step = ended_step(status, "OK", entered->inputs, entered->outputs);
  step.started = entered->started;
  if (status != StepStatus::succeeded) {
    step.code = "ActionFailed";
    step.error_code = "ActionFailed";
    step.error_message = "An action in it failed, and no other took care of that.";
  }
  settle(pass, action, std::move(step));
}

// What is in it comes first: once the action itself has ended, its surroundings may be closed.
void Planner::skip(Pass& pass, const Action& action, std::string_view error_code,
                   std::string_view message) {
  if (action.type->role != ActionRole::loop)
    for (const auto& branch : action.branches)
      skip_all(pass, branch, parent_skipped, "The scope around it was skipped.");
  auto step = ended_step(StepStatus::skipped, "ActionSkipped", {}, {});
  step.error_code = error_code;
  step.error_message = message;
  settle(pass, action, std::move(step));
}

void Planner::skip_all(Pass& pass, const Branch& branch, std::string_view error_code,
                       std::string_view message) {
  for (const auto& action : branch.actions)
    if (pass.find(action) == nullptr) skip(pass, action, error_code, message);
}

}  // namespace riskflow::language
