#include "tools/riskflow/table.hpp"

#include <algorithm>
#include <cctype>

#include "tools/riskflow/cell.hpp"

namespace riskflow::cli {

// How a column stands.
struct Layout {
  std::size_t width = 0;
  bool to_the_right = true;
};

static bool is_number(const std::string& text) {
  return std::ranges::all_of(text, [](char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-';
  });
}

// Ids of twelve digits are no numbers, even those without a letter.
static bool stands_right(const std::string& cell) {
  constexpr std::size_t digits_max = 11;
  return is_number(cell) && cell.size() <= digits_max;
}

// Where a stream keeps whether cells are cut.
static int cutting() {
  static const int place = std::ios_base::xalloc();
  return place;
}

void cut_cells(std::ostream& out) { out.iword(cutting()) = 1; }

static std::size_t width_max(std::ostream& out) {
  return out.iword(cutting()) == 1 ? cell_width_max : std::string::npos;
}

static std::vector<Layout> layout_of(const Table& table, std::size_t most) {
  std::vector<Layout> layout(table.header.size());
  for (std::size_t i = 0; i < layout.size(); ++i) {
    layout[i].width = width_of(table.header[i]);
    for (const auto& row : table.rows) {
      layout[i].width = std::max(layout[i].width, std::min(width_of(row[i]), most));
      layout[i].to_the_right = layout[i].to_the_right && stands_right(row[i]);
    }
  }
  return layout;
}

static void print_line(std::ostream& out, const std::vector<std::string>& cells,
                       const std::vector<Layout>& layout, std::string_view indent) {
  std::string line(indent);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto cell = cut(cells[i], width_max(out));
    const auto missing = layout[i].width - std::min(width_of(cell), layout[i].width);
    if (layout[i].to_the_right) line.append(missing, ' ');
    line += cell;
    if (!layout[i].to_the_right) line.append(missing, ' ');
    line += "  ";
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out << line << '\n';
}

void print(std::ostream& out, const Table& table, std::string_view indent) {
  const auto layout = layout_of(table, width_max(out));
  print_line(out, table.header, layout, indent);
  for (const auto& row : table.rows) print_line(out, row, layout, indent);
}

}  // namespace riskflow::cli
