#pragma once
// The functions of the workflow language: one table.  Adding one is a row here (functions.cpp) and
// a small function in the file of its category.  Validation, documentation and completion read the
// table too.

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "domain/language/context.hpp"
#include "domain/language/signature.hpp"
#include "domain/language/value.hpp"

namespace riskflow::language {

struct Node;

// The arguments of if, and, or, coalesce: evaluated only when asked for.
class Unevaluated {
 public:
  Unevaluated(std::span<const Node> arguments, Context& context)
      : arguments_(arguments), context_(context) {}

  std::size_t size() const { return arguments_.size(); }
  Result<Value> evaluate(std::size_t index);
  // The labels of all that was evaluated so far: the result depends on it.
  const Labels& seen() const { return seen_; }

 private:
  std::span<const Node> arguments_;
  Context& context_;
  Labels seen_;
};

using Arguments = std::span<const Value>;
using Eager = Result<Value> (*)(Arguments arguments, Context& context);
using Lazy = Result<Value> (*)(Unevaluated& arguments);

// What a function looks at: all of its arguments with everything in them; or only their outside,
// or what the run has on record, without a copy.
enum class Reads : std::uint8_t { everything, surface };

struct Function {
  std::string_view name;
  Signature signature;
  std::variant<Eager, Lazy> apply;  // sees valid counts only; labels are joined by the caller
  std::string_view example;         // an expression; a test evaluates it
  std::string_view value;           // what it gives, as JSON
  Reads reads = Reads::everything;  // what the caller pays for; functions pay for what else they do
};

// All functions, ordered by name without regard to case.
std::span<const Function> all_functions();

// By name, in any case; a null pointer when there is none.  Cost: a binary search.
const Function* find_function(std::string_view name);

// "1 argument", "1 to 3 arguments", "at least 2 arguments".
std::string expected_arguments(const Function& function);
bool takes(const Function& function, std::size_t arguments);

}  // namespace riskflow::language
