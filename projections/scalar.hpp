#pragma once
// What rows are compared, sorted and found by: one small value, and its order-preserving bytes.
// The filter compares scalars, the indexes store their bytes; both give the same order.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <variant>

#include "domain/core/ids.hpp"
#include "domain/core/time.hpp"
#include "domain/vocabulary.hpp"

namespace riskflow::projections {

using IdBytes = std::array<std::uint8_t, 16>;

// Nothing, a truth value, a number (also of a word: its place in its list), a text, a moment or an
// id.  A text is a view: into the row, or into the filter it came from.
using Scalar = std::variant<std::monostate, bool, std::int64_t, std::string_view, Instant, IdBytes>;

inline bool is_null(const Scalar& value) { return value.index() == 0; }

// A letter of ASCII in lower case: texts compare without regard to case.
constexpr char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Nothing comes first; texts compare by their bytes, the letters of ASCII without regard to case.
// Scalars of two kinds compare by kind.
std::strong_ordering compare(const Scalar& a, const Scalar& b);

// Whether `text` begins with, or holds, `part`, in any case.  Cost: O(|text| * |part|).
bool starts_with(std::string_view text, std::string_view part);
bool contains(std::string_view text, std::string_view part);

// Appends bytes that sort as `compare` does and that are never the beginning of another scalar's,
// so that several can stand one after the other in a key.
void append_ordered(Bytes& to, const Scalar& value);

template <class T>
inline constexpr bool is_an_id = false;
template <class Tag>
inline constexpr bool is_an_id<Id<Tag>> = true;

template <class T>
inline constexpr bool is_an_optional = false;
template <class T>
inline constexpr bool is_an_optional<std::optional<T>> = true;

// The scalar of a field.  An id of zeros means "none", so it is nothing.
template <class T>
Scalar scalar_of(const T& value) {
  if constexpr (is_an_optional<T>) {
    return value ? scalar_of(*value) : Scalar{};
  } else if constexpr (std::is_same_v<T, bool>) {
    return value;
  } else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
    return static_cast<std::int64_t>(value);
  } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view>) {
    return std::string_view(value);
  } else if constexpr (std::is_same_v<T, Instant>) {
    return value;
  } else {
    static_assert(is_an_id<T>, "this type cannot be compared");
    return value ? Scalar{value.bytes} : Scalar{};
  }
}

}  // namespace riskflow::projections
