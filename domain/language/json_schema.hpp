#pragma once
// Checks values against JSON schemas, as far as flows use them (draft 4): type, enum, const,
// properties, required, additionalProperties, patternProperties, minProperties, maxProperties,
// dependencies, items, additionalItems, minItems, maxItems, uniqueItems, minimum, maximum,
// exclusive bounds (of draft 4 and 6), multipleOf, minLength, maxLength, pattern, oneOf, anyOf,
// allOf, not, and $ref to a place in the schema itself.  All else, `format` included, says nothing.
// Names of properties are compared with their case.
//
// Debian's valijson could read our values, but runs patterns of strangers through std::regex, which
// nothing bounds; others bring a JSON type of their own.

#include <string>
#include <vector>

#include "domain/language/budget.hpp"
#include "domain/language/value.hpp"

namespace riskflow::language {

// One place in a value that the schema does not allow.
struct SchemaFinding {
  std::string pointer;  // JSON pointer (RFC 6901) into the value
  std::string message;  // "is a string, but must be an integer"
  bool operator==(const SchemaFinding&) const = default;
};

inline constexpr std::size_t schema_findings_max = 20;  // more are not looked for
inline constexpr std::size_t schema_depth_max = 200;    // schemas within schemas, $ref included

// Empty when the value is as the schema says.  Errors: invalid, when the schema cannot be used (a
// pattern or $ref that is none, with its place in Error::target), or the budget is exceeded
// (is_limit_exceeded).
Result<std::vector<SchemaFinding>> validate(const Value& schema, const Value& value,
                                            Budget& budget);

// The findings as one sentence for an error message.
std::string to_text(const std::vector<SchemaFinding>& findings);

}  // namespace riskflow::language
