#pragma once
// Numbers written by .NET's format strings: the standard ones (C, D, E, F, G, N, P, R, X, B with a
// precision) and custom ones such as "#,##0.00;(0)".

#include <string>
#include <string_view>

#include "domain/core/result.hpp"
#include "domain/language/culture.hpp"
#include "domain/language/value.hpp"

namespace riskflow::language {

inline constexpr int precision_max = 1000;  // digits that a standard format may ask for

// `number` is an integer, a float or a decimal.  Halves are rounded away from zero, on the exact
// value of a float.  Errors: invalid, for a format that is none or not for this kind of number.
Result<std::string> format_number(const Value& number, std::string_view format,
                                  const NumberCulture& culture);

}  // namespace riskflow::language
