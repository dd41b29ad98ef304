#pragma once
// Bodies of HTML forms: application/x-www-form-urlencoded.

#include <string>
#include <string_view>

#include "domain/language/value.hpp"

namespace riskflow::language {

// "a=1&b" as [{"key": "a", "value": "1"}, {"key": "b", "value": ""}], decoded, in order; pairs of
// nothing and repeats are kept.  Linear; each pair takes some 400 bytes.
Value::Array form_fields(std::string_view form);

// The way back, with what is not a letter, digit or one of -_.~ escaped.
std::string form_text(const Value::Array& fields);

}  // namespace riskflow::language
