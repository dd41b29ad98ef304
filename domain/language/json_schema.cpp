#include "domain/language/json_schema.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "domain/language/comparison.hpp"
#include "domain/language/members.hpp"
#include "domain/language/regular_expression.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

namespace {

constexpr std::uint64_t steps_of_schema = 50;

// Where in a value, and how one came there.  Lives on the stack of those who went there.
struct Spot {
  const Spot* up = nullptr;
  std::string_view key;
  std::optional<std::size_t> index;
  std::size_t depth = 0;
};

std::string pointer_to(const Spot& spot) {
  if (spot.up == nullptr) return {};
  const auto step =
      spot.index ? std::to_string(*spot.index) : replaced(replaced(spot.key, "~", "~0"), "/", "~1");
  return pointer_to(*spot.up) + "/" + step;
}

// With its case, unlike Value::find.
const Value* member(const Value& object, std::string_view key) {
  if (object.kind() != Kind::object) return nullptr;
  const auto& members = object.members();
  const auto found = std::ranges::find(members, key, &Value::Member::key);
  return found != members.end() ? &found->value : nullptr;
}

// A text that is the same for values that are equal as JSON, and only for them: numbers by value,
// members in any order.  Pay before.
std::string canonical_text(const Value& value) {
  if (value.is_number() && value.kind() != Kind::integer) {
    const auto whole = whole_number(Value{value.as_double()});
    return whole ? std::to_string(*whole) : number_text(value.as_double());
  }
  if (value.kind() != Kind::array && value.kind() != Kind::object) return to_json_text(value);
  std::vector<std::string> parts;
  if (value.kind() == Kind::array)
    for (const auto& item : value.items()) parts.push_back(canonical_text(item));
  else
    for (const auto& [key, held] : value.members())
      parts.push_back(to_json_text(Value{key}) + ":" + canonical_text(held));
  if (value.kind() == Kind::object) std::ranges::sort(parts);
  return fmt::format("{}{}", value.kind() == Kind::array ? "[" : "{", fmt::join(parts, ","));
}

std::string_view type_name(const Value& value) {
  switch (value.kind()) {
    case Kind::null: return "null";
    case Kind::boolean: return "a boolean";
    case Kind::integer: return "an integer";
    case Kind::real:
    case Kind::decimal: return "a number";
    case Kind::string: return "a string";
    case Kind::array: return "an array";
    case Kind::object: break;
  }
  return "an object";
}

// Names that draft 4 does not have mean any type.
bool is_of_type(const Value& value, std::string_view type) {
  const auto kind = value.kind();
  if (type == "null") return kind == Kind::null;
  if (type == "boolean") return kind == Kind::boolean;
  if (type == "integer") return kind == Kind::integer;
  if (type == "number") return value.is_number();
  if (type == "string") return kind == Kind::string;
  if (type == "array") return kind == Kind::array;
  if (type == "object") return kind == Kind::object;
  return true;
}

// A step of a JSON pointer as it stands behind a '#' in an address.
std::string unescaped_step(std::string_view step) {
  return replaced(replaced(unescaped(step), "~1", "/"), "~0", "~");
}

// One check of one value.  Whoever finds that it cannot go on sets `failure_`, and all return.
class Validator {
 public:
  Validator(const Value& root, Budget& budget) : root_(root), budget_(budget) {}

  void check(const Value& schema, const Value& value, const Spot& spot);

  const std::optional<Error>& failure() const { return failure_; }
  std::vector<SchemaFinding> take_findings() { return std::move(findings_); }

 private:
  bool is_over() const { return failure_ || findings_.size() >= schema_findings_max; }
  void find(const Spot& spot, std::string message) {
    if (!is_over()) findings_.push_back({pointer_to(spot), std::move(message)});
  }
  void cannot(std::string message, std::string_view keyword) {
    if (!failure_) failure_ = Error{Errc::invalid, std::move(message), std::string(keyword), {}};
  }
  bool pay(const Status& paid) {
    if (!paid && !failure_) failure_ = paid.error();
    return paid.has_value();
  }
  // The canonical text, paid for.
  std::string canonical(const Value& value) {
    return pay(budget_.spend(value.weight())) ? canonical_text(value) : std::string{};
  }
  bool fits(const Value& schema, const Value& value, const Spot& spot);
  std::size_t count_fitting(const Value& schemas, const Value& value, const Spot& spot);
  const Value* resolved(const Value& reference);
  bool matches(const Value& pattern, std::string_view text);

