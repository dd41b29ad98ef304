#include "domain/language/branch_status.hpp"

#include <algorithm>
#include <set>

namespace riskflow::language {

std::vector<const Action*> deciding_actions(const Branch& branch, const Pass& pass) {
  std::vector<const Action*> open;
  for (const auto& action : branch.actions)
    if (action.standing.after.empty()) open.push_back(&action);
  std::set<const Action*> seen;
  std::vector<const Action*> deciding;
  while (!open.empty()) {
    const auto* action = open.back();
    open.pop_back();
    if (!seen.insert(action).second) continue;
    const auto* step = pass.find(*action);
    if (step == nullptr || step->status == StepStatus::skipped) {
      std::ranges::copy(action->standing.before, std::back_inserter(open));
    } else {
      deciding.push_back(action);
    }
  }
  std::ranges::sort(deciding, {}, [](const Action* action) { return action->standing.number; });
  return deciding;
}

StepStatus status_of(const Branch& branch, const Pass& pass) {
  auto status = StepStatus::succeeded;
  for (const auto* action : deciding_actions(branch, pass)) {
    const auto ended = pass.find(*action)->status;
    if (ended == StepStatus::failed) return ended;
    if (ended == StepStatus::timed_out) status = ended;
  }
  return status;
}

}  // namespace riskflow::language
