#include "projections/scalar.hpp"

#include <algorithm>

#include "domain/core/big_endian.hpp"

namespace riskflow::projections {

static std::strong_ordering compare_texts(std::string_view a, std::string_view b) {
  return std::lexicographical_compare_three_way(
      a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return static_cast<unsigned char>(folded(x)) <=> static_cast<unsigned char>(folded(y));
      });
}

std::strong_ordering compare(const Scalar& a, const Scalar& b) {
  if (a.index() != b.index()) return a.index() <=> b.index();
  return std::visit(
      [&](const auto& x) -> std::strong_ordering {
        using T = std::remove_cvref_t<decltype(x)>;
        if constexpr (std::is_same_v<T, std::string_view>)
          return compare_texts(x, std::get<T>(b));
        else
          return x <=> std::get<T>(b);
      },
      a);
}

static bool same_letter(char x, char y) { return folded(x) == folded(y); }

bool starts_with(std::string_view text, std::string_view part) {
  return part.size() <= text.size() &&
         std::equal(part.begin(), part.end(), text.begin(), same_letter);
}

bool contains(std::string_view text, std::string_view part) {
  return part.empty() ||
         std::search(text.begin(), text.end(), part.begin(), part.end(), same_letter) != text.end();
}

// Two's complement with the sign turned round sorts as unsigned.
static std::uint64_t unsigned_order(std::int64_t value) {
  return static_cast<std::uint64_t>(value) ^ (std::uint64_t{1} << 63);
}

// A zero byte becomes 00 FF, the end is 00 01: so "a" < "a\0" < "ab", and no text begins another.
static void append_text(Bytes& to, std::string_view text) {
  for (const char c : text) {
    to.push_back(folded(c));
    if (c == '\0') to.push_back('\xff');
  }
  to.push_back('\0');
  to.push_back('\x01');
}

void append_ordered(Bytes& to, const Scalar& value) {
  to.push_back(static_cast<char>(value.index()));
  std::visit(
      [&](const auto& x) {
        using T = std::remove_cvref_t<decltype(x)>;
        if constexpr (std::is_same_v<T, bool>)
          to.push_back(x ? '\1' : '\0');
        else if constexpr (std::is_same_v<T, std::int64_t>)
          append_number(to, unsigned_order(x));
        else if constexpr (std::is_same_v<T, std::string_view>)
          append_text(to, x);
        else if constexpr (std::is_same_v<T, Instant>)
          append_number(to, unsigned_order(x.time_since_epoch().count()));
        else if constexpr (std::is_same_v<T, IdBytes>)
          to.append(reinterpret_cast<const char*>(x.data()), x.size());
      },
      value);
}

}  // namespace riskflow::projections
