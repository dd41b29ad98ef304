#pragma once
// A workflow definition, read once: the document as it came, and what it says as types.  Reading
// finds every mistake it can, with a JSON pointer and a way to mend it; a definition with errors is
// kept and shown, but not run.  Immutable after reading; any thread may use it.

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/language/connections.hpp"
#include "domain/language/dialect.hpp"
#include "domain/language/expression.hpp"
#include "domain/language/step_status.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

struct ActionType;  // actions.hpp
struct FlowSource;  // containers.hpp

enum class Severity : std::uint8_t { warning = 1, error };

// One finding about a definition.
struct Diagnostic {
  std::string code;  // stable, for programs: "run-after-cycle"
  Severity severity = Severity::error;
  std::string pointer;  // JSON pointer (RFC 6901) into the document
  std::string message;  // what is wrong
  std::string fix;      // what to do; may be empty
  bool operator==(const Diagnostic&) const = default;
};

// Whether a finding keeps a definition from running; other errors only fail what they are about.
bool refuses(const Diagnostic& found);

struct ParameterDeclaration {
  std::string name;
  std::string type;  // lower case: "string", "secureobject", ...
  Secrecy secrecy = Secrecy::open;
  std::optional<Value> default_value;
};

// One of the definition's outputs.
struct OutputDeclaration {
  std::string name;
  std::string type;
  Expression value;
};

// An operation of a connector.
struct ConnectorCall {
  std::string api;         // the last segment of apiId: "shared_office365"
  std::string connection;  // the name of the connection reference
  std::string operation;   // "SendEmailV2"
};

struct RunAfter {
  std::string action;  // a sibling
  std::vector<StepStatus> statuses;
};

struct Action;

// Actions that belong together: the definition's, a scope's, one side of a condition.
struct Branch {
  std::string name;                // "actions", "else", "default" or the label of a case
  std::vector<Action> actions;     // as written
  std::vector<std::size_t> order;  // indexes into `actions`, each after what it runs after
  std::size_t slot = 0;            // its number in a pass
  Value label;                     // what a case is taken for
};

// What one pass executes: the definition's body, or one iteration of a loop, without what lies in
// the loops inside.
struct PassSize {
  std::size_t actions = 0;
  std::size_t branches = 0;
};

// Where an action stands among the others.  Filled in by index_definition.
struct Standing {
  const Action* parent = nullptr;     // a null pointer at the top
  std::size_t side = 0;               // which of the parent's branches it is in
  const Action* loop = nullptr;       // the innermost around it; a null pointer outside of all
  std::size_t number = 0;             // its number in the definition
  std::size_t slot = 0;               // its number in a pass
  std::vector<const Action*> before;  // what it runs after, as `run_after`
  std::vector<const Action*> after;   // what runs after it
  bool is_asked_for = false;          // outside its loop, about its iterations
  bool has_asked_for = false;         // something in it is
  PassSize pass;                      // of the body, when it is a loop
};

struct Action {
  std::string name;
  std::string type_name;             // as written
  const ActionType* type = nullptr;  // a null pointer for an unknown type
  std::string pointer;
  std::vector<RunAfter> run_after;

  Expression inputs;     // evaluated once, when the action starts
  Expression per_item;   // evaluated for each item: where, select, or a table's cells
  Expression condition;  // of an If, a Switch or an Until; the array of a Foreach
  Expression limit;      // {"count": ..., "timeout": ...}
  Expression tracked;    // trackedProperties
  std::optional<ConnectorCall> call;
  std::vector<Branch> branches;  // of a container

  Secrecy inputs_secrecy = Secrecy::open;  // runtimeConfiguration.secureData
  Secrecy outputs_secrecy = Secrecy::open;
  Value source;  // the whole action as written
  Standing standing;
};

struct Trigger {
  std::string name;
  std::string type_name;
  std::string kind;
  std::string pointer;
  std::optional<ConnectorCall> call;
  Expression inputs;                   // without a schema, which is no template
  std::vector<Expression> conditions;  // all must be true
  std::optional<Expression> split_on;  // an array: one run for each item
  Expression tracking_id;              // correlation.clientTrackingId; null: none
  Value source;
};

// Where an action stands.
struct Place {
  const Action* action = nullptr;
  const Action* parent = nullptr;  // a null pointer at the top
};

// Moves, but does not copy: the index points into it.
struct Definition {
  Definition() = default;
  Definition(Definition&&) = default;
  Definition& operator=(Definition&&) = default;
  Definition(const Definition&) = delete;
  Definition& operator=(const Definition&) = delete;

  std::string document;      // the text as it came
  std::string display_name;  // properties.displayName; may be empty
  Dialect dialect = Dialect::power_automate;
  Value parameter_values;  // of the deployment: an object of name and value; null when it has none
  std::vector<ConnectionReference> connections;
  std::vector<ParameterDeclaration> parameters;
  std::vector<Trigger> triggers;
  std::vector<OutputDeclaration> outputs;
  std::map<std::string, Value, NameLess> static_results;
  Branch body;
  PassSize pass;                                  // of the body
  std::map<std::string, Place, NameLess> places;  // every action, by name
  std::vector<const Action*> numbered;            // every action, as written
  std::vector<Diagnostic> diagnostics;

  // Whether it cannot be run.  An error that only shows when a run comes to it does not count: the
  // services take such definitions, too, and the action fails (lint_codes.hpp).
  bool has_errors() const;
  // By name in any case; null pointers when there is none.
  const Place* find(std::string_view action) const;
  const ParameterDeclaration* find_parameter(std::string_view name) const;
};

// The branch that an action is in.
const Branch& branch_of(const Definition& definition, const Action& action);

// Reads a document with one flow, in any container that containers.hpp knows.  What is wrong inside
// becomes diagnostics.
// Errors: invalid (not JSON, no definition in it, or several), too_large.
Result<Definition> read_definition(std::string_view text);

// Reads a flow that was found in a container; what was wrong there comes first in the diagnostics.
// Error: too_large.
Result<Definition> read_definition(const FlowSource& flow);

// Whether an operation starts the run or is a step of it.
enum class OperationRole : std::uint8_t { trigger = 1, action };

struct OperationUse {
  OperationRole role = OperationRole::action;
  std::string api;
  std::string operation;
  std::string name;  // of the action or trigger
  std::string pointer;
};

// Every connector operation that a run may use, the trigger's first, nested actions included.
std::vector<OperationUse> operations_of(const Definition& definition);

inline constexpr std::size_t definition_bytes_max = std::size_t{4} << 20;
inline constexpr std::size_t actions_max = 500;
inline constexpr std::size_t nesting_max = 8;  // a warning only: real definitions reach 9
inline constexpr std::size_t triggers_max = 10;
inline constexpr std::size_t parameters_max = 50;
inline constexpr std::size_t outputs_max = 10;
inline constexpr std::size_t variables_max = 250;
inline constexpr std::size_t cases_max = 25;
inline constexpr std::size_t name_length_max = 80;
inline constexpr std::size_t description_length_max = 256;

}  // namespace riskflow::language
