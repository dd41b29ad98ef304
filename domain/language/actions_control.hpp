#pragma once
// Rows of the action table that are not about data: reading inputs as a whole, connector calls,
// containers, Terminate.

#include "domain/language/actions.hpp"

namespace riskflow::language::builtin {

// The action's `inputs`, or null.
const Value& inputs_of(const Action& action);
// Reports a member of `inputs` that must be there; whether it is.
bool require(DefinitionReader& reader, const Action& action, std::string_view member);

void read_inputs(DefinitionReader& reader, Action& action);
void read_call(DefinitionReader& reader, Action& action);
void read_if(DefinitionReader& reader, Action& action);
void read_loop(DefinitionReader& reader, Action& action);
void read_scope(DefinitionReader& reader, Action& action);
void read_switch(DefinitionReader& reader, Action& action);
void read_terminate(DefinitionReader& reader, Action& action);

Result<Outcome> terminate(Turn turn);
// The end that the evaluated inputs of a Terminate ask for.
Result<RunEnd> end_by(const Value& inputs);

}  // namespace riskflow::language::builtin
