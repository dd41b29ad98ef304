#include "domain/language/branch_status.hpp"

#include <set>
#include <vector>

namespace riskflow::language {

// The actions that no sibling waits for.
static std::vector<const Action*> leaves(const Branch& branch) {
  std::set<std::string_view, NameLess> awaited;
  for (const auto& action : branch.actions)
    for (const auto& entry : action.run_after) awaited.insert(entry.action);
  std::vector<const Action*> found;
  for (const auto& action : branch.actions)
    if (!awaited.contains(action.name)) found.push_back(&action);
  return found;
}

static const Action* sibling(const Branch& branch, std::string_view name) {
  for (const auto& action : branch.actions)
    if (same_name(action.name, name)) return &action;
  return nullptr;
}

StepStatus status_of(const Branch& branch, const RunState& state) {
  std::set<const Action*> seen;
  std::vector<const Action*> open = leaves(branch);
  bool timed_out = false;
  while (!open.empty()) {
    const auto* action = open.back();
    open.pop_back();
    if (!seen.insert(action).second) continue;
    const auto status = state.find(action->name)->status;
    if (status == StepStatus::failed) return StepStatus::failed;
    timed_out = timed_out || status == StepStatus::timed_out;
    if (status != StepStatus::skipped) continue;
    for (const auto& entry : action->run_after)
      if (const auto* before = sibling(branch, entry.action)) open.push_back(before);
  }
  return timed_out ? StepStatus::timed_out : StepStatus::succeeded;
}

}  // namespace riskflow::language
