#pragma once
// Equality and order as the language defines them; stricter and laxer than Value's own ==.

#include <compare>

#include "domain/language/value.hpp"

namespace riskflow::language {

// equals(): numbers by value whatever their kind, true and 'true' the same, containers by content
// (members in any order).
bool same_value(const Value& a, const Value& b);

// Two numbers or two strings (by code point).  Error: invalid, for any other pair.
Result<std::partial_ordering> compare(const Value& a, const Value& b);

}  // namespace riskflow::language
