#include "domain/language/json_place.hpp"

#include <algorithm>

#include "domain/language/json_scan.hpp"

namespace riskflow::language {

// Goes to the name of a member, or to an element; whether it is there.  What it goes past is not
// looked at again.
static bool descend(JsonScan& scan, std::string_view token) {
  if (scan.take('{')) {
    while (scan.next() == '"') {
      const auto before = scan;
      if (text_of_string(scan.skip_string()) == token) {
        scan = before;
        return true;
      }
      if (!scan.take(':')) return false;
      scan.skip_value();
      scan.take(',');
    }
    return false;
  }
  if (!scan.take('[')) return false;
  for (std::size_t index = 0; scan.next() != '\0' && scan.next() != ']'; ++index) {
    if (std::to_string(index) == token) return true;
    scan.skip_value();
    scan.take(',');
  }
  return false;
}

// From the name of a member to its value; elsewhere it stays.
static void enter(JsonScan& scan) {
  auto ahead = scan;
  if (scan.next() != '"') return;
  ahead.skip_string();
  if (ahead.take(':')) scan = ahead;
}

// "~1" is a slash, "~0" a tilde.
static std::string unescaped(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~' || i + 1 == token.size()) {
      out += token[i];
      continue;
    }
    out += token[++i] == '1' ? '/' : '~';
  }
  return out;
}

static TextPlace place_at(std::string_view text) {
  TextPlace place;
  for (const char c : text) {
    const bool begins_character = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    if (c == '\n') {
      place = {place.line + 1, 1};
    } else if (begins_character) {
      ++place.column;
    }
  }
  return place;
}

std::vector<std::string> tokens_of_pointer(std::string_view pointer) {
  std::vector<std::string> tokens;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const auto end = std::min(pointer.find('/'), pointer.size());
    tokens.push_back(unescaped(pointer.substr(0, end)));
    pointer.remove_prefix(end);
  }
  return tokens;
}

TextPlace place_of(std::string_view document, std::string_view pointer) {
  JsonScan scan(document);
  auto found = scan.at();
  for (const auto& token : tokens_of_pointer(pointer)) {
    enter(scan);
    if (!descend(scan, token)) break;
    found = scan.at();
  }
  return place_at(document.substr(0, found));
}

}  // namespace riskflow::language
