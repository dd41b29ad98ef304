#pragma once
// The words of the business: the closed lists of insider-risk work, with their wire text.
// Numbers are stored: never renumber, 0 is never valid.  Sources: reference pages "domain",
// appendix A.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/core/result.hpp"

namespace riskflow::domain {

enum class Severity : std::uint8_t { low = 1, medium = 2, high = 3 };
enum class AlertStatus : std::uint8_t {
  needs_review = 1,
  confirmed = 2,
  dismissed = 3,
  resolved = 4
};
// What the system an alert came from says of it; kept beside our own triage, which wins.
enum class SourceStatus : std::uint8_t { open = 1, in_progress = 2, dismissed = 3, resolved = 4 };
enum class DismissalReason : std::uint8_t {
  expected_activity = 1,
  not_impactful = 2,
  too_much_activity = 3,
  other = 4
};
enum class CaseStatus : std::uint8_t { active = 1, closed = 2 };
enum class Resolution : std::uint8_t { benign = 1, confirmed_policy_violation = 2 };
enum class NoteAuthor : std::uint8_t { person = 1, system = 2, flow = 3 };
enum class PolicyTemplate : std::uint8_t {
  data_theft_by_departing_users = 1,
  data_leaks = 2,
  data_leaks_by_priority_users = 3,
  data_leaks_by_risky_users = 4,
  security_policy_violations = 5,
  security_policy_violations_by_departing_users = 6,
  security_policy_violations_by_priority_users = 7,
  security_policy_violations_by_risky_users = 8,
  patient_data_misuse = 9,
  risky_browser_usage = 10,
  forensic_evidence = 11,
  other = 12
};
enum class ScopeCause : std::uint8_t { alert = 1, hr_event = 2, manual = 3 };
enum class ScopeEnd : std::uint8_t { removed = 1, expired = 2 };
// Why a person's data must go (GDPR, Article 17 (1)).
enum class ErasureBasis : std::uint8_t {
  no_longer_needed = 1,
  consent_withdrawn = 2,
  objection = 3,
  unlawful_processing = 4,
  legal_obligation = 5
};
enum class ErasureState : std::uint8_t { none = 1, requested = 2, approved = 3, erased = 4 };
enum class HrScenario : std::uint8_t {
  resignation = 1,
  job_level_change = 2,
  performance_review = 3,
  performance_improvement_plan = 4,
  employee_profile = 5
};
enum class RoleGroup : std::uint8_t {
  full = 1,
  admins = 2,
  analysts = 3,
  investigators = 4,
  auditors = 5,
  approvers = 6
};
enum class PrivacyMode : std::uint8_t { show_anonymized = 1, show_names = 2 };
enum class FlowSurface : std::uint8_t { cases = 1, users = 2 };
enum class FlowState : std::uint8_t { draft = 1, on = 2, off = 3, suspended = 4 };
enum class RunStatus : std::uint8_t {
  running = 1,
  waiting = 2,
  succeeded = 3,
  failed = 4,
  cancelled = 5,
  timed_out = 6,
  skipped = 7
};
enum class AuditCategory : std::uint8_t {
  policies = 1,
  cases = 2,
  users = 3,
  alerts = 4,
  settings = 5,
  flows = 6,
  flow_runs = 7,
  privacy = 8,
  access = 9,
  imports = 10
};

// One row of an enumeration's table.
template <class E>
struct Word {
  E value;
  std::string_view text;
};

// The table of each enumeration, in the order of its numbers.
std::span<const Word<Severity>> words(Severity);
std::span<const Word<AlertStatus>> words(AlertStatus);
std::span<const Word<SourceStatus>> words(SourceStatus);
std::span<const Word<DismissalReason>> words(DismissalReason);
std::span<const Word<CaseStatus>> words(CaseStatus);
std::span<const Word<Resolution>> words(Resolution);
std::span<const Word<NoteAuthor>> words(NoteAuthor);
std::span<const Word<PolicyTemplate>> words(PolicyTemplate);
std::span<const Word<ScopeCause>> words(ScopeCause);
std::span<const Word<ScopeEnd>> words(ScopeEnd);
std::span<const Word<ErasureBasis>> words(ErasureBasis);
std::span<const Word<ErasureState>> words(ErasureState);
std::span<const Word<HrScenario>> words(HrScenario);
std::span<const Word<RoleGroup>> words(RoleGroup);
std::span<const Word<PrivacyMode>> words(PrivacyMode);
std::span<const Word<FlowSurface>> words(FlowSurface);
std::span<const Word<FlowState>> words(FlowState);
std::span<const Word<RunStatus>> words(RunStatus);
std::span<const Word<AuditCategory>> words(AuditCategory);

template <class E>
concept Worded = requires(E e) { words(e); };

// The wire text of `value`; empty for a number that is not in the table.
template <Worded E>
std::string_view to_text(E value) {
  for (const auto& row : words(E{}))
    if (row.value == value) return row.text;
  return {};
}

// Reads a wire text, in any case.  Error: invalid, naming `target` and the texts that are allowed.
template <Worded E>
Result<E> word_from_text(std::string_view text, std::string_view target);

// Whether the number is one of the enumeration's.
template <Worded E>
bool is_word(E value) {
  return !to_text(value).empty();
}

// "a, b or c": for messages and help.
std::string list_of(std::span<const std::string_view> texts);
bool equal_ignoring_case(std::string_view a, std::string_view b);

template <Worded E>
std::string all_words() {
  std::vector<std::string_view> texts;
  for (const auto& row : words(E{})) texts.push_back(row.text);
  return list_of(texts);
}

template <Worded E>
Result<E> word_from_text(std::string_view text, std::string_view target) {
  for (const auto& row : words(E{}))
    if (equal_ignoring_case(row.text, text)) return row.value;
  return fail(Errc::invalid, "must be " + all_words<E>(), std::string(target));
}

}  // namespace riskflow::domain
