#pragma once
// Rows of the action table that are about the course of a run: containers, Terminate, Wait.  And
// what reading needs everywhere.

#include "domain/language/actions.hpp"

namespace riskflow::language::builtin {

// The action's `inputs`, or null.
const Value& inputs_of(const Action& action);
// Reports a member of `inputs` that must be there; whether it is.
bool require(DefinitionReader& reader, const Action& action, std::string_view member);

// Whether the comma-separated `operationOptions` name an option, in any case.
bool has_operation_option(const Value& source, std::string_view option);

void read_inputs(DefinitionReader& reader, Action& action);
void read_if(DefinitionReader& reader, Action& action);
void read_scope(DefinitionReader& reader, Action& action);
void read_switch(DefinitionReader& reader, Action& action);
void read_terminate(DefinitionReader& reader, Action& action);
void read_wait(DefinitionReader& reader, Action& action);

// Entering a container: what its step has on record, from which the branch follows.
Result<Outcome> enter_scope(Turn turn);
Result<Outcome> enter_if(Turn turn);
Result<Outcome> enter_switch(Turn turn);
// The branch that an entered container takes; nothing for a Switch without a case for it.
std::optional<std::size_t> taken_branch(const Action& action, const Step& entered);

Result<Outcome> terminate(Turn turn);
// The end that the evaluated inputs of a Terminate ask for.
Result<RunEnd> end_by(const Value& inputs);

// A durable timer: {"interval": {"count", "unit"}} or {"until": {"timestamp"}}.
Result<Outcome> wait(Turn turn);

}  // namespace riskflow::language::builtin
