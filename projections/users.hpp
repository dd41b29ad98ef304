#pragma once
// Users: the persons with alerts, a case, or a place in a policy's scope; the riskiest first.
// Reads: subjects, how alerts stand, cases.  Tells: ScopeMoved.  Row key: the subject's ref.
// Everybody registered has a row (managers too); only those the dashboard lists stand in its
// indexes.

#include "domain/casework.hpp"
#include "domain/erasure.hpp"
#include "domain/subject.hpp"
#include "projections/view.hpp"

namespace riskflow::projections {

// A policy whose scope a person is in.
struct ScopeRow {
  PolicyId policy;
  Instant until;  // when the activation window ends
  bool operator==(const ScopeRow&) const = default;
};
RISKFLOW_DESCRIBE(ScopeRow, policy, until)

struct UserRow {
  SubjectRef id;
  std::string pseudonym;
  std::optional<PersonalRef> identity;
  domain::subject::FormerIdentities former;
  std::optional<SubjectRef> manager;
  std::uint32_t high = 0, medium = 0, low = 0;  // active alerts
  std::uint32_t alerts = 0;                     // that ever came, whatever became of them
  std::uint32_t confirmed_violations = 0;
  CaseId active_case;
  std::uint64_t case_number = 0;
  std::vector<ScopeRow> scope;
  std::optional<Instant> last_hr_event;
  domain::ErasureState erasure = domain::ErasureState::none;
  bool is_held = false;
  bool operator==(const UserRow&) const = default;

  bool is_listed() const {
    return alerts > 0 || !scope.empty() || active_case || last_hr_event || confirmed_violations > 0;
  }
  // When the first of the windows that keep them in scope ends.
  std::optional<Instant> first_scope_end() const;
};
RISKFLOW_DESCRIBE(UserRow, id, pseudonym, identity, former, manager, high, medium, low, alerts,
                  confirmed_violations, active_case, case_number, scope, last_hr_event, erasure,
                  is_held)

template <>
const Table& table_of<UserRow>();

struct Users {
  static constexpr ViewId view{"users", 4};
  static std::array<const Table*, 1> tables();
  static void on(const domain::subject::Registered&, const Envelope&, Batch&);
  static void on(const domain::subject::IdentityChanged&, const Envelope&, Batch&);
  static void on(const domain::subject::ManagerChanged&, const Envelope&, Batch&);
  static void on(const domain::subject::HrEventRecorded&, const Envelope&, Batch&);
  static void on(const domain::subject::EnteredPolicyScope&, const Envelope&, Batch&);
  static void on(const domain::subject::LeftPolicyScope&, const Envelope&, Batch&);
  static void on(const domain::erasure::Requested&, const Envelope&, Batch&);
  static void on(const domain::erasure::Withdrawn&, const Envelope&, Batch&);
  static void on(const domain::erasure::Approved&, const Envelope&, Batch&);
  static void on(const domain::erasure::Erased&, const Envelope&, Batch&);
  static void on(const domain::erasure::CarriedOver&, const Envelope&, Batch&);
  static void on(const domain::erasure::HoldPlaced&, const Envelope&, Batch&);
  static void on(const domain::erasure::HoldReleased&, const Envelope&, Batch&);
  static void on(const domain::casework::Opened&, const Envelope&, Batch&);
  static void on(const domain::casework::Resolved&, const Envelope&, Batch&);
  static void on(const AlertMoved&, const Envelope&, Batch&);
};

}  // namespace riskflow::projections
