#pragma once
// Tells which product a definition was written for: from what its container says, else from the
// way its steps name connections.

#include <string_view>

#include "domain/language/dialect.hpp"
#include "domain/language/value.hpp"

namespace riskflow::language {

// Whether the document is a resource of Logic Apps Consumption, by its type.
bool is_logic_app(const Value& document);

// `holder` is the object that the definition is a member of: `document`, its properties, or the
// definition itself when nothing holds it.
Dialect dialect_of(const Value& document, const Value& holder, const Value& definition,
                   std::string_view kind);

}  // namespace riskflow::language
