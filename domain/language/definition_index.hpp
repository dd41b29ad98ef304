#pragma once
// Where every action of a definition stands: what the planner would else look up again and again.

#include <vector>

#include "domain/language/definition_reader.hpp"

namespace riskflow::language {

// Fills in `places`, `pass` and the standing of every action.  The templates of the definition tell
// what is asked about the iterations of a loop from outside of it.
void index_definition(Definition& definition, const std::vector<OwnedTemplate>& templates);

}  // namespace riskflow::language
