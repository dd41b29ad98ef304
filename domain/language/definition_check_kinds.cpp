// Kinds of values in expressions, where they are known: what is handed to a function that cannot
// take it, and what can never be equal.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "domain/language/definition_check_site.hpp"
#include "domain/language/functions.hpp"

namespace riskflow::language {

namespace {

struct MeaningRow {
  std::string_view name;
  Meaning meaning;
};

constexpr std::array meanings{
    MeaningRow{"actionBody", Meaning::action_body},
    MeaningRow{"actionOutputs", Meaning::action_outputs},
    MeaningRow{"actions", Meaning::action_record},
    MeaningRow{"add", Meaning::arithmetic},
    MeaningRow{"body", Meaning::action_body},
    MeaningRow{"coalesce", Meaning::coalesce},
    MeaningRow{"contains", Meaning::contains},
    MeaningRow{"div", Meaning::arithmetic},
    MeaningRow{"equals", Meaning::equals},
    MeaningRow{"formDataMultiValues", Meaning::action_part},
    MeaningRow{"formDataValue", Meaning::action_part},
    MeaningRow{"greater", Meaning::order},
    MeaningRow{"greaterOrEquals", Meaning::order},
    MeaningRow{"if", Meaning::choose},
    MeaningRow{"intersection", Meaning::as_first},
    MeaningRow{"item", Meaning::item},
    MeaningRow{"items", Meaning::items},
    MeaningRow{"iterationIndexes", Meaning::iteration},
    MeaningRow{"less", Meaning::order},
    MeaningRow{"lessOrEquals", Meaning::order},
    MeaningRow{"listCallbackUrl", Meaning::callback},
    MeaningRow{"mod", Meaning::arithmetic},
    MeaningRow{"mul", Meaning::arithmetic},
    MeaningRow{"multipartBody", Meaning::action_part},
    MeaningRow{"outputs", Meaning::action_outputs},
    MeaningRow{"parameters", Meaning::parameters},
    MeaningRow{"result", Meaning::result},
    MeaningRow{"string", Meaning::text_of},
    MeaningRow{"sub", Meaning::arithmetic},
    MeaningRow{"take", Meaning::as_first},
    MeaningRow{"trigger", Meaning::trigger},
    MeaningRow{"triggerBody", Meaning::trigger_body},
    MeaningRow{"triggerOutputs", Meaning::trigger_outputs},
    MeaningRow{"union", Meaning::as_first},
    MeaningRow{"variables", Meaning::variables},
};

std::vector<Meaning> meanings_by_row() {
  std::vector<Meaning> all(all_functions().size(), Meaning::plain);
  for (const auto& [name, meaning] : meanings)
    all[static_cast<std::size_t>(find_function(name) - all_functions().data())] = meaning;
  return all;
}

std::string called(const Call& call) { return fmt::format("the function '{}'", call.name); }

// The service looks at a call only when it is reached, so one that may never be is a warning.
bool is_callable(Site& site, const Call& call, TextPosition at) {
  if (call.function == nullptr) {
    site.error_if_reached("unknown-function", at,
                          fmt::format("there is no function '{}'", call.name),
                          "Correct its name; docs/expressions.md lists all functions.");
    return false;
  }
  if (takes(*call.function, call.arguments.size())) return true;
  site.error_if_reached(
      "wrong-argument-count", at,
      fmt::format("the function '{}' takes {}, but is given {}", call.function->name,
                  expected_arguments(*call.function), call.arguments.size()),
      fmt::format("See {} in docs/expressions.md.", call.function->name));
  return false;
}

void check_argument(Site& site, const Call& call, std::size_t index, const Known& known,
                    TextPosition at) {
  const auto wanted = call.function->signature.parameter(index);
  if (!(known.kinds & wanted).empty()) return;
  check_lone_hole(site, known, at);
  site.error_if_reached("wrong-argument-kind", at,
                        fmt::format("{} takes {} as argument {}, but is given {}", called(call),
                                    to_text(wanted), index + 1, to_text(known.kinds)),
                        "Convert the value, or correct the argument.");
}

using KnownArguments = std::vector<Known>;

bool is_spelt_as_boolean(std::string_view text) {
  return same_name(text, "true") || same_name(text, "false");
}

// equals(true, 'true') holds, equals(true, 'True') does not; string(true) is 'True'.
void check_boolean_text(Site& site, const Known& a, const Known& b, TextPosition at) {
  const auto* text = b.literal;
  if (text == nullptr || text->kind() != Kind::string || !is_spelt_as_boolean(text->text())) return;
  const bool is_lower = text->text() == "true" || text->text() == "false";
  if (a.is_boolean_text() && is_lower)
    site.warning("boolean-text", at,
                 fmt::format("a boolean as text is 'True' or 'False', never '{}'", text->text()),
                 "Compare the boolean itself with true or false.");
  if (a.kinds == only(Kind::boolean) && !is_lower)
    site.warning(
        "boolean-text", at,
        fmt::format("a boolean equals 'true' or 'false' in lower case, never '{}'", text->text()),
        "Compare it with true or false, without quotes.");
}

Kinds with_all_numbers(Kinds kinds) {
  return (kinds & number_kinds).empty() ? kinds : kinds | number_kinds;
}

void check_equals(Site& site, const KnownArguments& given, TextPosition at) {
  const auto &a = given[0], &b = given[1];
  check_boolean_text(site, a, b, at);
  check_boolean_text(site, b, a, at);
  if (!(with_all_numbers(a.kinds) & with_all_numbers(b.kinds)).empty()) return;
  // A boolean may equal a text.
  const auto pair = a.kinds | b.kinds;
  if (pair == (only(Kind::boolean) | only(Kind::string))) return;
  check_lone_hole(site, a, at);
  check_lone_hole(site, b, at);
  site.warning("never-equal", at,
               fmt::format("{} never equals {}", to_text(a.kinds), to_text(b.kinds)),
               "Convert one of the two with int(), string() or json().");
}

// Two numbers or two strings.
void check_order_of(Site& site, const Call& call, const KnownArguments& given, TextPosition at) {
  const auto text = only(Kind::string);
  const auto &a = given[0].kinds, &b = given[1].kinds;
  if (!(a.within(text) && b.within(number_kinds)) && !(b.within(text) && a.within(number_kinds)))
    return;
  check_lone_hole(site, given[0], at);
  check_lone_hole(site, given[1], at);
  site.error_if_reached("wrong-argument-kind", at,
                        fmt::format("{} compares two numbers or two strings, but is given {} and "
                                    "{}",
                                    called(call), to_text(a), to_text(b)),
                        "Convert one of the two with int() or string().");
}

void check_contains(Site& site, const KnownArguments& given, TextPosition at) {
  const auto text = only(Kind::string);
  if (!given[0].kinds.within(text | only(Kind::object)) || !(given[1].kinds & text).empty()) return;
  site.error_if_reached("wrong-argument-kind", at,
                        fmt::format("in a string or an object a string is looked for, but {} is "
                                    "given",
                                    to_text(given[1].kinds)),
                        "Convert the second argument with string().");
}

Kinds kinds_of_arithmetic(const KnownArguments& given) {
  const auto integer = only(Kind::integer), real = only(Kind::real);
  if (given[0].kinds == integer && given[1].kinds == integer) return integer;
  const bool has_decimal =
      given[0].kinds.holds(Kind::decimal) || given[1].kinds.holds(Kind::decimal);
  if (!has_decimal && (given[0].kinds == real || given[1].kinds == real)) return real;
  return number_kinds;
}

Known known_of_call(Site& site, const Call& call, const KnownArguments& given, TextPosition at) {
  const auto meaning = meaning_of(*call.function);
  const auto result = call.function->signature.result();
  if (meaning == Meaning::plain) return {result};
  if (meaning == Meaning::equals) check_equals(site, given, at);
  if (meaning == Meaning::order) check_order_of(site, call, given, at);
  if (meaning == Meaning::contains) check_contains(site, given, at);
  if (meaning == Meaning::arithmetic) return {kinds_of_arithmetic(given)};
  if (meaning == Meaning::as_first) {
    const auto same = given[0].kinds & result;
    return {same.empty() ? result : same};
  }
  if (meaning == Meaning::choose) return {given[1].kinds | given[2].kinds};
  if (meaning == Meaning::text_of)
    return {
        result, nullptr,
        given[0].kinds == only(Kind::boolean) ? Known::From::boolean_text : Known::From::elsewhere};
  if (meaning == Meaning::coalesce) {
    Kinds all;
    for (const auto& one : given) all = all | one.kinds;
    return {all};
  }
  const auto told = check_reference(site, call, meaning, at);
  return {told == any_kind ? result : told};
}

bool is_lazy(const Call& call) {
  return call.function != nullptr && std::holds_alternative<Lazy>(call.function->apply);
}

// Arguments after the first of a lazy function may never be reached.
Known check_written_call(Site& site, const Call& call, TextPosition at) {
  KnownArguments given;
  given.reserve(call.arguments.size());
  const auto reach = site.reach;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    if (is_lazy(call) && i > 0) site.reach = Reach::perhaps;
    given.push_back(check_node(site, call.arguments[i]));
  }
  site.reach = reach;
  return check_call(site, call, given, at);
}

// Every alternative of a node, one each.
struct NodeCheck {
  Site& site;
  TextPosition position;

