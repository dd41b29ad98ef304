#include "tests/faults/report.hpp"

#include <array>
#include <charconv>
#include <fstream>
#include <map>
#include <string>

#include <fmt/format.h>

namespace riskflow::faults {

namespace fs = std::filesystem;

static constexpr std::string_view head =
    "# Faults played\n"
    "\n"
    "Written by `riskflow_faults`, which adds what it has played; cases.hpp says what the kinds "
    "are. A case is what\n"
    "follows from its kind and number: `riskflow_faults --kind KIND --from NUMBER --count 1` plays "
    "it again.\n"
    "\n"
    "* failed: a promise did not hold\n"
    "* refused: nothing was lost in silence, but the store did not open by itself\n"
    "* aborted: an assertion of RocksDB, which Debian leaves in, ended the process; what it left "
    "on "
    "the disk was well,\n"
    "  to another process and after a power cut of each kind\n"
    "\n"
    "| kind | played | failed | refused | aborted | next number |\n"
    "|---|---:|---:|---:|---:|---:|\n";

using Rows = std::map<std::string, Tally, std::less<>>;

// "| power_cut | 200 | 0 | 0 | 0 | 200 |"
static Result<std::pair<std::string, Tally>> row_from(std::string_view line) {
  std::array<std::string_view, 6> cells;
  for (auto& cell : cells) {
    const auto begin = line.find_first_not_of("| ");
    if (begin == std::string_view::npos) return fail(Errc::corrupt, "a row is cut", "report");
    const auto end = line.find(' ', begin);
    cell = line.substr(begin, end - begin);
    line.remove_prefix(std::min(end, line.size()));
  }
  Tally tally;
  const auto read = [](std::string_view cell, std::uint64_t& into) {
    const auto end = cell.data() + cell.size();
    return std::from_chars(cell.data(), end, into).ptr == end;
  };
  if (!read(cells[1], tally.played) || !read(cells[2], tally.failed) ||
      !read(cells[3], tally.refused) || !read(cells[4], tally.aborted) ||
      !read(cells[5], tally.next))
    return fail(Errc::corrupt, fmt::format("the row of {} has no numbers", cells[0]), "report");
  return std::pair{std::string(cells[0]), tally};
}

static Result<Rows> rows_in(const fs::path& report) {
  Rows rows;
  std::ifstream file(report);
  bool in_table = false;
  for (std::string line; std::getline(file, line);) {
    if (in_table && line.starts_with('|')) {
      auto row = row_from(line);
      if (!row) return fail(row.error());
      rows.insert(std::move(*row));
    }
    in_table = in_table || line.starts_with("|---");
  }
  return rows;
}

Result<Tally> tally_in(const fs::path& report, std::string_view kind) {
  const auto rows = rows_in(report);
  if (!rows) return fail(rows.error());
  const auto row = rows->find(kind);
  return row == rows->end() ? Tally{} : row->second;
}

Status put_tally(const fs::path& report, std::string_view kind, const Tally& tally) {
  auto rows = rows_in(report);
  if (!rows) return fail(rows.error());
  (*rows)[std::string(kind)] = tally;
  std::ofstream file(report);
  file << head;
  for (const auto& [name, row] : *rows)
    file << fmt::format("| {} | {} | {} | {} | {} | {} |\n", name, row.played, row.failed,
                        row.refused, row.aborted, row.next);
  if (!file.flush()) return fail(Errc::unavailable, "cannot write " + report.string(), "report");
  return {};
}

}  // namespace riskflow::faults
