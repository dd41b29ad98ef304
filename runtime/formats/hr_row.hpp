#pragma once
// HR connector rows: where the columns stand in a given file, and a row as a record.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "runtime/formats/column_map.hpp"
#include "runtime/formats/records.hpp"

namespace riskflow::formats {

// Where each known column stands in a file, and what its rows report when no column says so.
class HrLayout {
 public:
  // From the header row.  Columns riskflow does not know are passed over.  `separator` is what
  // stands between the cells of the file.
  // Errors, all invalid and naming the column: no EmailAddress column, a column twice, a mapped
  // column that is missing, and without an HRScenario column: columns that fit no scenario or
  // more than one, or a mandatory column of the scenario missing.
  static Result<HrLayout> of_header(std::span<const std::string> cells, const ColumnMap& map,
                                    char separator = ',');

  bool has(HrColumn column) const;

  // The cell of `column`; empty when the row or the file has none.
  std::string_view cell(std::span<const std::string> row, HrColumn column) const;

  // What the file calls the column: the name that a report gives.
  std::string_view name_of(HrColumn column) const { return map_.name_of(column); }

  // How many columns the header has.
  std::size_t width() const { return width_; }

  char separator() const { return separator_; }

  // The scenario of all rows; nothing when the column HRScenario says it row by row.
  std::optional<HrScenario> scenario() const { return scenario_; }

 private:
  ColumnMap map_;
  std::array<std::optional<std::size_t>, hr_column_names.size()> place_;
  std::size_t width_ = 0;
  char separator_ = ',';
  std::optional<HrScenario> scenario_;
};

// Whether a row names at least one known column, so that it is worth the errors of `of_header`.
bool names_hr_columns(std::span<const std::string> cells, const ColumnMap& map);

// A row as a record.  Error: invalid, naming the column as the file does.
Result<HrRecord> parse_hr_row(std::span<const std::string> cells, const HrLayout& layout);

}  // namespace riskflow::formats
