#include "runtime/formats/hr_row.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/formats/fields.hpp"

namespace riskflow::formats {

// What a row of each scenario must fill.
struct ScenarioRule {
  HrScenario scenario;
  std::string_view name;  // in the column HRScenario
  std::array<std::optional<HrColumn>, 4> mandatory;
};

constexpr std::array scenario_rules{
    ScenarioRule{HrScenario::resignation,
                 "Resignation",
                 {HrColumn::resignation_date, HrColumn::last_working_date}},
    ScenarioRule{HrScenario::job_level_change, "Job level change", {HrColumn::effective_date}},
    ScenarioRule{HrScenario::performance_review, "Performance review", {HrColumn::effective_date}},
    ScenarioRule{HrScenario::performance_improvement_plan,
                 "Performance improvement plan",
                 {HrColumn::effective_date}},
    ScenarioRule{
        HrScenario::employee_profile,
        "Employee profile",
        {HrColumn::first_name, HrColumn::last_name, HrColumn::address_line1, HrColumn::zip_code}},
};

static const ScenarioRule& rule_of(HrScenario scenario) {
  return *std::ranges::find(scenario_rules, scenario, &ScenarioRule::scenario);
}

static std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

bool HrLayout::has(HrColumn column) const {
  return place_[static_cast<std::size_t>(column)].has_value();
}

std::string_view HrLayout::cell(std::span<const std::string> row, HrColumn column) const {
  const auto place = place_[static_cast<std::size_t>(column)];
  return place && *place < row.size() ? trimmed(row[*place]) : std::string_view{};
}

// The scenario that only these columns can mean.
static Result<HrScenario> scenario_of_columns(const HrLayout& layout) {
  const auto has = [&](HrColumn column) { return layout.has(column); };
  if (has(HrColumn::resignation_date)) return HrScenario::resignation;
  if (has(HrColumn::first_name)) return HrScenario::employee_profile;
  if (has(HrColumn::old_level) || has(HrColumn::new_level)) return HrScenario::job_level_change;
  if (has(HrColumn::improvement_remarks) || has(HrColumn::performance_rating))
    return HrScenario::performance_improvement_plan;
  if (has(HrColumn::rating)) return HrScenario::performance_review;
  return fail(Errc::invalid,
              "the columns fit no scenario, or more than one: add the column HRScenario",
              std::string{layout.name_of(HrColumn::hr_scenario)});
}

Result<HrLayout> HrLayout::of_header(std::span<const std::string> cells, const ColumnMap& map,
                                     char separator) {
  HrLayout layout;
  layout.map_ = map;
  layout.separator_ = separator;
  layout.width_ = cells.size();
  for (std::size_t i = 0; i < hr_column_names.size(); ++i) {
    const auto column = static_cast<HrColumn>(i);
    const auto name = map.name_of(column);
    const auto is_it = [&](const std::string& cell) {
      return same_but_for_case(trimmed(cell), name);
    };
    const auto found = std::ranges::find_if(cells, is_it);
    if (found != cells.end()) layout.place_[i] = static_cast<std::size_t>(found - cells.begin());
    if (std::ranges::count_if(cells, is_it) > 1)
      return fail(Errc::invalid, "the header has this column twice", std::string{name});
    const bool required = column == HrColumn::email_address || map.names(column);
    if (required && found == cells.end())
      return fail(Errc::invalid, "the header has no such column", std::string{name});
  }
  if (layout.has(HrColumn::hr_scenario)) return layout;
  const auto scenario = scenario_of_columns(layout);
  if (!scenario) return fail(scenario.error());
  for (const auto& column : rule_of(*scenario).mandatory)
    if (column && !layout.has(*column))
      return fail(
          Errc::invalid,
          fmt::format("the header has no such column; {} needs it", rule_of(*scenario).name),
          std::string{layout.name_of(*column)});
  layout.scenario_ = *scenario;
  return layout;
}

bool names_hr_columns(std::span<const std::string> cells, const ColumnMap& map) {
  for (std::size_t i = 0; i < hr_column_names.size(); ++i)
    for (const auto& cell : cells)
      if (same_but_for_case(trimmed(cell), map.name_of(static_cast<HrColumn>(i)))) return true;
  return false;
}

// The cells of one row by column, with the first fault among them.
class HrCells {
 public:
  HrCells(std::span<const std::string> row, const HrLayout& layout) : row_(row), layout_(layout) {}

  std::string_view raw(HrColumn column) const { return layout_.cell(row_, column); }

