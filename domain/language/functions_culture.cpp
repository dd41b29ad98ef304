#include "domain/language/functions_culture.hpp"

#include "domain/language/number_format.hpp"

namespace riskflow::language::builtin {

Result<std::shared_ptr<const Culture>> culture_of(Context& context,
                                                  const std::optional<Text>& locale) {
  static constexpr std::uint64_t steps_of_culture = 4000;  // some are read for the first time
  if (locale && !locale->view().empty())
    if (auto paid = context.budget.spend(steps_of_culture); !paid) return fail(paid.error());
  return culture_named(locale ? locale->view() : std::string_view{});
}

Result<std::string> number_in_format(Context& context, const Number& number, const Text& format,
                                     const std::optional<Text>& locale) {
  static constexpr std::uint64_t steps_of_number = 2000;
  // Each character of a format is at most a separator of a few bytes.
  if (auto paid = context.budget.spend(steps_of_number + 16 * format.view().size()); !paid)
    return fail(paid.error());
  const auto culture = culture_of(context, locale);
  if (!culture) return fail(culture.error());
  return format_number(number.value(), format.view(), (*culture)->number);
}

}  // namespace riskflow::language::builtin
