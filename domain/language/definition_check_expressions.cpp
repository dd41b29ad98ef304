// Walks every template of a definition: the text beside the expressions, and the kinds that the
// members of actions need.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "domain/language/definition_check_site.hpp"
#include "domain/language/functions.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

// ---- reporting ----

std::string Site::pointer() const {
  auto whole = text.pointer;
  for (const auto& step : path)
    whole = std::visit([&](const auto& one) { return pointer_to(whole, one); }, step);
  return whole;
}

// The parts of a condition that is a tree of objects have no place in a text.
static std::string with_place(TextPosition at, const std::string& message) {
  if (at.line == 1 && at.column == 1) return message;
  return fmt::format("line {}, column {}: {}", at.line, at.column, message);
}

void Site::error(const char* code, TextPosition at, const std::string& message, std::string fix) {
  checked.reader.error(code, pointer(), with_place(at, message), std::move(fix));
}

void Site::warning(const char* code, TextPosition at, const std::string& message, std::string fix) {
  checked.reader.warning(code, pointer(), with_place(at, message), std::move(fix));
}

void Site::error_if_reached(const char* code, TextPosition at, const std::string& message,
                            std::string fix) {
  if (reach == Reach::certain) return error(code, at, message, std::move(fix));
  warning(code, at, message, std::move(fix));
}

