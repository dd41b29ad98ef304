#pragma once
// The planner: from a definition and all that is recorded of a run, what happens next.  Pure: the
// same arguments give the same plan, and a plan made again after a crash holds just the rest.
//
// Loops will be slices: each a RunState of its own whose steps start from those of the loop's
// surroundings, planned over the loop's branch with the item on Context::items.

#include <cstdint>
#include <optional>
#include <vector>

#include "domain/core/time.hpp"
#include "domain/language/definition.hpp"
#include "domain/language/run_state.hpp"

namespace riskflow::language {

// What a plan needs besides the record; the caller records it with the plan.
struct PlanInputs {
  Instant now;             // what utcNow() says
  std::uint64_t seed = 0;  // of guid(); each action draws from a stream of its own
  Value workflow;          // what workflow() says: {"name": ..., "run": {"name": ...}}
};

// The message of a failed step is no longer; in UTF-16 code units.
inline constexpr std::size_t step_message_max = 1000;

// To be recorded whole, in one commit: a plan cut in the middle is not the plan that was made.
struct Plan {
  std::vector<Settled> settled;  // in the order in which they were evaluated
  std::vector<Effect> effects;   // that may start now; those already running are not repeated
  std::optional<RunEnd> end;     // set when nothing is left to do
  bool operator==(const Plan&) const = default;
};

// Evaluates every action that is ready, and those that become ready by it; passes skips on; closes
// scopes and the run.  A template that fails fails its action, not the plan; so does an action that
// goes over a limit of budget.hpp, which bounds what a plan costs.
// Errors: rejected, when the definition has errors.  Cost: linear in the actions, besides the
// templates.
Result<Plan> plan(const Definition& definition, const RunState& state, const PlanInputs& inputs);

}  // namespace riskflow::language
