#pragma once
// The columns of the HR connector's file, and what another file calls them.

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "domain/core/result.hpp"

namespace riskflow::formats {

// The columns riskflow knows, by the names of the HR connector's documentation.
enum class HrColumn : std::uint8_t {
  hr_scenario,
  email_address,
  resignation_date,
  last_working_date,
  effective_date,
  remarks,
  rating,
  old_level,
  new_level,
  improvement_remarks,
  performance_rating,
  user_name,
  first_name,
  last_name,
  address_line1,
  address_line2,
  city,
  state,
  zip_code,
  country,
  department,
  type,
  role,
};

// In the order of the enumerators.
constexpr std::array<std::string_view, 23> hr_column_names{
    "HRScenario",
    "EmailAddress",
    "ResignationDate",
    "LastWorkingDate",
    "EffectiveDate",
    "Remarks",
    "Rating",
    "OldLevel",
    "NewLevel",
    "ImprovementRemarks",
    "PerformanceRating",
    "UserName",
    "EmployeeFirstName",
    "EmployeeLastName",
    "EmployeeAddressLine1",
    "EmployeeAddressLine2",
    "EmployeeCity",
    "EmployeeState",
    "EmployeeZipCode",
    "EmployeeCountry",
    "EmployeeDepartment",
    "EmployeeType",
    "EmployeeRole",
};

constexpr std::string_view to_text(HrColumn column) {
  return hr_column_names[static_cast<std::size_t>(column)];
}

// What the columns are called in a given file.  By default as in the documentation.
class ColumnMap {
 public:
  // Reads a mapping file: one line `EmailAddress = "Work mail"` for each column with another name
  // (TOML, UTF-8).  Errors: not_found, unavailable, too_large (over 64 KiB), invalid (no TOML, a
  // name that riskflow does not know, two columns with one name).
  static Result<ColumnMap> load(const std::filesystem::path& path);

  // The same from text; `name` is what errors call it.
  static Result<ColumnMap> from_toml(std::string_view text, std::string_view name);

  // What the file calls `column`.
  std::string_view name_of(HrColumn column) const;

  // Whether the mapping names `column`, so that the file has to have it.
  bool names(HrColumn column) const;

 private:
  std::array<std::optional<std::string>, hr_column_names.size()> theirs_;
};

}  // namespace riskflow::formats
