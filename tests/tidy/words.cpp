#include "tests/tidy/words.hpp"

#include <cctype>

namespace riskflow::tidy {
namespace {

bool is_upper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }
bool is_lower(char c) { return std::islower(static_cast<unsigned char>(c)) != 0; }
bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

// name[at] begins a word: after a separator, at a capital after a small letter or digit, or at the
// last capital of an abbreviation ("HTTPServer").
bool begins_word(std::string_view name, std::size_t at) {
  if (at == 0 || !is_alnum(name[at - 1])) return true;
  if (!is_upper(name[at])) return false;
  return !is_upper(name[at - 1]) || (at + 1 < name.size() && is_lower(name[at + 1]));
}

}  // namespace

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (!is_alnum(name[i])) continue;
    if (begins_word(name, i)) words.emplace_back();
    words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
  }
  return words;
}

}  // namespace riskflow::tidy
