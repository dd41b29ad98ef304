#include "projections/filter_token.hpp"

namespace riskflow::projections {

using Kind = Token::Kind;

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_part_of_word(char c) { return is_letter(c) || is_digit(c); }

// Of numbers and date-times alike.
static bool is_part_of_number(char c) {
  return is_part_of_word(c) || c == '-' || c == '+' || c == ':' || c == '.';
}

static Kind kind_of_sign(char c) {
  switch (c) {
    case '(': return Kind::open;
    case ')': return Kind::close;
    case ',': return Kind::comma;
    default: return Kind::bad;
  }
}

void Lexer::advance() {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  token_ = {Kind::end, {}, at_};
  if (at_ == text_.size()) return;
  const char c = text_[at_];
  if (c == '\'') return take_string();
  if (is_letter(c)) return take_while(Kind::word, is_part_of_word);
  if (is_digit(c) || c == '-') return take_while(Kind::number, is_part_of_number);
  token_ = {kind_of_sign(c), text_.substr(at_, 1), at_};
  ++at_;
}

template <class Is>
void Lexer::take_while(Kind kind, Is is) {
  const std::size_t start = at_;
  do ++at_;
  while (at_ < text_.size() && is(text_[at_]));
  token_ = {kind, text_.substr(start, at_ - start), start};
}

void Lexer::take_string() {
  const std::size_t start = at_++;
  for (; at_ < text_.size(); ++at_) {
    if (text_[at_] != '\'') continue;
    const bool doubled = at_ + 1 < text_.size() && text_[at_ + 1] == '\'';
    if (!doubled) break;
    ++at_;
  }
  if (at_ == text_.size()) {
    token_ = {Kind::bad, text_.substr(start), start};
    return;
  }
  token_ = {Kind::string, text_.substr(start + 1, at_ - start - 1), start};
  ++at_;
}

}  // namespace riskflow::projections
