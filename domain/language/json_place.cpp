#include "domain/language/json_place.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "domain/language/value.hpp"

namespace riskflow::language {

namespace {

// Goes over a document value by value; at its end it stays there.
class Walk {
 public:
  explicit Walk(std::string_view text) : text_(text) { skip_blanks(); }

  std::size_t at() const { return at_; }

  // Goes to the name of a member, or to an element; whether it is there.  What it goes past is not
  // looked at again.
  bool descend(std::string_view token) {
    if (next() == '{') return find_member(token);
    if (next() == '[') return find_element(token);
    return false;
  }

  // From the name of a member to its value.
  void enter() {
    if (!is_member_) return;
    skip_string();
    take(':');
    is_member_ = false;
  }

 private:
  char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_blanks() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }
  bool take(char wanted) {
    if (next() != wanted) return false;
    ++at_;
    skip_blanks();
    return true;
  }

  std::string_view skip_string() {
    const auto begin = at_;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
      if (text_[at_] == '\\') ++at_;
    at_ = std::min(at_ + 1, text_.size());
    const auto string = text_.substr(begin, at_ - begin);
    skip_blanks();
    return string;
  }

  // Brackets in strings do not count.
  void skip_value() {
    std::size_t depth = 0;
    do {
      const char c = next();
      if (c == '"') {
        skip_string();
        continue;
      }
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && depth > 0) --depth;
      if (c != '{' && c != '[' && c != '}' && c != ']' && c != ',' && c != ':') {
        at_ = std::min(text_.find_first_of(" \t\r\n,:]}[{\"", at_), text_.size());
      } else {
        ++at_;
      }
      skip_blanks();
    } while (depth > 0 && at_ < text_.size());
  }

  static bool is_name(std::string_view string, std::string_view wanted) {
    const auto name = from_json_text(string);
    return name && name->kind() == Kind::string && name->text() == wanted;
  }

  bool find_member(std::string_view token) {
    take('{');
    while (next() == '"') {
      const auto begin = at_;
      const auto name = skip_string();
      if (is_name(name, token)) {
        at_ = begin;
        return is_member_ = true;
      }
      if (!take(':')) return false;
      skip_value();
      take(',');
    }
    return false;
  }

  bool find_element(std::string_view token) {
    take('[');
    for (std::size_t index = 0; at_ < text_.size() && next() != ']'; ++index) {
      if (std::to_string(index) == token) return true;
      skip_value();
      take(',');
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool is_member_ = false;  // it stands at a name
};

}  // namespace

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

TextPlace place_of(std::string_view document, std::string_view pointer) {
  Walk walk(document);
  auto found = walk.at();
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const auto end = std::min(pointer.find('/'), pointer.size());
    walk.enter();
    if (!walk.descend(unescaped(pointer.substr(0, end)))) break;
    found = walk.at();
    pointer.remove_prefix(end);
  }
  return place_at(document.substr(0, found));
}

}  // namespace riskflow::language
