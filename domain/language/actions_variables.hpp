#pragma once
// Variables: initialised once at the top, typed, shared by the whole run.

#include "domain/language/actions.hpp"

namespace riskflow::language::builtin {

void read_initialize(DefinitionReader& reader, Action& action);

Result<Outcome> append_to_array(Turn turn);
Result<Outcome> append_to_string(Turn turn);
Result<Outcome> decrement(Turn turn);
Result<Outcome> increment(Turn turn);
Result<Outcome> initialize(Turn turn);
Result<Outcome> set_variable(Turn turn);

}  // namespace riskflow::language::builtin
