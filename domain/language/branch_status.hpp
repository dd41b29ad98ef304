#pragma once
// What a branch of actions, all of them ended, comes to.  Algorithm: reproduced from probes of the
// service.

#include "domain/language/definition.hpp"
#include "domain/language/run_state.hpp"

namespace riskflow::language {

// The status of a scope, a branch of a condition, or the run: that of its last actions, where a
// skipped one stands for those before it.  Every action of the branch has ended.
StepStatus status_of(const Branch& branch, const RunState& state);

}  // namespace riskflow::language
