#pragma once
// Regular expressions that strangers wrote, as ICU understands them: much like .NET's.  What a
// search costs is counted and paid for, so that no pattern holds anybody up.

#include <memory>
#include <string_view>

#include "domain/language/budget.hpp"

namespace riskflow::language {

inline constexpr std::size_t pattern_length_max = 4096;

// One thread at a time.
class RegularExpression {
 public:
  // Error: invalid, when it is none, or longer than pattern_length_max; as Budget.
  static Result<RegularExpression> from(std::string_view pattern, Budget& budget);

  // Whether it matches somewhere in the text.  Errors: invalid, when that takes more than a search
  // may; as Budget.
  Result<bool> found_in(std::string_view text, Budget& budget) const;

 private:
  struct Close {
    void operator()(void* compiled) const;
  };
  explicit RegularExpression(void* compiled) : compiled_(compiled) {}

  std::unique_ptr<void, Close> compiled_;  // a URegularExpression
};

}  // namespace riskflow::language
