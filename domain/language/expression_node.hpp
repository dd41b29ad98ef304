#pragma once
// The tree of an expression or template.  Only the parser, the template compiler and the evaluator
// look inside.

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/language/expression.hpp"

namespace riskflow::language {

struct Function;  // functions.hpp

struct Literal {
  Value value;
};

// name(arguments).  `function` is a null pointer for an unknown name, which fails only if reached.
struct Call {
  std::string name;
  const Function* function = nullptr;
  std::vector<Node> arguments;
};

enum class Missing : std::uint8_t { fails, is_null };

// base.key, base[key], base?.key, base?[key]: two children.
struct Access {
  Missing missing = Missing::fails;
  std::vector<Node> base_and_key;
};

// "text @{hole} text".
struct Interpolation {
  std::vector<Node> parts;
};

struct ArrayTemplate {
  std::vector<Node> items;
};

// Keys are templates too.
struct ObjectTemplate {
  std::vector<Node> keys;
  std::vector<Node> values;
};

struct Node {
  std::variant<Literal, Call, Access, Interpolation, ArrayTemplate, ObjectTemplate> what;
  TextPosition position;
};

Result<Value> evaluate(const Node& node, Context& context);

// Finds places in one text.  Offsets asked for only grow, so that the text is walked once.
class TextWalk {
 public:
  TextPosition at(std::string_view text, std::size_t offset);

 private:
  std::size_t offset_ = 0;
  TextPosition place_;
};

// Reads one expression from a template string, starting at `start`; stops after it and any blanks.
// `stop` receives the offset reached.  Positions count from the start of `text`, which `walk` has
// gone through up to `start` at most.
Result<Node> parse_expression_at(std::string_view text, std::size_t start, std::size_t& stop,
                                 TextWalk& walk);

// Where `offset` lies in the text.
TextPosition locate(std::string_view text, std::size_t offset);

// An InvalidTemplate error at a place.  `found` is a word of the template, never of its data.
[[nodiscard]] std::unexpected<Error> invalid_at(TextPosition at, std::string_view message,
                                                std::string_view found = {});

}  // namespace riskflow::language