namespace {

// ---- what members need ----

struct MemberKinds {
  ActionIs is;
  std::string_view member;
  Kinds kinds;
};

constexpr Kinds but_null{static_cast<std::uint8_t>(~only(Kind::null).bits)};
constexpr std::array member_kinds{
    MemberKinds{ActionIs::http, "method", only(Kind::string)},
    MemberKinds{ActionIs::http, "uri", only(Kind::string)},
    MemberKinds{ActionIs::join, "from", only(Kind::array)},
    MemberKinds{ActionIs::join, "joinWith", only(Kind::string)},
    MemberKinds{ActionIs::parse_json, "content", but_null},
    MemberKinds{ActionIs::query, "from", only(Kind::array)},
    MemberKinds{ActionIs::response, "statusCode", only(Kind::integer) | only(Kind::string)},
    MemberKinds{ActionIs::select, "from", only(Kind::array)},
    MemberKinds{ActionIs::table, "format", only(Kind::string)},
    MemberKinds{ActionIs::table, "from", only(Kind::array)},
    MemberKinds{ActionIs::terminate, "runStatus", only(Kind::string)},
};

std::string_view step_name(const Site& site, std::size_t index) {
  const auto* name =
      index < site.path.size() ? std::get_if<std::string_view>(&site.path[index]) : nullptr;
  return name != nullptr ? *name : std::string_view{};
}

void expect(Site& site, const Known& known, Kinds wanted, const char* code, std::string_view what) {
  if (!(known.kinds & wanted).empty()) return;
  check_lone_hole(site, known, {});
  site.error(code, {},
             fmt::format("{} must be {}, but is {}", what, to_text(wanted), to_text(known.kinds)),
             "Correct the value, or convert it.");
}

// What a variable of a type takes.
Kinds taken_by(const VariableFacts& variable) {
  if (variable.kinds == only(Kind::string)) return text_kinds | only(Kind::null);
  if (variable.kinds == only(Kind::array)) return variable.kinds | only(Kind::null);
  return variable.kinds;
}

void expect_written(Site& site, const Known& known) {
  const auto* name = input_of(*site.action().action, "name");
  if (name == nullptr || name->kind() != Kind::string) return;
  const auto found = site.checked.variables.find(name->text());
  if (found == site.checked.variables.end()) return;
  const auto is = site.action().is;
  auto wanted = taken_by(found->second);
  if (is == ActionIs::append_to_string) wanted = any_kind;
  if (is == ActionIs::append_to_array)
    wanted = but_null & Kinds{static_cast<std::uint8_t>(~only(Kind::array).bits)};
  if (is == ActionIs::increment || is == ActionIs::decrement) wanted = number_kinds;
  expect(site, known, wanted, "variable-value-kind",
         fmt::format("what '{}' gives to the variable '{}'", site.action().action->name,
                     name->text()));
}

// variables/0/value of an InitializeVariable; there the texts 'true' and 'false' are booleans.
void expect_initial(Site& site, const Known& known) {
  const auto* index = std::get_if<std::size_t>(&site.path[1]);
  const auto* list = input_of(*site.action().action, "variables");
  if (index == nullptr || list == nullptr || list->kind() != Kind::array) return;
  const auto& variable = list->items()[*index];
  VariableFacts facts{site.owner, {}, kinds_of_type(text_member(variable, "type"))};
  auto wanted = taken_by(facts);
  if (facts.kinds == only(Kind::boolean)) wanted = wanted | only(Kind::string);
  expect(site, known, wanted, "variable-value-kind",
         fmt::format("the value of the variable '{}'", text_member(variable, "name")));
}

void expect_input(Site& site, const Known& known) {
  const auto is = site.action().is;
  const auto depth = site.path.size();
  if (is == ActionIs::initialize && depth == 3 && step_name(site, 2) == "value")
    return expect_initial(site, known);
  if (depth != 1) return;
  const auto member = step_name(site, 0);
  if (changes_variable(is) && same_name(member, "value")) return expect_written(site, known);
  for (const auto& row : member_kinds)
    if (row.is == is && same_name(row.member, member))
      return expect(site, known, row.kinds, "wrong-input-kind",
                    fmt::format("'{}' of {}", row.member, site.action().action->type_name));
}

void expect_of_trigger(Site& site, const Known& known) {
  if (site.path.empty() && site.text.pointer.ends_with("/splitOn"))
    expect(site, known, only(Kind::array), "split-on-not-array", "what splitOn gives");
  const bool is_condition = site.path.size() == 2 && step_name(site, 1) == "expression" &&
                            site.text.pointer.ends_with("/conditions");
  if (is_condition)
    expect(site, known, only(Kind::boolean), "condition-not-boolean", "a condition");
}

// Whether the value at this place can be what is needed there.
void expect_here(Site& site, const Known& known) {
  const bool is_root = site.path.empty();
  switch (site.part) {
    case Part::inputs: return expect_input(site, known);
    case Part::condition:
      if (is_root) expect(site, known, only(Kind::boolean), "condition-not-boolean", "a condition");
      return;
    case Part::per_item:
      if (is_root && site.action().is == ActionIs::query)
        expect(site, known, only(Kind::boolean), "condition-not-boolean", "'where'");
      return;
    case Part::items:
      if (is_root)
        expect(site, known, only(Kind::array), "foreach-not-array", "what a Foreach goes through");
      return;
    case Part::limit:
      if (site.path.size() == 1 && step_name(site, 0) == "count" && known.literal == nullptr)
        expect(site, known, only(Kind::integer), "wrong-input-kind", "'count' of a limit");
      return;
    case Part::trigger: return expect_of_trigger(site, known);
    case Part::subject:
    case Part::tracked:
    case Part::output: return;
  }
}

// ---- walking ----

void check_text(Site& site, const std::string& text) {
  if (!text.starts_with("@@") || !text.contains("@{")) return;
  site.warning("escaped-text", {},
               "the text begins with '@@', so nothing in it is evaluated, also not '@{...}'",
               "Put the '@' behind another character, or use concat('@', ...).");
}

Known walk(Site& site, const Node& node, const Value& json);

template <class Visit>
void below(Site& site, PathStep step, Visit visit) {
  site.path.push_back(step);
  visit();
  site.path.pop_back();
}

// The parts of a value without expressions.
void walk_literal(Site& site, const Value& json) {
  const auto visit = [&](const Value& part) {
    if (part.kind() == Kind::string) check_text(site, part.text());
    expect_here(site, {only(part.kind()), &part});
    walk_literal(site, part);
  };
  if (json.kind() == Kind::array) {
    for (std::size_t i = 0; i < json.items().size(); ++i)
      below(site, i, [&] { visit(json.items()[i]); });
  } else if (json.kind() == Kind::object) {
    for (const auto& [key, value] : json.members())
      below(site, std::string_view{key}, [&, &part = value] { visit(part); });
  }
}

void walk_items(Site& site, const ArrayTemplate& array, const Value& json) {
  for (std::size_t i = 0; i < array.items.size(); ++i)
    below(site, i, [&] { walk(site, array.items[i], json.items()[i]); });
}

void check_key(Site& site, const Node& key) {
  const auto known = check_node(site, key);
  if ((known.kinds & only(Kind::string)).empty())
    site.error("wrong-key-kind", key.position,
               fmt::format("a name must be a string, but is {}", to_text(known.kinds)),
               "Write it as @{...}, which gives text.");
}

void walk_members(Site& site, const ObjectTemplate& object, const Value& json) {
  for (std::size_t i = 0; i < object.values.size(); ++i) {
    const auto& member = json.members()[i];
    below(site, std::string_view{member.key}, [&] {
      check_key(site, object.keys[i]);
      walk(site, object.values[i], member.value);
    });
  }
}

// A condition that is a tree of objects: {"and": [{"equals": [1, 2]}]}.
Known walk_tree(Site& site, const Call& call, const Value& json) {
  const auto& [name, operands] = json.members()[0];
  const bool is_list = operands.kind() == Kind::array;
  const bool lazy = call.function != nullptr && std::holds_alternative<Lazy>(call.function->apply);
  std::vector<Known> given;
  const auto reach = site.reach;
  Known known;
  below(site, std::string_view{name}, [&, &list = operands] {
    for (std::size_t i = 0; i < call.arguments.size(); ++i) {
      const auto& part = is_list ? list.items()[i] : list;
      if (lazy && i > 0) site.reach = Reach::perhaps;
      if (!is_list) given.push_back(walk(site, call.arguments[i], part));
      if (is_list) below(site, i, [&] { given.push_back(walk(site, call.arguments[i], part)); });
    }
    site.reach = reach;
    known = check_call(site, call, given, {});
  });
  return known;
}

Known walk_node(Site& site, const Node& node, const Value& json) {
  if (const auto* literal = std::get_if<Literal>(&node.what))
    return {only(literal->value.kind()), &literal->value};
  if (std::holds_alternative<ArrayTemplate>(node.what)) return {only(Kind::array)};
  if (std::holds_alternative<ObjectTemplate>(node.what)) return {only(Kind::object)};
  const auto* call = std::get_if<Call>(&node.what);
  if (call != nullptr && json.kind() == Kind::object) return walk_tree(site, *call, json);
  return check_node(site, node);
}

Known walk(Site& site, const Node& node, const Value& json) {
  if (json.kind() == Kind::string) check_text(site, json.text());
  const auto known = walk_node(site, node, json);
  expect_here(site, known);
  if (std::holds_alternative<Literal>(node.what)) walk_literal(site, json);
  if (const auto* array = std::get_if<ArrayTemplate>(&node.what)) walk_items(site, *array, json);
  if (const auto* object = std::get_if<ObjectTemplate>(&node.what))
    walk_members(site, *object, json);
  return known;
}

// ---- whose it is ----

Part part_of(const MappedAction& mapped, std::string_view below) {
  if (below.starts_with("/limit")) return Part::limit;
  if (below.starts_with("/trackedProperties")) return Part::tracked;
  if (below == "/foreach") return Part::items;
  if (below == "/expression")
    return mapped.is == ActionIs::switch_case ? Part::subject : Part::condition;
  const bool per_item =
      below == "/inputs/where" || below == "/inputs/select" || below.starts_with("/inputs/columns");
  return per_item ? Part::per_item : Part::inputs;
}

void check_template(Checked& checked, const OwnedTemplate& text) {
  Site site{checked, text, no_spot, Part::trigger, Reach::certain, {}};
  if (!text.action.empty()) {
    site.owner = checked.map.find(text.action);
    if (site.owner == no_spot) return;
    const auto& place = site.action().action->pointer;
    // Of two actions of the same name only the first is known; the name is reported.
    if (!text.pointer.starts_with(place)) return;
    site.part = part_of(site.action(), std::string_view{text.pointer}.substr(place.size()));
  } else if (text.pointer.starts_with(checked.pointer + "/outputs")) {
    site.part = Part::output;
  }
  walk(site, text.expression.root(), text.json);
}

}  // namespace

void check_expressions(Checked& checked) {
  for (const auto& text : checked.reader.templates()) check_template(checked, text);
}

}  // namespace riskflow::language
