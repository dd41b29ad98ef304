#pragma once
// The rules for text that people give: how long it may be, and that it holds no control characters.

#include <string_view>

#include "domain/core/result.hpp"

namespace riskflow::domain {

// Lengths in Unicode code points, as people count them.
struct TextRule {
  std::size_t least = 0;
  std::size_t most = 0;
  enum class Lines : std::uint8_t { one, many } lines = Lines::one;
};

// Status: invalid, naming `target`, the limit and what was given; or not UTF-8; or a control
// character.
Status check_text(std::string_view text, const TextRule& rule, std::string_view target);

}  // namespace riskflow::domain
