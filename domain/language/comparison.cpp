#include "domain/language/comparison.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/language/function_arguments.hpp"

namespace riskflow::language {

// long double holds every int64 and every double exactly on the machines we build for.
static std::partial_ordering compare_numbers(const Value& a, const Value& b) {
  const auto wide = [](const Value& v) -> long double {
    return v.kind() == Kind::integer ? static_cast<long double>(v.integer())
                                     : static_cast<long double>(v.real());
  };
  return wide(a) <=> wide(b);
}

static bool same_truth(const Value& boolean, const Value& text) {
  return text.text() == (boolean.boolean() ? "true" : "false");
}

static bool same_members(const Value& a, const Value& b) {
  if (a.members().size() != b.members().size()) return false;
  return std::ranges::all_of(a.members(), [&](const Value::Member& member) {
    const auto* other = b.find(member.key);
    return other != nullptr && same_value(member.value, *other);
  });
}

bool same_value(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) return compare_numbers(a, b) == 0;
  if (a.kind() == Kind::boolean && b.kind() == Kind::string) return same_truth(a, b);
  if (a.kind() == Kind::string && b.kind() == Kind::boolean) return same_truth(b, a);
  if (a.kind() != b.kind()) return false;
  if (a.kind() == Kind::array) return std::ranges::equal(a.items(), b.items(), same_value);
  if (a.kind() == Kind::object) return same_members(a, b);
  return a == b;
}

Result<std::partial_ordering> compare(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) return compare_numbers(a, b);
  if (a.kind() == Kind::string && b.kind() == Kind::string)
    return std::partial_ordering{a.text() <=> b.text()};
  return cannot(fmt::format("{} and {} cannot be compared: give two numbers or two strings",
                            to_text(a.kind()), to_text(b.kind())));
}

}  // namespace riskflow::language
