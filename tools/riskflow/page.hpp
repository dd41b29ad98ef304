#pragma once
// One thing as a page: a line for each field, then long texts, then its lists.

#include <ostream>
#include <span>

#include <boost/json/fwd.hpp>

#include "tools/riskflow/command.hpp"

namespace riskflow::cli {

// Fields without a value are left out.  An object without a name of its own is shown by its fields.
void print_page(std::ostream& out, const boost::json::object& thing,
                std::span<const Section> sections);

}  // namespace riskflow::cli
