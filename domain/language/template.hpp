#pragma once
// Templates: JSON whose strings (and object keys) may hold expressions.  Compiled once, when a
// definition is read, so that a mistake shows before anything runs.

#include <string>
#include <string_view>
#include <vector>

#include "domain/language/expression.hpp"

namespace riskflow::language {

// A template string that cannot be parsed, and where it stands.
struct TemplateFault {
  std::string pointer;  // JSON pointer (RFC 6901)
  Error error;
};

// What compiling found out besides the expression.
struct TemplateReport {
  std::vector<TemplateFault> faults;
};

// `pointer` and one more step, escaped.
std::string pointer_to(std::string_view pointer, std::string_view member);
std::string pointer_to(std::string_view pointer, std::size_t index);

// Compiles one template string: a literal, "@expression", or text with "@{holes}".
// Errors: invalid with target InvalidTemplate.
Result<Expression> compile_string(std::string_view text);

// Compiles a whole JSON template that stands at `pointer`, and adds to `report`.  Faults take the
// place of an error; with any, the expression must not be used.
Expression compile_template(const Value& json, std::string_view pointer, TemplateReport& report);

// Compiles the expression of an If: a template string, or a tree of objects with one key each that
// names a function, {"and": [{"equals": ["@x", 1]}]}.  Faults as above.
Expression compile_condition(const Value& json, std::string_view pointer, TemplateReport& report);

}  // namespace riskflow::language
