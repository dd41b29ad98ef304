#pragma once
// JSON as text, for reading.
// Thread rule: pure functions.

#include <string>

#include <boost/json/fwd.hpp>

namespace riskflow::cli {

// `value` with two blanks a level, ending in a line break; small lists of plain values on one line.
std::string indented(const boost::json::value& value);

}  // namespace riskflow::cli