  void check_type(const Value& schema, const Value& value, const Spot& spot);
  void check_number(const Value& schema, const Value& value, const Spot& spot);
  void check_text(const Value& schema, const Value& value, const Spot& spot);
  void check_items(const Value& schema, const Value& value, const Spot& spot);
  void check_unique(const Value& value, const Spot& spot);
  void check_members(const Value& schema, const Value& value, const Spot& spot);
  void check_member(const Value& schema, const Value::Member& one, const Spot& spot);
  void check_required(const Value& names, const Value& value, const Spot& spot);
  void check_dependencies(const Value& schema, const Value& value, const Spot& spot);
  void check_size(const Value& schema, std::array<std::string_view, 2> keywords, std::size_t size,
                  std::string_view unit, const Spot& spot);
  void check_combinations(const Value& schema, const Value& value, const Spot& spot);

  const Value& root_;
  Budget& budget_;
  std::optional<Error> failure_;
  std::vector<SchemaFinding> findings_;
  std::map<std::string, RegularExpression, std::less<>> patterns_;
};

void Validator::check(const Value& schema, const Value& value, const Spot& spot) {
  if (is_over() || !pay(budget_.spend(steps_of_schema + surface_of(schema)))) return;
  if (spot.depth > schema_depth_max)
    return cannot("the schema goes too deep: it may refer to itself", "$ref");
  if (schema.kind() == Kind::boolean) {
    if (!schema.boolean()) find(spot, "must not be there");
    return;
  }
  const Spot inside{spot.up, spot.key, spot.index, spot.depth + 1};
  if (const auto* reference = member(schema, "$ref")) {  // what stands beside it does not count
    if (const auto* target = resolved(*reference)) check(*target, value, inside);
    return;
  }
  check_type(schema, value, inside);
  if (value.is_number()) check_number(schema, value, inside);
  if (value.kind() == Kind::string) check_text(schema, value, inside);
  if (value.kind() == Kind::array) check_items(schema, value, inside);
  if (value.kind() == Kind::object) check_members(schema, value, inside);
  check_combinations(schema, value, inside);
}

// ---- references and patterns ----

const Value* Validator::resolved(const Value& reference) {
  const auto text = reference.kind() == Kind::string ? reference.text() : std::string{};
  const Value* target = text.starts_with('#') ? &root_ : nullptr;
  auto rest = std::string_view{text}.substr(std::min<std::size_t>(1, text.size()));
  while (target != nullptr && rest.starts_with('/')) {
    rest.remove_prefix(1);
    const auto step = unescaped_step(rest.substr(0, rest.find('/')));
    rest.remove_prefix(std::min(rest.find('/'), rest.size()));
    if (!pay(budget_.spend(surface_of(*target) + step.size()))) return nullptr;
    if (target->kind() == Kind::array) {
      const auto index = whole_number(Value{step});
      const bool is_there = index && *index >= 0 && *index < std::ssize(target->items());
      target = is_there ? &target->items()[static_cast<std::size_t>(*index)] : nullptr;
    } else {
      target = member(*target, step);
    }
  }
  if (target == nullptr || !rest.empty()) {
    cannot(R"(the schema has a $ref that leads nowhere: it must be like "#/definitions/name")",
           "$ref");
    return nullptr;
  }
  return target;
}

bool Validator::matches(const Value& pattern, std::string_view text) {
  if (pattern.kind() != Kind::string) return true;
  auto found = patterns_.find(pattern.text());
  if (found == patterns_.end()) {
    auto compiled = RegularExpression::from(pattern.text(), budget_);
    if (!compiled) {
      if (!failure_) failure_ = compiled.error();
      if (failure_->target.empty()) failure_->target = "pattern";
      return true;
    }
    found = patterns_.emplace(pattern.text(), *std::move(compiled)).first;
  }
  const auto matched = found->second.found_in(text, budget_);
  if (!matched) {
    if (!failure_) failure_ = matched.error();
    if (failure_->target.empty()) failure_->target = "pattern";
  }
  return !matched || *matched;
}

// ---- any value ----

void Validator::check_type(const Value& schema, const Value& value, const Spot& spot) {
  const auto* type = member(schema, "type");
  if (type != nullptr && type->kind() == Kind::string && !is_of_type(value, type->text()))
    find(spot, fmt::format("is {}, but must be of type {}", type_name(value), type->text()));
  if (type != nullptr && type->kind() == Kind::array &&
      std::ranges::none_of(type->items(), [&](const Value& one) {
        return one.kind() != Kind::string || is_of_type(value, one.text());
      }))
    find(spot, fmt::format("is {}, but must be of one of the types {}", type_name(value),
                           to_json_text(*type)));
  const auto* allowed = member(schema, "enum");
  const auto* only = member(schema, "const");
  if (allowed == nullptr && only == nullptr) return;
  const auto text = canonical(value);
  if (allowed != nullptr && allowed->kind() == Kind::array &&
      std::ranges::none_of(allowed->items(),
                           [&](const Value& one) { return canonical(one) == text; }))
    find(spot, "is none of the values that are allowed");
  if (only != nullptr && canonical(*only) != text)
    find(spot, "is not the one value that is allowed");
}

// "minimum", "maxLength": [least, most] of a size.
void Validator::check_size(const Value& schema, std::array<std::string_view, 2> keywords,
                           std::size_t size, std::string_view unit, const Spot& spot) {
  const auto bound = [&](std::string_view keyword) {
    const auto* given = member(schema, keyword);
    return given == nullptr ? std::nullopt : whole_number(*given);
  };
  const auto length = static_cast<std::int64_t>(size);
  if (const auto least = bound(keywords[0]); least && length < *least)
    find(spot, fmt::format("has {} {}, but must have at least {}", length, unit, *least));
  if (const auto most = bound(keywords[1]); most && length > *most)
    find(spot, fmt::format("has {} {}, but must have at most {}", length, unit, *most));
}

bool Validator::fits(const Value& schema, const Value& value, const Spot& spot) {
  auto findings = std::exchange(findings_, {});
  check(schema, value, spot);
  return std::exchange(findings_, std::move(findings)).empty();
}

std::size_t Validator::count_fitting(const Value& schemas, const Value& value, const Spot& spot) {
  std::size_t count = 0;
  for (const auto& schema : schemas.items())
    if (!failure_ && fits(schema, value, spot)) ++count;
  return count;
}

void Validator::check_combinations(const Value& schema, const Value& value, const Spot& spot) {
  const auto list = [&](std::string_view keyword) -> const Value* {
    const auto* given = member(schema, keyword);
    return given != nullptr && given->kind() == Kind::array ? given : nullptr;
  };
  if (const auto* all = list("allOf"))
    for (const auto& one : all->items()) check(one, value, spot);
  if (const auto* any = list("anyOf"); any != nullptr && count_fitting(*any, value, spot) == 0)
    find(spot, "is as none of the schemas of anyOf says, but must be as one of them says");
  if (const auto* one = list("oneOf"))
    if (const auto count = count_fitting(*one, value, spot); count != 1)
      find(spot,
           fmt::format("is as {} of the schemas of oneOf say, but must be as one says", count));
  if (const auto* none = member(schema, "not"); none != nullptr && fits(*none, value, spot))
    find(spot, "is as the schema of not says, but must not be");
}

// ---- numbers and text ----

void Validator::check_number(const Value& schema, const Value& value, const Spot& spot) {
  const auto order_to = [&](std::string_view keyword) {
    const auto* bound = member(schema, keyword);
    const auto order =
        bound != nullptr && bound->is_number() ? compare(value, *bound) : fail(Errc::invalid, "");
    return order ? std::optional{*order} : std::nullopt;
  };
  // Draft 4 has a boolean beside the bound, later ones a bound of its own.
  const auto is_exclusive = [&](std::string_view keyword) {
    const auto* given = member(schema, keyword);
    return given != nullptr && given->kind() == Kind::boolean && given->boolean();
  };
  const auto least = order_to("minimum");
  if (least && (*least < 0 || (*least == 0 && is_exclusive("exclusiveMinimum"))))
    find(spot, "is below the minimum");
  const auto most = order_to("maximum");
  if (most && (*most > 0 || (*most == 0 && is_exclusive("exclusiveMaximum"))))
    find(spot, "is above the maximum");
  if (const auto above = order_to("exclusiveMinimum"); above && *above <= 0)
    find(spot, "is not above the exclusive minimum");
  if (const auto below = order_to("exclusiveMaximum"); below && *below >= 0)
    find(spot, "is not below the exclusive maximum");
  const auto* step = member(schema, "multipleOf");
  if (step == nullptr || !step->is_number() || step->as_double() <= 0) return;
  const auto quotient = value.as_double() / step->as_double();
  constexpr double tolerance = 1e-9;  // 0.3 is a multiple of 0.1 to whoever writes it
  if (std::abs(quotient - std::round(quotient)) > tolerance * std::max(1.0, std::abs(quotient)))
    find(spot, "is no multiple of multipleOf");
}

void Validator::check_text(const Value& schema, const Value& value, const Spot& spot) {
  if (!pay(budget_.spend(value.text().size()))) return;
  // Characters are code points, as the drafts say, and not UTF-16 code units.
  const auto length = static_cast<std::size_t>(
      std::ranges::count_if(value.text(), [](char c) { return (c & '\xC0') != '\x80'; }));
  check_size(schema, {"minLength", "maxLength"}, length, "characters", spot);
  if (const auto* pattern = member(schema, "pattern"))
    if (!matches(*pattern, value.text())) find(spot, "does not match the pattern");
}

// ---- arrays ----

void Validator::check_unique(const Value& value, const Spot& spot) {
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < value.items().size() && !is_over(); ++i) {
    const auto [first, is_new] = seen.try_emplace(canonical(value.items()[i]), i);
    if (!is_new) return find(spot, fmt::format("has item {} again as item {}", first->second, i));
  }
}

