#pragma once
// Data operations: Compose, Parse JSON, Filter array, Select, Join, Create table.

#include "domain/language/actions.hpp"

namespace riskflow::language::builtin {

void read_function(DefinitionReader& reader, Action& action);
void read_join(DefinitionReader& reader, Action& action);
void read_parse_json(DefinitionReader& reader, Action& action);
void read_query(DefinitionReader& reader, Action& action);
void read_select(DefinitionReader& reader, Action& action);
void read_table(DefinitionReader& reader, Action& action);

// A function as an action: type Expression, kind CurrentTime, ConvertTimeZone, ...
Result<Outcome> call_function(Turn turn);
Result<Outcome> compose(Turn turn);
Result<Outcome> join_action(Turn turn);
Result<Outcome> parse_json(Turn turn);
Result<Outcome> query(Turn turn);
Result<Outcome> select_action(Turn turn);
Result<Outcome> table(Turn turn);

}  // namespace riskflow::language::builtin
