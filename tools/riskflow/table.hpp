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

// Writes the table, each line behind `indent`; cells over `cell_width_max` are cut.
void print(std::ostream& out, const Table& table, std::string_view indent = "");

}  // namespace riskflow::cli
