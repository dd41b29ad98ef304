#pragma once
// What reading a definition offers to the rows of the action table: compiling templates, reading
// branches, reporting.  One reader reads one document.

#include <string>
#include <string_view>
#include <vector>

#include "domain/language/definition.hpp"
#include "domain/language/template.hpp"

namespace riskflow::language {

// A template of the definition, kept for the checks.
struct OwnedTemplate {
  std::string action;   // whose it is; empty for a trigger's and the definition's own
  std::string pointer;  // where `json` stands
  Value json;
  Expression expression;
};

class DefinitionReader {
 public:
  explicit DefinitionReader(std::vector<ConnectionReference> connections)
      : connections_(std::move(connections)) {}

  // A branch from its object of actions; an empty one when `actions` is a null pointer.
  Branch branch(std::string name, const Value* actions, const std::string& pointer);
  Trigger trigger(const std::string& name, const Value& source, const std::string& pointer);
  ParameterDeclaration parameter(const std::string& name, const Value& source,
                                 const std::string& pointer);

  OutputDeclaration output(const std::string& name, const Value& source,
                           const std::string& pointer);

  // Compile for the action that is being read.
  Expression compile(const Value& json, const std::string& pointer);
  Expression condition(const Value& json, const std::string& pointer);
  // The call that the inputs of a connector's step name; reports what is missing.  An
  // ApiConnection names no operation: it gives a method and a path.
  std::optional<ConnectorCall> connector_call(const Value& source, const std::string& pointer);

  void error(std::string code, std::string pointer, std::string message, std::string fix = {});
  void warning(std::string code, std::string pointer, std::string message, std::string fix = {});

  std::vector<Diagnostic> take_diagnostics() { return std::move(diagnostics_); }
  const std::vector<OwnedTemplate>& templates() const { return templates_; }

 private:
  Action action(const std::string& name, const Value& source, const std::string& pointer);
  void run_after(Action& action);
  void trigger_rules(Trigger& trigger);
  void order(Branch& branch);
  void keep(const Value& json, const std::string& pointer, Expression expression,
            TemplateReport report);

  std::vector<ConnectionReference> connections_;
  std::vector<Diagnostic> diagnostics_;
  std::vector<OwnedTemplate> templates_;
  std::string owner_;  // the action whose templates are being compiled
};

// A member that must be a string: its text, or an empty string.
std::string text_member(const Value& object, std::string_view key);

// Checks what only the whole definition shows.  `source` is its object, which stands at `pointer`.
void check_definition(const Definition& definition, const Value& source, const std::string& pointer,
                      DefinitionReader& reader);

}  // namespace riskflow::language
