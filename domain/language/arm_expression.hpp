#pragma once
// Expressions of ARM templates, "[concat(parameters('a'), '-x')]".  Their functions are, by and
// large, those of the workflow language; what only a deployment knows has no value here, but
// something that stands for it: "<resourceGroup().location>".

#include <string>
#include <string_view>

#include "domain/language/value.hpp"

namespace riskflow::language {

// What the expressions of one template may look at.
struct ArmScope {
  Value::Members parameters;
  Value::Members variables;
};

// Whether a text of a template is one.  "[[" stands for a literal bracket.
bool is_arm_expression(std::string_view text);

// The value of an expression, brackets included.
// Error: invalid, saying what is not known, or that it is no expression.
Result<Value> evaluate_arm(std::string_view text, const ArmScope& scope);

// The same, with stand-ins for what is not known.
Result<Value> estimate_arm(std::string_view text, const ArmScope& scope);

}  // namespace riskflow::language
