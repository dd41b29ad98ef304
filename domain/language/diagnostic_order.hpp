#pragma once
// Findings in the order of the text.

#include <vector>

#include "domain/language/definition.hpp"

namespace riskflow::language {

// By the place that their pointers lead to in `definition`, which stands at `pointer`; what has no
// place comes where its pointer ends, and what is beside the definition first.  The same finding
// twice is one.  O(definition + findings).
std::vector<Diagnostic> in_order(const Value& definition, std::string_view pointer,
                                 std::vector<Diagnostic> diagnostics);

}  // namespace riskflow::language
