#pragma once
// Expressions: parsed once into a tree, evaluated as often as wanted.  Grammar and meaning:
// https://learn.microsoft.com/azure/logic-apps/workflow-definition-language-functions-reference and
// the probes collected in the project's reference page.  Immutable; any thread may evaluate.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "domain/language/context.hpp"
#include "domain/language/value.hpp"

namespace riskflow::language {

struct Node;  // expression_node.hpp

// The code of every expression error, in Error::target; the details have line, column and found.
inline constexpr std::string_view invalid_template = "InvalidTemplate";

inline constexpr std::size_t expression_length_max = 8192;  // UTF-16 code units
inline constexpr std::size_t expression_depth_max = 64;     // calls and accesses inside each other
inline constexpr std::uint32_t value_depth_max = 128;       // containers in a value
inline constexpr std::uint64_t value_weight_max = 104857600;  // characters one expression may make

// Where something stands in the template string, both from 1.
struct TextPosition {
  std::size_t line = 1;
  std::size_t column = 1;
};

class Expression {
 public:
  Expression();  // the literal null
  explicit Expression(Node root);
  explicit Expression(Value literal);

  // Errors: invalid with target InvalidTemplate; the message names line and column, never a value.
  Result<Value> evaluate(Context& context) const;

  // The value, when it needs no evaluation; else a null pointer.
  const Value* literal() const;
  const Node& root() const { return *root_; }

 private:
  std::shared_ptr<const Node> root_;
};

// Parses a bare expression, without `@`: "concat('a', 'b')".
// Errors: invalid with target InvalidTemplate, line, column and what was found.
Result<Expression> parse_expression(std::string_view text);

}  // namespace riskflow::language
