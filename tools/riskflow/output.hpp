#pragma once
// Answers on stdout, in the format that was asked for.

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>

#include "tools/riskflow/command.hpp"

namespace riskflow::cli {

// `sarif`: of findings only (command.hpp).
enum class Format : std::uint8_t { table, json, ndjson, csv, name, sarif };

// Error: invalid, naming the option and the formats.
Result<Format> format_from_text(std::string_view text);

// Writes lists.  `entries` is the `value` array of an answer.
//   table   the columns of the command that the entries have
//   json    {"value":[...]}, with the names of the API
//   ndjson  one entry a line
//   csv     the fields of the first entry, as the API calls them (RFC 4180)
//   name    what identifies each entry, one a line
void print_list(std::ostream& out, const boost::json::array& entries,
                std::span<const Column> columns, Format format);

// A table of the entries, each line behind `indent`.
void print_table(std::ostream& out, const boost::json::array& entries,
                 std::span<const Column> columns, std::string_view indent);

// Writes one object: its plain fields a line each, then its sections.  As csv: one row.
void print_thing(std::ostream& out, const boost::json::object& thing,
                 std::span<const Section> sections, Format format);

}  // namespace riskflow::cli
