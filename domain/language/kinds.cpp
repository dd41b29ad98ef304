#include "domain/language/kinds.hpp"

#include <array>
#include <string_view>
#include <vector>

namespace riskflow::language {

struct KindsWord {
  Kinds kinds;
  std::string_view word;
};

// The larger sets first.
static constexpr std::array words{
    KindsWord{number_kinds, "a number"},         KindsWord{only(Kind::array), "an array"},
    KindsWord{only(Kind::object), "an object"},  KindsWord{only(Kind::string), "a string"},
    KindsWord{only(Kind::boolean), "a boolean"}, KindsWord{only(Kind::integer), "an integer"},
    KindsWord{only(Kind::real), "a float"},      KindsWord{only(Kind::decimal), "a decimal"},
    KindsWord{only(Kind::null), "null"},
};

std::string to_text(Kinds kinds) {
  if (kinds == any_kind) return "anything";
  if (kinds == (any_kind & Kinds{static_cast<std::uint8_t>(~only(Kind::null).bits)}))
    return "anything but null";
  std::vector<std::string_view> parts;
  for (const auto& [wanted, word] : words) {
    if (wanted.bits == 0 || (kinds & wanted) != wanted) continue;
    parts.push_back(word);
    kinds = kinds & Kinds{static_cast<std::uint8_t>(~wanted.bits)};
  }
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " or " : ", ";
    text += parts[i];
  }
  return text;
}

}  // namespace riskflow::language
