#pragma once
// Values of the API as text for a terminal.
// Thread rule: pure functions.

#include <cstddef>
#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>

namespace riskflow::cli {

// `text` without what steers a terminal: control characters become '?' and line breaks blanks, so
// that a record can neither hide nor fake anything on the screen.
std::string one_line(std::string_view text);

// The same with its line breaks, each further line behind `indent`.
std::string paragraph(std::string_view text, std::string_view indent);

// A value for a table: ids cut to 12 digits (enough to name one again), times without fractions, an
// object by its name, null as nothing.
std::string short_text(const boost::json::value& value);

// A value whole: for CSV.
std::string full_text(const boost::json::value& value);

// Whether the object has a field that says what it is: a name, a number or an id.
bool has_name(const boost::json::object& object);

// What identifies an entry to the next command: its id, else its number, position or name, else
// what identifies the object in it.
std::string name_of(const boost::json::object& entry);

// "lastUpdatedDateTime" as "Last updated", "display_name" as "Display name".
std::string label_of(std::string_view field);
std::string upper(std::string text);

// How many columns the text takes on a terminal: its code points.
std::size_t width_of(std::string_view text);

// `text`, cut to `width` columns; what is cut shows as an ellipsis.
std::string cut(std::string text, std::size_t width);

}  // namespace riskflow::cli
