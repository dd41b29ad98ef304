#pragma once
// What a branch of actions, all of them ended, comes to.  Algorithm: reproduced from probes of the
// service.

#include <vector>

#include "domain/language/run_state.hpp"

namespace riskflow::language {

// The last actions of a branch, where a skipped one stands for those it runs after.  None of them
// was skipped.  Every action of the branch has ended in `pass`.
std::vector<const Action*> deciding_actions(const Branch& branch, const Pass& pass);

// The status of a scope, a branch of a condition, an iteration or the run: that of its deciding
// actions.
StepStatus status_of(const Branch& branch, const Pass& pass);

}  // namespace riskflow::language
