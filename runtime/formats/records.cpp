#include "runtime/formats/records.hpp"

#include <fmt/format.h>

namespace riskflow::formats {

std::string_view to_text(Kind kind) {
  switch (kind) {
    case Kind::graph_alerts: return "graph-alerts";
    case Kind::graph_users: return "graph-users";
    case Kind::graph_groups: return "graph-groups";
    case Kind::office365: return "office365";
    case Kind::hr_csv: return "hr-csv";
  }
  return {};
}

std::optional<Kind> kind_from_text(std::string_view text) {
  using enum Kind;
  for (const auto kind : {graph_alerts, graph_users, graph_groups, office365, hr_csv})
    if (text == to_text(kind)) return kind;
  return std::nullopt;
}

std::string_view to_text(AlertSource source) {
  switch (source) {
    case AlertSource::graph: return "graph";
    case AlertSource::office365: return "office365";
  }
  return {};
}

std::string_view to_text(Severity severity) {
  switch (severity) {
    case Severity::high: return "high";
    case Severity::medium: return "medium";
    case Severity::low: return "low";
  }
  return {};
}

std::string_view to_text(SourceStatus status) {
  switch (status) {
    case SourceStatus::new_alert: return "new";
    case SourceStatus::in_progress: return "in-progress";
    case SourceStatus::resolved: return "resolved";
    case SourceStatus::active: return "active";
    case SourceStatus::investigating: return "investigating";
    case SourceStatus::dismissed: return "dismissed";
  }
  return {};
}

std::string_view to_text(Classification classification) {
  switch (classification) {
    case Classification::none: return "none";
    case Classification::true_positive: return "true-positive";
    case Classification::false_positive: return "false-positive";
    case Classification::informational_expected_activity: return "informational-expected-activity";
  }
  return {};
}

std::string_view to_text(HrScenario scenario) {
  switch (scenario) {
    case HrScenario::resignation: return "resignation";
    case HrScenario::job_level_change: return "job-level-change";
    case HrScenario::performance_review: return "performance-review";
    case HrScenario::performance_improvement_plan: return "performance-improvement-plan";
    case HrScenario::employee_profile: return "employee-profile";
  }
  return {};
}

std::string place_text(Kind kind, std::uint64_t number) {
  return fmt::format("{} {}", kind == Kind::hr_csv ? "line" : "record", number);
}

}  // namespace riskflow::formats
