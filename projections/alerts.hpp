#pragma once
// Alerts: the queue that is triaged, newest first, and the alerts of a case or user.
// Reads: alerts, what cases say of them, names of policies, numbers of cases.  Tells: AlertMoved.
// Row key: the alert's id.

#include "domain/alert.hpp"
#include "domain/casework.hpp"
#include "domain/policy.hpp"
#include "projections/view.hpp"

namespace riskflow::projections {

struct AlertRow {
  AlertId id;
  std::string provider_alert_id;
  domain::AlertStatus status{};
  domain::Severity severity{};
  PolicyId policy;
  std::string policy_name;
  Instant detected;
  Instant imported;
  std::optional<CaseId> in_case;
  std::uint64_t case_number = 0;  // 0: in no case
  SubjectRef subject;
  std::string category;
  std::optional<PersonalRef> text;
  domain::SourceStatus source_status{};
  std::optional<domain::DismissalReason> dismissed_as;
  OperatorRef triaged_by;
  std::optional<Instant> triaged;
  bool operator==(const AlertRow&) const = default;
};
RISKFLOW_DESCRIBE(AlertRow, id, provider_alert_id, status, severity, policy, policy_name, detected,
                  imported, in_case, case_number, subject, category, text, source_status,
                  dismissed_as, triaged_by, triaged)

// What the alerts view remembers of a case: its number.
struct CaseNumberRow {
  std::uint64_t number = 0;
  bool operator==(const CaseNumberRow&) const = default;
};
RISKFLOW_DESCRIBE(CaseNumberRow, number)

// What the alerts view remembers of a policy: its name.
struct PolicyNameRow {
  std::string name;
  bool operator==(const PolicyNameRow&) const = default;
};
RISKFLOW_DESCRIBE(PolicyNameRow, name)

template <>
const Table& table_of<AlertRow>();
template <>
const Table& table_of<CaseNumberRow>();
template <>
const Table& table_of<PolicyNameRow>();

struct Alerts {
  static constexpr ViewId view{"alerts", 1};
  static std::array<const Table*, 3> tables();
  static void on(const domain::policy::Created&, const Envelope&, Batch&);
  static void on(const domain::casework::Opened&, const Envelope&, Batch&);
  static void on(const domain::alert::Imported&, const Envelope&, Batch&);
  static void on(const domain::alert::SourceChanged&, const Envelope&, Batch&);
  static void on(const domain::alert::Confirmed&, const Envelope&, Batch&);
  static void on(const domain::alert::Dismissed&, const Envelope&, Batch&);
  static void on(const domain::casework::AlertAdded&, const Envelope&, Batch&);
  static void on(const domain::casework::Resolved&, const Envelope&, Batch&);
};

}  // namespace riskflow::projections
