#pragma once
// One template while its expressions are checked: whose it is, where in it the check stands, and
// what is known of the values that its parts give.

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/language/definition_check.hpp"
#include "domain/language/expression_node.hpp"

namespace riskflow::language {

// Which part of its owner a template is.
enum class Part : std::uint8_t {
  inputs,
  per_item,  // evaluated for each item: where, select, columns
  condition,
  subject,  // of a Switch
  items,    // of a Foreach
  limit,
  tracked,
  trigger,
  output,  // of the definition
};

// Whether a call is certain to be made when its expression is evaluated.
enum class Reach : std::uint8_t { certain, perhaps };

// What an expression gives.
struct Known {
  Kinds kinds = any_kind;
  const Value* literal = nullptr;  // when it is one
  enum class From : std::uint8_t {
    elsewhere,
    lone_hole,     // "@{...}" and nothing else
    boolean_text,  // a boolean made into text: "True" or "False"
    lone_boolean,  // both
  } from = From::elsewhere;

  bool is_lone_hole() const { return from == From::lone_hole || from == From::lone_boolean; }
  bool is_boolean_text() const { return from == From::boolean_text || from == From::lone_boolean; }
};

using PathStep = std::variant<std::string_view, std::size_t>;

struct Site {
  Checked& checked;
  const OwnedTemplate& text;
  Spot owner = no_spot;  // no_spot unless an action's
  Part part = Part::inputs;
  Reach reach = Reach::certain;
  std::vector<PathStep> path;  // from the template's root to where the check stands

  const MappedAction& action() const { return checked.map.at(owner); }
  std::string pointer() const;
  void error(const char* code, TextPosition at, const std::string& message, std::string fix = {});
  void warning(const char* code, TextPosition at, const std::string& message, std::string fix = {});
  // An error where the call is certain to be made, else a warning: it may never be reached.
  void error_if_reached(const char* code, TextPosition at, const std::string& message,
                        std::string fix = {});
};

// What functions mean to the checks.
enum class Meaning : std::uint8_t {
  plain,
  arithmetic,
  action_body,
  action_outputs,
  action_record,
  action_part,  // of its form or multipart body
  as_first,     // gives what its first argument is
  callback,
  choose,
  coalesce,
  contains,
  equals,
  item,
  items,
  iteration,
  order,
  parameters,
  result,
  text_of,
  trigger,
  trigger_body,
  trigger_outputs,
  trigger_part,
  variables,
};
Meaning meaning_of(const Function& function);

// What a node gives; checks all that is below it on the way.
Known check_node(Site& site, const Node& node);
// What a call gives whose arguments were checked.
Known check_call(Site& site, const Call& call, const std::vector<Known>& given, TextPosition at);

// Names: actions, variables, parameters, loops.  Answers what the call gives, as far as the name
// tells; any_kind when it tells nothing.
Kinds check_reference(Site& site, const Call& call, Meaning meaning, TextPosition at);
// Whether the action that a call names may have been skipped when this template is evaluated.
bool may_be_skipped(const Site& site, std::string_view action);

// base.key and base[key]: kinds, and a `?` that is missing.
void check_access(Site& site, const Access& access, const Known& base, const Known& key,
                  TextPosition at);

// Warns of "@{...}" alone where text is of no use.
void check_lone_hole(Site& site, const Known& known, TextPosition at);

// The literal text of an argument; a null pointer when it is none.
const std::string* literal_text(const Node& node);

}  // namespace riskflow::language
