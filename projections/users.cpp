#include "projections/users.hpp"

#include <utility>

#include "projections/row_kind.hpp"

namespace riskflow::projections {

using namespace domain;

static std::int64_t active_alerts(const UserRow& row) {
  return std::int64_t{row.high} + row.medium + row.low;
}

// The highest of the active alerts.
static std::optional<Severity> risk_level(const UserRow& row) {
  if (row.high > 0) return Severity::high;
  if (row.medium > 0) return Severity::medium;
  if (row.low > 0) return Severity::low;
  return {};
}

// Three digits each for high, medium and low: sorts by high alerts, then medium, then low.
static std::int64_t risk_score(const UserRow& row) {
  const auto digits = [](std::uint32_t count) { return std::int64_t{std::min(count, 999u)}; };
  return digits(row.high) * 1'000'000 + digits(row.medium) * 1'000 + digits(row.low);
}

std::optional<Instant> UserRow::first_scope_end() const {
  const auto first = std::ranges::min_element(scope, {}, &ScopeRow::until);
  return first == scope.end() ? std::nullopt : std::optional(first->until);
}

static std::optional<Instant> first_scope_end(const UserRow& row) { return row.first_scope_end(); }

static bool in_scope(const UserRow& row) { return !row.scope.empty(); }

static Cell scope(const UserRow& row) {
  List out;
  for (const auto& place : row.scope)
    out.push_back(
        {Record{{"policyId", {to_text(place.policy)}}, {"untilDateTime", {place.until}}}});
  return {std::move(out)};
}

static constexpr std::array columns{
    column<&UserRow::id>("id", "the user's reference"),
    column<&UserRow::pseudonym>("pseudonym", "what they are called while names are not shown"),
    personal<&UserRow::identity>(Type::identity, "identity", "who they are"),
    column<&UserRow::manager>("manager", "their manager"),
    column<&risk_level>("riskLevel", "the highest severity of their active alerts"),
    column<&risk_score>("riskScore", "active alerts as a number, HHHMMMLLL: what risk sorts by"),
    column<&active_alerts>("activeAlerts", "alerts that need review or are in an active case"),
    column<&UserRow::high>("highAlerts", "of these, of high severity"),
    column<&UserRow::medium>("mediumAlerts", "of medium severity"),
    column<&UserRow::low>("lowAlerts", "of low severity"),
    column<&UserRow::alerts>("totalAlerts", "alerts that ever came"),
    column<&UserRow::confirmed_violations>("confirmedViolations",
                                           "cases resolved as a confirmed policy violation"),
    column<&UserRow::active_case>("caseId", "their active case"),
    column<&UserRow::case_number>("caseNumber", "that case's number; 0 when there is none"),
    column<&in_scope>("isInScope", "whether they are in the scope of any policy"),
    column<&scope>("policies", "the policies whose scope they are in, and until when"),
    column<&first_scope_end>("scopeEndDateTime", "when the first of these scopes ends"),
    column<&UserRow::last_hr_event>("lastHrEventDateTime", "when HR last reported something"),
    column<&UserRow::erasure>("erasure", "how far their erasure is"),
    column<&UserRow::is_held>("isHeld", "whether a legal hold keeps them from being erased"),
};

static constexpr std::array indexes{
    Index{20, nullptr, named(columns, "riskScore"), Direction::descending},
    Index{21, nullptr, named(columns, "pseudonym"), Direction::ascending},
    Index{22, named(columns, "isInScope"), named(columns, "scopeEndDateTime"),
          Direction::ascending},
};

template <>
const Table& table_of<UserRow>() {
  static constexpr Table table{
      6,         "users", "A person with alerts, a case, or a place in a policy's scope.",
      columns,   indexes, row_kind<UserRow>,
      Keep::rows};
  return table;
}

std::array<const Table*, 1> Users::tables() { return {&table_of<UserRow>()}; }

void Users::on(const subject::Registered& e, const Envelope&, Batch& batch) {
  batch.create<UserRow>(view_of(e.subject), [&](UserRow& row) {
    row.id = e.subject;
    row.pseudonym = e.pseudonym;
    row.identity = e.identity.ref();
    row.manager = e.manager;
  });
}

void Users::on(const subject::IdentityChanged& e, const Envelope&, Batch& batch) {
  batch.update<UserRow>(view_of(e.subject), [&](UserRow& row) {
    subject::add_former(row.former, row.identity);
    row.identity = e.identity.ref();
  });
}

void Users::on(const subject::ManagerChanged& e, const Envelope&, Batch& batch) {
  batch.update<UserRow>(view_of(e.subject), [&](UserRow& row) { row.manager = e.manager; });
}

void Users::on(const subject::HrEventRecorded& e, const Envelope& at, Batch& batch) {
  batch.update<UserRow>(view_of(e.subject),
                        [&](UserRow& row) { row.last_hr_event = at.recorded(); });
}

void Users::on(const subject::EnteredPolicyScope& e, const Envelope& at, Batch& batch) {
  int entered = 0;
  batch.update<UserRow>(view_of(e.subject), [&](UserRow& row) {
    const auto place = std::find_if(row.scope.begin(), row.scope.end(),
                                    [&](const ScopeRow& s) { return s.policy == e.policy; });
    if (place != row.scope.end()) {
      place->until = e.until;
    } else {
      row.scope.push_back({e.policy, e.until});
      entered = 1;
    }
  });
  if (entered != 0) tell(ScopeMoved{e.subject, e.policy, entered}, at, batch);
}

void Users::on(const subject::LeftPolicyScope& e, const Envelope& at, Batch& batch) {
  std::size_t left = 0;
  batch.update<UserRow>(view_of(e.subject), [&](UserRow& row) {
    left = std::erase_if(row.scope, [&](const ScopeRow& s) { return s.policy == e.policy; });
  });
  if (left != 0) tell(ScopeMoved{e.subject, e.policy, -1}, at, batch);
}

static void set_erasure(const SubjectRef& subject, ErasureState state, Batch& batch) {
  batch.update<UserRow>(view_of(subject), [&](UserRow& row) { row.erasure = state; });
}

void Users::on(const erasure::Requested& e, const Envelope&, Batch& batch) {
  set_erasure(e.subject, ErasureState::requested, batch);
}

void Users::on(const erasure::Withdrawn& e, const Envelope&, Batch& batch) {
  set_erasure(e.subject, ErasureState::none, batch);
}

void Users::on(const erasure::Approved& e, const Envelope&, Batch& batch) {
  set_erasure(e.subject, ErasureState::approved, batch);
}

static void erase(const SubjectRef& subject, const Envelope& at, Batch& batch) {
  std::vector<ScopeRow> left;
  batch.update<UserRow>(view_of(subject), [&](UserRow& row) {
    row.erasure = ErasureState::erased;
    row.identity.reset();
    row.former.clear();
    left = std::exchange(row.scope, {});
  });
  for (const auto& place : left) tell(ScopeMoved{subject, place.policy, -1}, at, batch);
}

void Users::on(const erasure::Erased& e, const Envelope& at, Batch& batch) {
  erase(e.subject, at, batch);
}

void Users::on(const erasure::CarriedOver& e, const Envelope& at, Batch& batch) {
  erase(e.subject, at, batch);
}

void Users::on(const erasure::HoldPlaced& e, const Envelope&, Batch& batch) {
  batch.update<UserRow>(view_of(e.subject), [&](UserRow& row) { row.is_held = true; });
}

void Users::on(const erasure::HoldReleased& e, const Envelope&, Batch& batch) {
  batch.update<UserRow>(view_of(e.subject), [&](UserRow& row) { row.is_held = false; });
}

void Users::on(const casework::Opened& e, const Envelope&, Batch& batch) {
  batch.update<UserRow>(view_of(e.subject), [&](UserRow& row) {
    row.active_case = e.id;
    row.case_number = e.number;
  });
}

void Users::on(const casework::Resolved& e, const Envelope&, Batch& batch) {
  batch.update<UserRow>(view_of(e.subject), [&](UserRow& row) {
    row.active_case = {};
    row.case_number = 0;
    if (e.as == Resolution::confirmed_policy_violation) ++row.confirmed_violations;
  });
}

static std::uint32_t& count_of(UserRow& row, Severity severity) {
  switch (severity) {
    case Severity::high: return row.high;
    case Severity::medium: return row.medium;
    case Severity::low: return row.low;
  }
  return row.low;
}

void Users::on(const AlertMoved& fact, const Envelope&, Batch& batch) {
  batch.update<UserRow>(view_of(fact.subject), [&](UserRow& row) {
    if (!fact.before) ++row.alerts;
    if (fact.before && fact.before->is_active()) --count_of(row, fact.before->severity);
    if (fact.after.is_active()) ++count_of(row, fact.after.severity);
  });
}

}  // namespace riskflow::projections