  Known operator()(const Literal& literal) const {
    return {only(literal.value.kind()), &literal.value};
  }
  Known operator()(const Call& call) const { return check_written_call(site, call, position); }
  Known operator()(const Access& access) const {
    const auto base = check_node(site, access.base_and_key[0]);
    const auto key = check_node(site, access.base_and_key[1]);
    check_access(site, access, base, key, position);
    return {};
  }
  Known operator()(const Interpolation& text) const {
    Known known{only(Kind::string)};
    Kinds kinds;
    for (const auto& part : text.parts) kinds = check_node(site, part).kinds;
    if (text.parts.size() != 1) return known;
    known.from = kinds == only(Kind::boolean) ? Known::From::lone_boolean : Known::From::lone_hole;
    return known;
  }
  // No expression holds these; a template is walked where the places of its parts are known.
  Known operator()(const ArrayTemplate&) const { return {only(Kind::array)}; }
  Known operator()(const ObjectTemplate&) const { return {only(Kind::object)}; }
};

}  // namespace

Meaning meaning_of(const Function& function) {
  static const auto all = meanings_by_row();
  return all[static_cast<std::size_t>(&function - all_functions().data())];
}

Known check_call(Site& site, const Call& call, const std::vector<Known>& given, TextPosition at) {
  if (!is_callable(site, call, at)) return {};
  const auto reach = site.reach;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (is_lazy(call) && i > 0) site.reach = Reach::perhaps;
    check_argument(site, call, i, given[i], call.arguments[i].position);
  }
  site.reach = reach;
  return known_of_call(site, call, given, at);
}

