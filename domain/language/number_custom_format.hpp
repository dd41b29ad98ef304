#pragma once
// .NET's custom number formats: places for digits, a point, groups, scaling, an exponent, literals
// and up to three sections (for positive numbers, negative ones and zero).

#include <string>
#include <string_view>
#include <vector>

#include "domain/language/culture.hpp"
#include "domain/language/value.hpp"

namespace riskflow::language {

// `number` is finite.
std::string format_custom(const Value& number, std::string_view format,
                          const NumberCulture& culture);

// The digits before the point with separators between the groups.
std::string grouped(std::string_view digits, std::string_view separator,
                    const std::vector<int>& groups);

}  // namespace riskflow::language