void Validator::check_items(const Value& schema, const Value& value, const Spot& spot) {
  check_size(schema, {"minItems", "maxItems"}, value.items().size(), "items", spot);
  const auto* unique = member(schema, "uniqueItems");
  if (unique != nullptr && unique->kind() == Kind::boolean && unique->boolean())
    check_unique(value, spot);
  const auto* each = member(schema, "items");
  const auto* rest = member(schema, "additionalItems");
  if (each == nullptr) return;
  const bool is_tuple = each->kind() == Kind::array;
  for (std::size_t i = 0; i < value.items().size() && !is_over(); ++i) {
    const bool is_listed = is_tuple && i < each->items().size();
    const auto* wanted = is_listed ? &each->items()[i] : is_tuple ? rest : each;
    if (wanted == nullptr) return;
    check(*wanted, value.items()[i], Spot{&spot, {}, i, spot.depth});
  }
}

// ---- objects ----

// Its own schema, those of the patterns, and where there are neither, that of the rest.
void Validator::check_member(const Value& schema, const Value::Member& one, const Spot& spot) {
  const Spot there{&spot, one.key, std::nullopt, spot.depth};
  bool is_known = false;
  if (const auto* properties = member(schema, "properties")) {
    if (!pay(budget_.spend(surface_of(*properties)))) return;
    if (const auto* own = member(*properties, one.key)) {
      is_known = true;
      check(*own, one.value, there);
    }
  }
  const auto* patterns = member(schema, "patternProperties");
  if (patterns != nullptr && patterns->kind() == Kind::object)
    for (const auto& pattern : patterns->members())
      if (!failure_ && matches(Value{pattern.key}, one.key)) {
        is_known = true;
        check(pattern.value, one.value, there);
      }
  const auto* rest = member(schema, "additionalProperties");
  if (is_known || rest == nullptr) return;
  if (rest->kind() == Kind::boolean && !rest->boolean())
    find(there, "is not among the properties, and others are not allowed");
  else
    check(*rest, one.value, there);
}

