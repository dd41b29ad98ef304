#include "domain/language/comparison.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/language/function_arguments.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

// long double holds every int64 and every double exactly on the machines we build for.
static std::partial_ordering compare_numbers(const Value& a, const Value& b) {
  if (a.kind() == Kind::decimal || b.kind() == Kind::decimal) {
    const auto x = as_decimal(a), y = as_decimal(b);
    if (x && y) return *x <=> *y;
    return a.as_double() <=> b.as_double();
  }
  const auto wide = [](const Value& v) -> long double {
    return v.kind() == Kind::integer ? static_cast<long double>(v.integer())
                                     : static_cast<long double>(v.real());
  };
  return wide(a) <=> wide(b);
}

static bool same_truth(const Value& boolean, const Value& text) {
  return text.text() == (boolean.boolean() ? "true" : "false");
}

MemberIndex::MemberIndex(const Value::Members& members) : members_(members) {
  for (const auto& member : members) exact_.emplace(member.key, &member.value);
}

const Value* MemberIndex::find(std::string_view key) {
  if (const auto found = exact_.find(key); found != exact_.end()) return found->second;
  if (folded_.empty())
    for (const auto& member : members_) folded_.emplace(to_upper(member.key), &member.value);
  const auto found = folded_.find(to_upper(key));
  return found != folded_.end() ? found->second : nullptr;
}

static bool same_members(const Value& a, const Value& b) {
  static constexpr std::size_t few = 8;
  if (a.members().size() != b.members().size()) return false;
  const auto all_found = [&](auto&& members_of_b) {
    return std::ranges::all_of(a.members(), [&](const Value::Member& member) {
      const auto* other = members_of_b.find(member.key);
      return other != nullptr && same_value(member.value, *other);
    });
  };
  return a.members().size() <= few ? all_found(b) : all_found(MemberIndex{b.members()});
}

static bool is_container(const Value& value) {
  return value.kind() == Kind::array || value.kind() == Kind::object;
}

Status pay_for_comparing(Budget& budget, const Value& a, const Value& b) {
  if (!is_container(a) || !is_container(b)) return {};
  return budget.spend(24 * std::max(a.weight(), b.weight()));
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

// By UTF-16 code units.  The bytes of UTF-8 give the same order, but for the letters that UTF-16
// has as pairs of surrogates: these stand before U+E000.
static std::strong_ordering ordinal(std::string_view a, std::string_view b) {
  const auto [in_a, in_b] = std::ranges::mismatch(a, b);
  if (in_a == a.end() || in_b == b.end()) return a.size() <=> b.size();
  const auto rank = [](char c) {
    const unsigned byte = static_cast<unsigned char>(c);
    return byte == 0xEE || byte == 0xEF ? byte + 0x10 : byte;
  };
  return rank(*in_a) <=> rank(*in_b);
}

Result<std::partial_ordering> compare(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) return compare_numbers(a, b);
  if (a.kind() == Kind::string && b.kind() == Kind::string)
    return std::partial_ordering{ordinal(a.text(), b.text())};
  return cannot(fmt::format("{} and {} cannot be compared: give two numbers or two strings",
                            to_text(a.kind()), to_text(b.kind())));
}

}  // namespace riskflow::language
