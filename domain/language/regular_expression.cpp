// The one file of the language that uses ICU's regular expressions.

#include "domain/language/regular_expression.hpp"

#include <algorithm>
#include <string>

#include <unicode/uregex.h>

#include "domain/language/text.hpp"

namespace riskflow::language {

namespace {

// ICU counts in units of 10,000 steps of its engine, and asks after each whether to go on.
constexpr std::uint64_t steps_of_unit = 50'000;  // paid: a step of the engine is a slow one
constexpr std::int32_t units_max = 1000;
constexpr std::int32_t stack_bytes_max = 4 << 20;
constexpr std::uint64_t steps_of_search = 300;  // for the shortest one

std::u16string wide(std::string_view text) {
  std::u16string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto code = static_cast<std::uint32_t>(next_code_point(text));
    if (code >= 0x10000) out += static_cast<char16_t>(0xD7C0 + (code >> 10));
    out += static_cast<char16_t>(code >= 0x10000 ? 0xDC00 + (code & 0x3FF) : code);
  }
  return out;
}

struct Payment {
  Budget& budget;
  Status status;
};

UBool pay_for_unit(const void* context, std::int32_t) {
  auto& payment = *static_cast<Payment*>(const_cast<void*>(context));
  payment.status = payment.budget.spend(steps_of_unit);
  return payment.status.has_value() ? 1 : 0;
}

URegularExpression* opened(void* compiled) { return static_cast<URegularExpression*>(compiled); }

}  // namespace

void RegularExpression::Close::operator()(void* compiled) const {
  uregex_close(static_cast<URegularExpression*>(compiled));
}

Result<RegularExpression> RegularExpression::from(std::string_view pattern, Budget& budget) {
  static constexpr std::uint64_t steps_of_character = 200;
  if (pattern.empty() || pattern.size() > pattern_length_max)
    return fail(Errc::invalid, "a pattern must have from 1 to 4096 characters");
  if (auto paid = budget.spend(steps_of_character * (pattern.size() + 10)); !paid)
    return fail(paid.error());
  const auto text = wide(pattern);
  UErrorCode status = U_ZERO_ERROR;
  UParseError place{};
  RegularExpression made{
      uregex_open(text.data(), static_cast<std::int32_t>(text.size()), 0, &place, &status)};
  uregex_setTimeLimit(opened(made.compiled_.get()), units_max, &status);
  uregex_setStackLimit(opened(made.compiled_.get()), stack_bytes_max, &status);
  if (U_FAILURE(status))
    return fail(Errc::invalid, "not a regular expression, from character " +
                                   std::to_string(std::max(place.offset, 0) + 1));
  return made;
}

Result<bool> RegularExpression::found_in(std::string_view text, Budget& budget) const {
  if (auto paid = budget.spend(steps_of_search + text.size()); !paid) return fail(paid.error());
  auto* const compiled = opened(compiled_.get());
  const auto searched = wide(text);
  Payment payment{budget, {}};
  UErrorCode status = U_ZERO_ERROR;
  uregex_setMatchCallback(compiled, pay_for_unit, &payment, &status);
  uregex_setText(compiled, searched.data(), static_cast<std::int32_t>(searched.size()), &status);
  const bool found = uregex_find(compiled, -1, &status) != 0;
  uregex_setText(compiled, u"", 0, &status);  // what it looked at ends here
  if (!payment.status) return fail(payment.status.error());
  if (U_FAILURE(status))
    return fail(Errc::invalid, "the pattern takes too long on this text: make it simpler");
  return found;
}

}  // namespace riskflow::language