void Validator::check_required(const Value& names, const Value& value, const Spot& spot) {
  if (names.kind() != Kind::array) return;
  for (const auto& name : names.items()) {
    if (name.kind() != Kind::string || !pay(budget_.spend(surface_of(value)))) continue;
    if (member(value, name.text()) == nullptr)
      find(spot, fmt::format("lacks the required property '{}'", name.text()));
  }
}

// What must be there, or hold, where a property is.
void Validator::check_dependencies(const Value& schema, const Value& value, const Spot& spot) {
  const auto* given = member(schema, "dependencies");
  if (given == nullptr || given->kind() != Kind::object) return;
  for (const auto& [key, needs] : given->members()) {
    if (!pay(budget_.spend(surface_of(value)))) return;
    if (member(value, key) == nullptr) continue;
    if (needs.kind() == Kind::array)
      check_required(needs, value, spot);
    else
      check(needs, value, spot);
  }
}

void Validator::check_members(const Value& schema, const Value& value, const Spot& spot) {
  check_size(schema, {"minProperties", "maxProperties"}, value.members().size(), "properties",
             spot);
  if (const auto* required = member(schema, "required")) check_required(*required, value, spot);
  check_dependencies(schema, value, spot);
  for (const auto& one : value.members())
    if (!is_over()) check_member(schema, one, spot);
}

}  // namespace

Result<std::vector<SchemaFinding>> validate(const Value& schema, const Value& value,
                                            Budget& budget) {
  Validator validator{schema, budget};
  validator.check(schema, value, {});
  if (validator.failure()) return fail(*validator.failure());
  return validator.take_findings();
}

std::string to_text(const std::vector<SchemaFinding>& findings) {
  std::string text;
  for (const auto& finding : findings) {
    const auto place = finding.pointer.empty() ? "the value" : fmt::format("'{}'", finding.pointer);
    text += fmt::format("{}{} {}", text.empty() ? "" : "; ", place, finding.message);
  }
  return text;
}

}  // namespace riskflow::language
