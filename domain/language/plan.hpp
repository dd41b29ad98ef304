#pragma once
// The planner: from all that is recorded of a run, what happens next.  Pure: the same records and
// inputs give the same plan, and a plan made again after a crash holds just the rest.

#include <cstdint>
#include <optional>
#include <string>
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
  // Webhooks are called back below this address, at a name drawn from the seed, which must be
  // secret where callers are not trusted.
  std::string callbacks{};
  Value settings{};  // what appsetting() finds: an object
};

// The message of a failed step is no longer; in UTF-16 code units.
inline constexpr std::size_t step_message_max = 1000;
// A plan begins no more iterations of loops; the next goes on.
inline constexpr std::size_t slice_max = 64;

// To be recorded whole, in one commit: a plan cut in the middle is not the plan that was made.
struct Plan {
  std::vector<Settled> settled;  // in the order in which they were evaluated
  std::vector<Effect> effects;   // that may start now; those already running are not repeated
  std::optional<RunEnd> end;     // set when nothing is left to do
  Value outputs;                 // of the definition, at a good end: name to {"type", "value"}
  std::optional<Instant> wake;   // when to plan again, if no outcome comes before
  bool goes_on = false;          // to be planned again at once
  bool operator==(const Plan&) const = default;
};

// Evaluates every action that is ready, and those that become ready by it; passes skips on; closes
// scopes, loops and the run.  A template that fails fails its action, not the plan; so does an
// action that goes over a limit of budget.hpp, which bounds what a plan costs.
//
// `state` stands afterwards as if the plan were on record.  A caller that cannot record it starts
// anew from what is.
// Errors: rejected, when the definition has errors.  Cost: linear in what happened since the last
// plan, besides the templates.
Result<Plan> plan(RunState& state, const PlanInputs& inputs);

}  // namespace riskflow::language
