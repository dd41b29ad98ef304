#pragma once
// Sets of kinds of values: what a function takes, what an expression may give.

#include <cstdint>
#include <string>

#include "domain/language/value.hpp"

namespace riskflow::language {

// One bit for each Kind.
struct Kinds {
  std::uint8_t bits = 0;

  constexpr bool empty() const { return bits == 0; }
  constexpr bool holds(Kind kind) const { return (bits >> static_cast<unsigned>(kind) & 1U) != 0; }
  // Whether every kind in here is in `others` too.
  constexpr bool within(Kinds others) const { return (bits & ~others.bits) == 0; }
  constexpr bool operator==(const Kinds&) const = default;
  friend constexpr Kinds operator|(Kinds a, Kinds b) {
    return {static_cast<std::uint8_t>(a.bits | b.bits)};
  }
  friend constexpr Kinds operator&(Kinds a, Kinds b) {
    return {static_cast<std::uint8_t>(a.bits & b.bits)};
  }
};

constexpr Kinds only(Kind kind) {
  return {static_cast<std::uint8_t>(1U << static_cast<unsigned>(kind))};
}

inline constexpr Kinds no_kind{};
inline constexpr Kinds any_kind{0xFF};
inline constexpr Kinds number_kinds = only(Kind::integer) | only(Kind::real) | only(Kind::decimal);
// A string, or an envelope, which is an object.
inline constexpr Kinds text_kinds = only(Kind::string) | only(Kind::object);

// "a number", "an array or a string", "anything": for messages.
std::string to_text(Kinds kinds);

}  // namespace riskflow::language
