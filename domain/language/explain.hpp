#pragma once
// Why an action was skipped, failed or timed out: the rule, the statuses and the values that
// decided it, in one sentence.

#include <string>

#include "domain/language/run_state.hpp"

namespace riskflow::language {

// How many loops are around an action: how many numbers its `at` has.
std::size_t depth_in_loops(const Action& action);

// Empty for an action that succeeded, or has not ended.  For an action in loops `at` names the
// iteration; without it, one that was never begun is explained.
std::string explain(const RunState& state, const Action& action, const Iterations& at = {});

}  // namespace riskflow::language
