#pragma once
// Equality and order as the language defines them; stricter and laxer than Value's own ==.

#include <compare>
#include <string>
#include <string_view>
#include <unordered_map>

#include "domain/language/budget.hpp"
#include "domain/language/value.hpp"

namespace riskflow::language {

// equals(): numbers by value whatever their kind, true and 'true' the same, containers by content
// (members in any order).
bool same_value(const Value& a, const Value& b);

// Spends what comparing these costs besides looking at them: members are matched by name.
// Error: as Budget.
Status pay_for_comparing(Budget& budget, const Value& a, const Value& b);

// Finds members as Value::find does, but many of them: linear in all, together.  One thread.
class MemberIndex {
 public:
  // Refers to the members, which must live longer.
  explicit MemberIndex(const Value::Members& members);
  // A null pointer when there is none.
  const Value* find(std::string_view key);

 private:
  const Value::Members& members_;
  std::unordered_map<std::string_view, const Value*> exact_;
  std::unordered_map<std::string, const Value*> folded_;  // the first of each; made when needed
};

// Two numbers or two strings (by code point).  Error: invalid, for any other pair.
Result<std::partial_ordering> compare(const Value& a, const Value& b);

}  // namespace riskflow::language