Known check_node(Site& site, const Node& node) {
  return std::visit(NodeCheck{site, node.position}, node.what);
}

void check_lone_hole(Site& site, const Known& known, TextPosition at) {
  if (known.is_lone_hole())
    site.warning("lone-hole", at, "'@{...}' always gives text, also when it is all there is",
                 "Write '@...' without the braces, to keep the kind of the value.");
}

Kinds kinds_given(const Checked& checked, const Expression& expression) {
  const auto& root = expression.root().what;
  if (const auto* literal = std::get_if<Literal>(&root)) return only(literal->value.kind());
  if (std::holds_alternative<Interpolation>(root)) return only(Kind::string);
  if (std::holds_alternative<ArrayTemplate>(root)) return only(Kind::array);
  if (std::holds_alternative<ObjectTemplate>(root)) return only(Kind::object);
  const auto* call = std::get_if<Call>(&root);
  if (call == nullptr || call->function == nullptr) return any_kind;
  const auto* name = call->arguments.empty() ? nullptr : literal_text(call->arguments[0]);
  if (name != nullptr && meaning_of(*call->function) == Meaning::variables) {
    const auto found = checked.variables.find(*name);
    return found != checked.variables.end() ? found->second.kinds : any_kind;
  }
  // What these give depends on their arguments.
  const auto meaning = meaning_of(*call->function);
  const bool depends = meaning == Meaning::choose || meaning == Meaning::coalesce;
  return depends ? any_kind : call->function->signature.result();
}

}  // namespace riskflow::language
