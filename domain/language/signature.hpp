#pragma once
// What a function takes and gives, in the notation of its row: "t i t? : s" takes a text, an
// integer and perhaps another text, and gives a string.
//
//   s string   i integer   n number     b boolean   a array   o object   z null   x anything
//   f float    d decimal   t text: a string or an envelope    e envelope
//
// Letters together are alternatives ("as": an array or a string).  After an argument, "?" says that
// it may be left out, ".." that there may be more of its kind.  A result with "z" may be null
// though all went well.

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "domain/language/kinds.hpp"

namespace riskflow::language {

inline constexpr std::uint8_t many = std::numeric_limits<std::uint8_t>::max();

class Signature {
 public:
  // Of a literal; what is no signature does not compile.
  consteval Signature(const char* text) : text_(text) {
    std::size_t at = 0;
    while (text_[at] != ':') read_parameter(at);
    at += text_[at + 1] == ' ' ? 2 : 1;
    result_ = read_kinds(at);
    may_be_null_ = text_.substr(text_.find(':')).contains('z');
    if (at != text_.size()) throw "something follows the result";
  }

  constexpr std::string_view text() const { return text_; }
  // How many arguments at least, and at most; `many` for no limit.
  constexpr std::uint8_t min() const { return min_; }
  constexpr std::uint8_t max() const { return repeats_ ? many : count_; }
  // What the argument at `index` may be.
  constexpr Kinds parameter(std::size_t index) const {
    if (index < count_) return parameters_[index];
    return repeats_ ? parameters_[count_ - 1U] : no_kind;
  }
  constexpr Kinds result() const { return result_; }
  constexpr bool may_be_null() const { return may_be_null_; }

 private:
  static consteval Kinds kinds_of(char letter) {
    switch (letter) {
      case 's': return only(Kind::string);
      case 't': return text_kinds;
      case 'i': return only(Kind::integer);
      case 'f': return only(Kind::real);
      case 'd': return only(Kind::decimal);
      case 'n': return number_kinds;
      case 'b': return only(Kind::boolean);
      case 'a': return only(Kind::array);
      case 'o':
      case 'e': return only(Kind::object);
      case 'z': return only(Kind::null);
      case 'x': return any_kind;
      default: throw "no letter of a signature";
    }
  }

  consteval Kinds read_kinds(std::size_t& at) {
    Kinds kinds;
    for (; at < text_.size() && text_[at] >= 'a' && text_[at] <= 'z'; ++at)
      kinds = kinds | kinds_of(text_[at]);
    if (kinds.empty()) throw "no kind";
    return kinds;
  }

  consteval void read_parameter(std::size_t& at) {
    if (repeats_) throw "something follows what repeats";
    parameters_[count_++] = read_kinds(at);
    const bool optional = text_[at] == '?';
    if (optional) ++at;
    if (!optional && min_ + 1 != count_) throw "an argument follows one that may be left out";
    if (!optional) min_ = count_;
    if (text_.substr(at).starts_with("..")) repeats_ = true, at += 2;
    if (text_[at] == ' ') ++at;
  }

  std::string_view text_;
  std::array<Kinds, 4> parameters_{};
  std::uint8_t count_ = 0;
  std::uint8_t min_ = 0;
  bool repeats_ = false;
  Kinds result_;
  bool may_be_null_ = false;
};

}  // namespace riskflow::language
