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
  auto node = parse_expression_at(text, 1, stop);
  if (node && stop < text.size())
    return invalid_at(locate(text, stop), "something follows the expression");
  return node;
}

// Text with holes.  "@@{" is a literal "@{"; a lone "@" is itself.
static Result<Node> interpolation(std::string_view text) {
  Interpolation holes;
  std::string literal;
  for (std::size_t at = 0; at < text.size();) {
    const auto rest = text.substr(at);
    if (!rest.starts_with("@{")) {
      const bool escaped = rest.starts_with("@@{");
      literal += escaped ? "@{" : rest.substr(0, 1);
      at += escaped ? 3 : 1;
      continue;
    }
    std::size_t stop = 0;
    auto hole = parse_expression_at(text, at + 2, stop);
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
  explicit TemplateCompiler(TemplateReport& report) : report_(report) {}

  Node value(const Value& json, const std::string& pointer) {
    if (json.kind() == Kind::string) return string(json.text(), pointer);
    if (json.kind() == Kind::array) return array(json, pointer);
    if (json.kind() == Kind::object) return object(json, pointer);
    return literal_node(json);
  }

  // An operand of a condition: a nested call, or any template.
  Node operand(const Value& json, const std::string& pointer) {
    const bool names_function = json.kind() == Kind::object && json.members().size() == 1 &&
                                find_function(json.members()[0].key) != nullptr;
    return names_function ? condition(json, pointer) : value(json, pointer);
  }

  Node condition(const Value& json, const std::string& pointer) {
    if (json.kind() != Kind::object) return value(json, pointer);
    if (json.members().size() != 1) {
      fault(pointer, "a condition is an object with exactly one member, a function's name");
      return literal_node({});
    }
    const auto& [name, operands] = json.members()[0];
    const auto* function = find_function(name);
    if (function == nullptr) {
      fault(pointer, fmt::format("there is no function '{}'", name));
      return literal_node({});
    }
    return condition_call(*function, operands, pointer_to(pointer, name));
  }

 private:
  Node condition_call(const Function& function, const Value& operands, const std::string& pointer) {
    // The designer writes {"and": []} for a condition that nobody has filled in yet.
    const bool is_empty = operands.kind() == Kind::array && operands.items().empty();
    if (is_empty && function.name == "and") return literal_node(true);
    if (is_empty && function.name == "or") return literal_node(false);
    Call call{std::string(function.name), &function, {}};
    if (operands.kind() != Kind::array) {
      call.arguments.push_back(operand(operands, pointer));
    } else {
      for (std::size_t i = 0; i < operands.items().size(); ++i)
        call.arguments.push_back(operand(operands.items()[i], pointer_to(pointer, i)));
    }
    std::optional<Value> first;
    if (!call.arguments.empty() && std::holds_alternative<Literal>(call.arguments[0].what))
      first = literal_of(call.arguments[0]);
    report_.calls.push_back(
        {pointer,
         CallSite{
             call.name, &function, call.arguments.size(), std::move(first), {}, Reach::certain}});
    return Node{std::move(call), {}};
  }

  Node string(const std::string& text, const std::string& pointer) {
    auto node = string_node(text);
    if (node) return reported(*std::move(node), pointer);
    report_.faults.push_back({pointer, node.error()});
    return literal_node({});
  }

  Node array(const Value& json, const std::string& pointer) {
    ArrayTemplate made;
    for (std::size_t i = 0; i < json.items().size(); ++i)
      made.items.push_back(value(json.items()[i], pointer_to(pointer, i)));
    if (!all_literal(made.items)) return Node{std::move(made), {}};
    Value::Array items;
    for (const auto& item : made.items) items.push_back(literal_of(item));
    return literal_node(Value::array(std::move(items)));
  }

  Node object(const Value& json, const std::string& pointer) {
    ObjectTemplate made;
    for (const auto& [key, member] : json.members()) {
      const auto place = pointer_to(pointer, key);
      made.keys.push_back(string(key, place));
      made.values.push_back(value(member, place));
    }
    if (!all_literal(made.keys) || !all_literal(made.values)) return Node{std::move(made), {}};
    Value::Members members;
    for (std::size_t i = 0; i < made.keys.size(); ++i)
      members.push_back({to_display_text(literal_of(made.keys[i])), literal_of(made.values[i])});
    return literal_node(Value::object(std::move(members)));
  }

  Node reported(Node node, const std::string& pointer) {
    for (auto& call : calls_in(node)) report_.calls.push_back({pointer, std::move(call)});
    return node;
  }

  void fault(const std::string& pointer, std::string_view message) {
    report_.faults.push_back({pointer, invalid_at({}, message).error()});
  }

  TemplateReport& report_;
};

Expression compile_template(const Value& json, std::string_view pointer, TemplateReport& report) {
  return Expression{TemplateCompiler{report}.value(json, std::string(pointer))};
}

Expression compile_condition(const Value& json, std::string_view pointer, TemplateReport& report) {
  return Expression{TemplateCompiler{report}.condition(json, std::string(pointer))};
}

}  // namespace riskflow::language
