#pragma once
// What the checks of a definition share, and the checks themselves, one subject each.  They report
// through the reader; docs/lint.md lists what they report.

#include <string>
#include <string_view>

#include "domain/language/definition_map.hpp"
#include "domain/language/definition_reader.hpp"
#include "domain/language/definition_statuses.hpp"
#include "domain/language/kinds.hpp"

namespace riskflow::language {

// A variable as it is declared first.
struct VariableFacts {
  Spot initializer = no_spot;
  std::string_view type;   // as written
  Kinds kinds = any_kind;  // what it takes and holds; any_kind when the type is not known
};

struct Checked {
  Checked(const Definition& whole, const Value& object, const std::string& place,
          DefinitionReader& reporting)
      : definition(whole),
        source(object),
        pointer(place),
        reader(reporting),
        map(whole),
        statuses(map) {}
  Checked(const Checked&) = delete;
  Checked& operator=(const Checked&) = delete;

  const Definition& definition;
  const Value& source;         // the definition's object
  const std::string& pointer;  // where it stands
  DefinitionReader& reader;
  DefinitionMap map;
  DefinitionStatuses statuses;
  ByName<VariableFacts> variables;
};

void check_names(Checked& checked);
void check_limits(Checked& checked);
void check_variables(Checked& checked);
void check_order(Checked& checked);
void check_loops(Checked& checked);
void check_responses(Checked& checked);
void check_policies(Checked& checked);
void check_triggers(Checked& checked);
void check_declarations(Checked& checked);
void check_expressions(Checked& checked);

// The member of an action's `inputs`; a null pointer when there is none.
const Value* input_of(const Action& action, std::string_view member);
// A member behind others: "runtimeConfiguration", "concurrency".
const Value* member_at(const Value& object, std::initializer_list<std::string_view> path);
// Whether a value is a string that is evaluated.
bool is_template(const Value& value);
// Whether an option is in the comma-separated operationOptions.
bool has_option(const Value& source, std::string_view option);
// The repetitions of a Foreach that run at a time: what is written, else what the dialect does.
std::int64_t repetitions_of(const Checked& checked, const Action& loop);
// What a value of a declared type is: of variables and of parameters.
Kinds kinds_of_type(std::string_view type);
// What an expression gives, as far as its outermost part tells.
Kinds kinds_given(const Checked& checked, const Expression& expression);

}  // namespace riskflow::language
