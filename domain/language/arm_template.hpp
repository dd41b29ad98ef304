#pragma once
// Workflows in templates of the Azure Resource Manager.  Their expressions, "[parameters('x')]",
// are resolved as far as the template itself tells: from default values and variables.

#include <string>
#include <string_view>
#include <vector>

#include "domain/language/value.hpp"

namespace riskflow::language {

// An expression that only a deployment can resolve, and why.
struct UnresolvedExpression {
  std::string pointer;  // into the template
  std::string reason;
};

// A resource of type Microsoft.Logic/workflows.
struct ArmWorkflow {
  std::string pointer;   // of the resource in the template
  std::string resource;  // as JSON, resolved: all else byte for byte as it was written
  std::vector<UnresolvedExpression> unresolved;
};

// Whether a document is such a template.
bool is_arm_template(const Value& document);

// Its workflows, those of nested templates included.  `text` is the document as it was written.
std::vector<ArmWorkflow> workflows_of_template(const Value& document, std::string_view text);

}  // namespace riskflow::language
