#pragma once
// The types of actions: one table.  Adding one is a row here (actions.cpp), a function that reads
// it and one that evaluates it when its turn comes.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "domain/language/context.hpp"
#include "domain/language/definition_reader.hpp"
#include "domain/language/run_state.hpp"

namespace riskflow::language {

// What is done with an action when its turn comes.
enum class ActionRole : std::uint8_t {
  unsupported = 1,  // known, read and kept, but refused when its turn comes
  pure,             // evaluated at once
  call,             // done outside, as an effect
  container,        // holds branches of actions, of which one is taken
  loop,             // holds a branch that is taken again and again
  wait,             // over at some time
  respond,          // answers the caller of the run
};

// What evaluating an action gives.
struct Outcome {
  Value inputs{}, outputs{};
  std::optional<RunEnd> end{};     // of a Terminate
  std::optional<Effect> effect{};  // of a call, or a response
  std::optional<Instant> until{};  // of a wait
  std::optional<Error> failure{};  // failed, though with outputs; the target is the code
};

// An action that is about to be evaluated.  An Error's target is the code of the failed step.
struct Turn {
  const Action& action;
  const RunState& state;
  Context& context;
};

struct ActionType {
  std::string_view name;
  ActionRole role;
  void (*read)(DefinitionReader& reader, Action& action);
  Result<Outcome> (*evaluate)(Turn turn);  // a null pointer for unsupported ones and loops
};

// All types, ordered by name without regard to case.
std::span<const ActionType> all_action_types();

// By name, in any case; a null pointer when there is none.
const ActionType* find_action_type(std::string_view name);

// The variables that a settled step of this action wrote; empty unless it succeeded.  Evaluation
// and replay agree because both ask here.
std::vector<VariableWrite> writes_of(const Action& action, const Step& step);

}  // namespace riskflow::language
