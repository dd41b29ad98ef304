#include "domain/vocabulary.hpp"

#include <algorithm>

namespace riskflow::domain {

static constexpr std::array severities{Word{Severity::low, "Low"}, Word{Severity::medium, "Medium"},
                                       Word{Severity::high, "High"}};
static constexpr std::array alert_statuses{
    Word{AlertStatus::needs_review, "NeedsReview"}, Word{AlertStatus::confirmed, "Confirmed"},
    Word{AlertStatus::dismissed, "Dismissed"}, Word{AlertStatus::resolved, "Resolved"}};
static constexpr std::array source_statuses{
    Word{SourceStatus::open, "New"}, Word{SourceStatus::in_progress, "InProgress"},
    Word{SourceStatus::dismissed, "Dismissed"}, Word{SourceStatus::resolved, "Resolved"}};
static constexpr std::array dismissal_reasons{
    Word{DismissalReason::expected_activity, "ExpectedActivity"},
    Word{DismissalReason::not_impactful, "NotImpactful"},
    Word{DismissalReason::too_much_activity, "TooMuchActivity"},
    Word{DismissalReason::other, "Other"}};
static constexpr std::array case_statuses{Word{CaseStatus::active, "Active"},
                                          Word{CaseStatus::closed, "Closed"}};
static constexpr std::array resolutions{
    Word{Resolution::benign, "Benign"},
    Word{Resolution::confirmed_policy_violation, "ConfirmedPolicyViolation"}};
static constexpr std::array note_authors{Word{NoteAuthor::person, "Operator"},
                                         Word{NoteAuthor::system, "System"},
                                         Word{NoteAuthor::flow, "Flow"}};
static constexpr std::array policy_templates{
    Word{PolicyTemplate::data_theft_by_departing_users, "DataTheftByDepartingUsers"},
    Word{PolicyTemplate::data_leaks, "DataLeaks"},
    Word{PolicyTemplate::data_leaks_by_priority_users, "DataLeaksByPriorityUsers"},
    Word{PolicyTemplate::data_leaks_by_risky_users, "DataLeaksByRiskyUsers"},
    Word{PolicyTemplate::security_policy_violations, "SecurityPolicyViolations"},
    Word{PolicyTemplate::security_policy_violations_by_departing_users,
         "SecurityPolicyViolationsByDepartingUsers"},
    Word{PolicyTemplate::security_policy_violations_by_priority_users,
         "SecurityPolicyViolationsByPriorityUsers"},
    Word{PolicyTemplate::security_policy_violations_by_risky_users,
         "SecurityPolicyViolationsByRiskyUsers"},
    Word{PolicyTemplate::patient_data_misuse, "PatientDataMisuse"},
    Word{PolicyTemplate::risky_browser_usage, "RiskyBrowserUsage"},
    Word{PolicyTemplate::forensic_evidence, "ForensicEvidence"},
    Word{PolicyTemplate::other, "Other"}};
static constexpr std::array scope_causes{Word{ScopeCause::alert, "Alert"},
                                         Word{ScopeCause::hr_event, "HrEvent"},
                                         Word{ScopeCause::manual, "Manual"}};
static constexpr std::array scope_ends{Word{ScopeEnd::removed, "Removed"},
                                       Word{ScopeEnd::expired, "Expired"}};
static constexpr std::array erasure_bases{
    Word{ErasureBasis::no_longer_needed, "NoLongerNeeded"},
    Word{ErasureBasis::consent_withdrawn, "ConsentWithdrawn"},
    Word{ErasureBasis::objection, "Objection"},
    Word{ErasureBasis::unlawful_processing, "UnlawfulProcessing"},
    Word{ErasureBasis::legal_obligation, "LegalObligation"}};
static constexpr std::array erasure_states{
    Word{ErasureState::none, "None"}, Word{ErasureState::requested, "Requested"},
    Word{ErasureState::approved, "Approved"}, Word{ErasureState::erased, "Erased"}};
static constexpr std::array hr_scenarios{
    Word{HrScenario::resignation, "Resignation"},
    Word{HrScenario::job_level_change, "JobLevelChange"},
    Word{HrScenario::performance_review, "PerformanceReview"},
    Word{HrScenario::performance_improvement_plan, "PerformanceImprovementPlan"},
    Word{HrScenario::employee_profile, "EmployeeProfile"}};
static constexpr std::array role_groups{
    Word{RoleGroup::full, "InsiderRiskManagement"},
    Word{RoleGroup::admins, "InsiderRiskManagementAdmins"},
    Word{RoleGroup::analysts, "InsiderRiskManagementAnalysts"},
    Word{RoleGroup::investigators, "InsiderRiskManagementInvestigators"},
    Word{RoleGroup::auditors, "InsiderRiskManagementAuditors"},
    Word{RoleGroup::approvers, "InsiderRiskManagementApprovers"}};
static constexpr std::array privacy_modes{Word{PrivacyMode::show_anonymized, "ShowAnonymized"},
                                          Word{PrivacyMode::show_names, "ShowNames"}};
static constexpr std::array flow_surfaces{Word{FlowSurface::cases, "Cases"},
                                          Word{FlowSurface::users, "Users"}};
static constexpr std::array flow_states{Word{FlowState::draft, "Draft"}, Word{FlowState::on, "On"},
                                        Word{FlowState::off, "Off"},
                                        Word{FlowState::suspended, "Suspended"}};
static constexpr std::array run_statuses{
    Word{RunStatus::running, "Running"},     Word{RunStatus::waiting, "Waiting"},
    Word{RunStatus::succeeded, "Succeeded"}, Word{RunStatus::failed, "Failed"},
    Word{RunStatus::cancelled, "Cancelled"}, Word{RunStatus::timed_out, "TimedOut"},
    Word{RunStatus::skipped, "Skipped"}};
static constexpr std::array audit_categories{
    Word{AuditCategory::policies, "Policies"},  Word{AuditCategory::cases, "Cases"},
    Word{AuditCategory::users, "Users"},        Word{AuditCategory::alerts, "Alerts"},
    Word{AuditCategory::settings, "Settings"},  Word{AuditCategory::flows, "Flows"},
    Word{AuditCategory::flow_runs, "FlowRuns"}, Word{AuditCategory::privacy, "Privacy"},
    Word{AuditCategory::access, "Access"},      Word{AuditCategory::imports, "Imports"}};

std::span<const Word<Severity>> words(Severity) { return severities; }
std::span<const Word<AlertStatus>> words(AlertStatus) { return alert_statuses; }
std::span<const Word<SourceStatus>> words(SourceStatus) { return source_statuses; }
std::span<const Word<DismissalReason>> words(DismissalReason) { return dismissal_reasons; }
std::span<const Word<CaseStatus>> words(CaseStatus) { return case_statuses; }
std::span<const Word<Resolution>> words(Resolution) { return resolutions; }
std::span<const Word<NoteAuthor>> words(NoteAuthor) { return note_authors; }
std::span<const Word<PolicyTemplate>> words(PolicyTemplate) { return policy_templates; }
std::span<const Word<ScopeCause>> words(ScopeCause) { return scope_causes; }
std::span<const Word<ScopeEnd>> words(ScopeEnd) { return scope_ends; }
std::span<const Word<ErasureBasis>> words(ErasureBasis) { return erasure_bases; }
std::span<const Word<ErasureState>> words(ErasureState) { return erasure_states; }
std::span<const Word<HrScenario>> words(HrScenario) { return hr_scenarios; }
std::span<const Word<RoleGroup>> words(RoleGroup) { return role_groups; }
std::span<const Word<PrivacyMode>> words(PrivacyMode) { return privacy_modes; }
std::span<const Word<FlowSurface>> words(FlowSurface) { return flow_surfaces; }
std::span<const Word<FlowState>> words(FlowState) { return flow_states; }
std::span<const Word<RunStatus>> words(RunStatus) { return run_statuses; }
std::span<const Word<AuditCategory>> words(AuditCategory) { return audit_categories; }

std::string list_of(std::span<const std::string_view> texts) {
  std::string out;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += i + 1 == texts.size() ? " or " : ", ";
    out += texts[i];
  }
  return out;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace riskflow::domain