  std::string text(HrColumn column, TextRule rule) {
    fault.check(layout_.name_of(column), raw(column), rule);
    return std::string{raw(column)};
  }

  // The first of two columns that is filled: some files give an improvement plan its own columns.
  std::string text(HrColumn own, HrColumn shared, TextRule rule) {
    return text(raw(own).empty() ? shared : own, rule);
  }

  std::optional<Instant> time(HrColumn column) {
    return raw(column).empty() ? std::nullopt : fault.time(layout_.name_of(column), raw(column));
  }

  void reject(HrColumn column, std::string reason) {
    fault.add(layout_.name_of(column), std::move(reason));
  }

  FirstFault fault;

 private:
  std::span<const std::string> row_;
  const HrLayout& layout_;
};

static std::optional<HrScenario> scenario_of_row(HrCells& cells, const HrLayout& layout) {
  if (layout.scenario()) return layout.scenario();
  const auto text = plain_word(cells.raw(HrColumn::hr_scenario));
  for (const auto& rule : scenario_rules)
    if (plain_word(rule.name) == text) return rule.scenario;
  cells.reject(HrColumn::hr_scenario,
               "not one of Resignation, Job level change, Performance review, Performance "
               "improvement plan, Employee profile");
  return std::nullopt;
}

static HrProfile profile_of(HrCells& cells) {
  HrProfile profile;
  profile.user_name = cells.text(HrColumn::user_name, name_rule);
  profile.first_name = cells.text(HrColumn::first_name, name_rule);
  profile.last_name = cells.text(HrColumn::last_name, name_rule);
  profile.address_line1 = cells.text(HrColumn::address_line1, name_rule);
  profile.address_line2 = cells.text(HrColumn::address_line2, name_rule);
  profile.city = cells.text(HrColumn::city, name_rule);
  profile.state = cells.text(HrColumn::state, name_rule);
  profile.zip_code = cells.text(HrColumn::zip_code, name_rule);
  profile.country = cells.text(HrColumn::country, name_rule);
  profile.department = cells.text(HrColumn::department, name_rule);
  profile.type = cells.text(HrColumn::type, name_rule);
  profile.role = cells.text(HrColumn::role, name_rule);
  return profile;
}

static void read_scenario_fields(HrCells& cells, HrRecord& record) {
  switch (record.scenario) {
    case HrScenario::resignation:
      record.resignation_date = cells.time(HrColumn::resignation_date);
      record.last_working_date = cells.time(HrColumn::last_working_date);
      return;
    case HrScenario::job_level_change:
      record.effective_date = cells.time(HrColumn::effective_date);
      record.old_level = cells.text(HrColumn::old_level, name_rule);
      record.new_level = cells.text(HrColumn::new_level, name_rule);
      record.remarks = cells.text(HrColumn::remarks, remarks_rule);
      return;
    case HrScenario::performance_review:
      record.effective_date = cells.time(HrColumn::effective_date);
      record.remarks = cells.text(HrColumn::remarks, remarks_rule);
      record.rating = cells.text(HrColumn::rating, rating_rule);
      return;
    case HrScenario::performance_improvement_plan:
      record.effective_date = cells.time(HrColumn::effective_date);
      record.remarks = cells.text(HrColumn::improvement_remarks, HrColumn::remarks, remarks_rule);
      record.rating = cells.text(HrColumn::performance_rating, HrColumn::rating, rating_rule);
      return;
    case HrScenario::employee_profile: record.profile = profile_of(cells); return;
  }
}

Result<HrRecord> parse_hr_row(std::span<const std::string> row, const HrLayout& layout) {
  HrCells cells{row, layout};
  for (std::size_t i = layout.width(); i < row.size(); ++i)
    if (!trimmed(row[i]).empty())
      cells.fault.add("(row)", "more cells than the header has columns");
  HrRecord record;
  if (const auto scenario = scenario_of_row(cells, layout)) record.scenario = *scenario;
  record.email = std::string{cells.raw(HrColumn::email_address)};
  if (record.email.empty()) cells.reject(HrColumn::email_address, "missing");
  cells.fault.check_address(layout.name_of(HrColumn::email_address), record.email);
  for (const auto& column : rule_of(record.scenario).mandatory)
    if (column && cells.raw(*column).empty()) cells.reject(*column, "missing");
  read_scenario_fields(cells, record);
  if (cells.fault.found()) return cells.fault.report();
  return record;
}

}  // namespace riskflow::formats
