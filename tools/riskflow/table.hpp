#pragma once
// A table as aligned text: two blanks between columns, numbers to the right.

#include <ostream>
#include <string>
#include <vector>

namespace riskflow::cli {

struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;  // each as wide as the header
};

inline constexpr std::size_t cell_width_max = 60;

// Has tables on this stream cut cells over `cell_width_max`: it leads to a terminal.  What goes to
// a file or a program stays whole.
void cut_cells(std::ostream& out);

// Writes the table, each line behind `indent`.
void print(std::ostream& out, const Table& table, std::string_view indent = "");

}  // namespace riskflow::cli
