#pragma once
// The words of a filter (filter.hpp), one at a time.

#include <cstdint>
#include <string_view>

namespace riskflow::projections {

struct Token {
  enum class Kind : std::uint8_t { end, word, string, number, open, close, comma, bad };
  Kind kind = Kind::end;
  std::string_view text;  // of a string: without its quotes, doubled ones still doubled
  std::size_t at = 0;     // where it begins
};

// Takes a text apart; the text must outlive it.  Takes any text: what is no token is a bad one.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) { advance(); }

  const Token& peek() const { return token_; }
  Token take() {
    const Token token = token_;
    advance();
    return token;
  }

 private:
  void advance();
  void take_string();
  template <class Is>
  void take_while(Token::Kind kind, Is is);

  std::string_view text_;
  std::size_t at_ = 0;
  Token token_;
};

}  // namespace riskflow::projections
