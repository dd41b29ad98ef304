#pragma once
// JSON as text: for reading, and byte for byte as it came.
// Thread rule: pure functions.

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

namespace riskflow::cli {

// `value` with two blanks a level, ending in a line break; small lists of plain values on one line.
std::string indented(const boost::json::value& value);

// The texts of the entries of the array `field` of an object, exactly as they stand in `body`: what
// is signed or hashed must not be written anew.  None when there is no such array.  `body` is JSON;
// the views live as long as it does.
std::vector<std::string_view> entries_of(std::string_view body, std::string_view field);

}  // namespace riskflow::cli
