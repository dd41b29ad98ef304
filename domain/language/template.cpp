#include "domain/language/template.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "domain/language/expression_node.hpp"
#include "domain/language/functions.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

std::string pointer_to(std::string_view pointer, std::string_view member) {
  return fmt::format("{}/{}", pointer, replaced(replaced(member, "~", "~0"), "/", "~1"));
}

std::string pointer_to(std::string_view pointer, std::size_t index) {
  return fmt::format("{}/{}", pointer, index);
}

static Node literal_node(Value value) { return Node{Literal{std::move(value)}, {}}; }

// "@expression" to the end of the string.
static Result<Node> whole_expression(std::string_view text) {
  std::size_t stop = 0;
  TextWalk walk;
  auto node = parse_expression_at(text, 1, stop, walk);
  if (node && stop < text.size())
    return invalid_at(locate(text, stop), "something follows the expression");
  return node;
}

// Text with holes.  "@@{" is a literal "@{"; a lone "@" is itself.
static Result<Node> interpolation(std::string_view text) {
  Interpolation holes;
  TextWalk walk;
  std::string literal;
  for (std::size_t at = 0; at < text.size();) {
    const auto rest = text.substr(at);
    if (!rest.starts_with("@{")) {
      const bool escaped = rest.starts_with("@@{");
      const auto plain = escaped ? 3 : std::min(rest.find('@', 1), rest.size());
      literal += escaped ? "@{" : rest.substr(0, plain);
      at += plain;
      continue;
    }
    std::size_t stop = 0;
    auto hole = parse_expression_at(text, at + 2, stop, walk);
    if (!hole) return hole;
    if (!text.substr(stop).starts_with('}'))
      return invalid_at(locate(text, stop), stop < text.size() ? "expected '}' after the expression"
                                                               : "'@{' has no closing '}'");
    if (!literal.empty()) holes.parts.push_back(literal_node(std::exchange(literal, {})));
    holes.parts.push_back(*std::move(hole));
    at = stop + 1;
  }
  if (holes.parts.empty()) return literal_node(std::move(literal));
  if (!literal.empty()) holes.parts.push_back(literal_node(std::move(literal)));
  return Node{std::move(holes), {}};
}

static Result<Node> string_node(std::string_view text) {
  if (text.find('@') == std::string_view::npos || text == "@") return literal_node(text);
  if (text.starts_with("@@")) return literal_node(text.substr(1));
  if (text.starts_with('@') && !text.starts_with("@{")) return whole_expression(text);
  return interpolation(text);
}

Result<Expression> compile_string(std::string_view text) {
  auto node = string_node(text);
  if (!node) return fail(node.error());
  return Expression{*std::move(node)};
}

static bool all_literal(const std::vector<Node>& nodes) {
  return std::ranges::all_of(
      nodes, [](const Node& node) { return std::holds_alternative<Literal>(node.what); });
}

static const Value& literal_of(const Node& node) { return std::get_if<Literal>(&node.what)->value; }

// Compiles values into nodes and reports.
class TemplateCompiler {
 public:
  TemplateCompiler(std::string_view pointer, TemplateReport& report)
      : pointer_(pointer), report_(report) {}

  Node value(const Value& json) {
    if (json.kind() == Kind::string) return string(json.text());
    if (json.kind() == Kind::array) return array(json);
    if (json.kind() == Kind::object) return object(json);
    return literal_node(json);
  }

  // An operand of a condition: a nested call, or any template.
  Node operand(const Value& json) {
    const bool names_function = json.kind() == Kind::object && json.members().size() == 1 &&
                                find_function(json.members()[0].key) != nullptr;
    return names_function ? condition(json) : value(json);
  }

  Node condition(const Value& json) {
    if (json.kind() != Kind::object) return value(json);
    if (json.members().size() != 1) {
      fault("a condition is an object with exactly one member, a function's name");
      return literal_node({});
    }
    const auto& [name, operands] = json.members()[0];
    const auto* function = find_function(name);
    if (function == nullptr) {
      fault(fmt::format("there is no function '{}'", name));
      return literal_node({});
    }
    return below(name, [&] { return condition_call(*function, operands); });
  }

 private:
  using Step = std::variant<std::string_view, std::size_t>;

  // What `compile` makes of the member or item at `step`.
  template <class Compile>
  Node below(Step step, Compile compile) {
    path_.push_back(step);
    auto node = compile();
    path_.pop_back();
    return node;
  }

  Node condition_call(const Function& function, const Value& operands) {
    // The designer writes {"and": []} for a condition that nobody has filled in yet.
    const bool is_empty = operands.kind() == Kind::array && operands.items().empty();
    if (is_empty && function.name == "and") return literal_node(true);
    if (is_empty && function.name == "or") return literal_node(false);
    Call call{std::string(function.name), &function, {}};
    if (operands.kind() != Kind::array) {
      call.arguments.push_back(operand(operands));
    } else {
      for (std::size_t i = 0; i < operands.items().size(); ++i)
        call.arguments.push_back(below(i, [&] { return operand(operands.items()[i]); }));
    }
    return Node{std::move(call), {}};
  }

  Node string(const std::string& text) {
    auto node = string_node(text);
    if (node) return *std::move(node);
    report_.faults.push_back({pointer(), node.error()});
    return literal_node({});
  }

  Node array(const Value& json) {
    ArrayTemplate made;
    made.items.reserve(json.items().size());
    for (std::size_t i = 0; i < json.items().size(); ++i)
      made.items.push_back(below(i, [&] { return value(json.items()[i]); }));
    if (!all_literal(made.items)) return Node{std::move(made), {}};
    Value::Array items;
    for (const auto& item : made.items) items.push_back(literal_of(item));
    return literal_node(Value::array(std::move(items)));
  }

  Node object(const Value& json) {
    ObjectTemplate made;
    made.keys.reserve(json.members().size());
    made.values.reserve(json.members().size());
    for (const auto& [key, member] : json.members()) {
      made.keys.push_back(below(key, [&] { return string(key); }));
      made.values.push_back(below(key, [&] { return value(member); }));
    }
    if (!all_literal(made.keys) || !all_literal(made.values)) return Node{std::move(made), {}};
    Value::Members members;
    for (std::size_t i = 0; i < made.keys.size(); ++i)
      members.push_back({to_display_text(literal_of(made.keys[i])), literal_of(made.values[i])});
    return literal_node(Value::object(std::move(members)));
  }

  void fault(std::string_view message) {
    report_.faults.push_back({pointer(), invalid_at({}, message).error()});
  }

  // Written only when there is something to report.
  std::string pointer() const {
    std::string whole(pointer_);
    for (const auto& step : path_)
      whole = std::visit([&](const auto& one) { return pointer_to(whole, one); }, step);
    return whole;
  }

  std::string_view pointer_;
  std::vector<Step> path_;
  TemplateReport& report_;
};

Expression compile_template(const Value& json, std::string_view pointer, TemplateReport& report) {
  return Expression{TemplateCompiler{pointer, report}.value(json)};
}

Expression compile_condition(const Value& json, std::string_view pointer, TemplateReport& report) {
  return Expression{TemplateCompiler{pointer, report}.condition(json)};
}

}  // namespace riskflow::language
