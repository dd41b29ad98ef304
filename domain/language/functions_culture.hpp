#pragma once
// Functions that write by a culture, and how all of them find it.

#include <memory>

#include "domain/language/culture.hpp"
#include "domain/language/function_arguments.hpp"

namespace riskflow::language::builtin {

// By the name in the last argument; English when it is left out.
Result<std::shared_ptr<const Culture>> culture_of(Context& context,
                                                  const std::optional<Text>& locale);

Result<std::string> number_in_format(Context& context, const Number& number, const Text& format,
                                     const std::optional<Text>& locale);

}  // namespace riskflow::language::builtin
