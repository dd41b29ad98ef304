#include "projections/alerts.hpp"

#include "projections/row_kind.hpp"

namespace riskflow::projections {

using namespace domain;

static constexpr std::array columns{
    column<&AlertRow::id>("id", "the alert's id"),
    column<&AlertRow::provider_alert_id>("providerAlertId", "its id in the system it came from"),
    column<&AlertRow::status>("status", "our triage"),
    column<&AlertRow::severity>("severity", "as its source rates it"),
    column<&AlertRow::policy>("policyId", "the policy that matched"),
    column<&AlertRow::policy_name>("policyName", "that policy's name"),
    column<&AlertRow::detected>("detectedDateTime", "when its source detected it"),
    column<&AlertRow::imported>("importedDateTime", "when it came in"),
    column<&AlertRow::in_case>("caseId", "the case it was confirmed into"),
    column<&AlertRow::case_number>("caseNumber", "that case's number; 0 when there is none"),
    column<&AlertRow::subject>("user", "whose activity it is about"),
    column<&AlertRow::category>("category", "as its source calls it"),
    personal<&AlertRow::text>(Type::alert_text, "text", "title and description, as given"),
    column<&AlertRow::source_status>("sourceStatus", "what its source says of it"),
    column<&AlertRow::dismissed_as>("dismissalReason", "why it was dismissed"),
    column<&AlertRow::triaged_by>("triagedBy", "who confirmed or dismissed it"),
    column<&AlertRow::triaged>("triagedDateTime", "when that was"),
};

static constexpr auto* detected = named(columns, "detectedDateTime");
static constexpr std::array indexes{
    Index{1, nullptr, detected, Direction::descending},
    Index{2, named(columns, "status"), detected, Direction::descending},
    Index{3, named(columns, "user"), detected, Direction::descending},
    Index{4, named(columns, "caseId"), detected, Direction::descending},
};

template <>
const Table& table_of<AlertRow>() {
  static constexpr Table table{1,         "alerts", "An alert: a policy matched what a person did.",
                               columns,   indexes,  row_kind<AlertRow>,
                               Keep::none};
  return table;
}

template <>
const Table& table_of<CaseNumberRow>() {
  static constexpr Table table{2,  "alerts.case-numbers",   "",        {},
                               {}, row_kind<CaseNumberRow>, Keep::rows};
  return table;
}

template <>
const Table& table_of<PolicyNameRow>() {
  static constexpr Table table{3,  "alerts.policy-names",   "",        {},
                               {}, row_kind<PolicyNameRow>, Keep::rows};
  return table;
}

std::array<const Table*, 3> Alerts::tables() {
  return {&table_of<AlertRow>(), &table_of<CaseNumberRow>(), &table_of<PolicyNameRow>()};
}

static Standing standing(const AlertRow& row) {
  return {row.status, row.severity, row.in_case.value_or(CaseId{})};
}

// Changes the alert, and tells when it stands differently.
template <class Change>
static void change(const AlertId& id, const Envelope& at, Batch& batch, Change change) {
  AlertMoved moved{id, {}, {}, {}, {}};
  batch.update<AlertRow>(view_of(id), [&](AlertRow& row) {
    moved.subject = row.subject;
    moved.policy = row.policy;
    moved.before = standing(row);
    change(row);
    moved.after = standing(row);
  });
  if (moved.before && moved.before != moved.after) tell(moved, at, batch);
}

void Alerts::on(const policy::Created& e, const Envelope&, Batch& batch) {
  batch.create<PolicyNameRow>(view_of(e.id), [&](PolicyNameRow& row) { row.name = e.name; });
}

void Alerts::on(const casework::Opened& e, const Envelope&, Batch& batch) {
  batch.create<CaseNumberRow>(view_of(e.id), [&](CaseNumberRow& row) { row.number = e.number; });
}

void Alerts::on(const alert::Imported& e, const Envelope& at, Batch& batch) {
  const auto* policy = batch.find<PolicyNameRow>(view_of(e.policy));
  const std::string policy_name = policy != nullptr ? policy->name : "";
  const AlertStatus status = alert::triage_at_first_sight(e.source_status);
  batch.create<AlertRow>(view_of(e.id), [&](AlertRow& row) {
    row = {.id = e.id,
           .provider_alert_id = e.provider_alert_id,
           .status = status,
           .severity = e.severity,
           .policy = e.policy,
           .policy_name = policy_name,
           .detected = e.detected,
           .imported = at.recorded(),
           .in_case = {},
           .subject = e.subject,
           .category = e.category,
           .text = e.text.ref(),
           .source_status = e.source_status,
           .dismissed_as = {},
           .triaged_by = {},
           .triaged = {}};
  });
  tell(AlertMoved{e.id, e.subject, e.policy, {}, {status, e.severity, {}}}, at, batch);
}

void Alerts::on(const alert::SourceChanged& e, const Envelope& at, Batch& batch) {
  change(e.id, at, batch, [&](AlertRow& row) {
    row.severity = e.severity;
    row.source_status = e.source_status;
  });
}

void Alerts::on(const alert::Confirmed& e, const Envelope& at, Batch& batch) {
  change(e.id, at, batch, [&](AlertRow& row) {
    row.status = AlertStatus::confirmed;
    row.in_case = e.into;
    row.triaged_by = at.operator_ref();
    row.triaged = at.recorded();
  });
}

void Alerts::on(const alert::Dismissed& e, const Envelope& at, Batch& batch) {
  change(e.id, at, batch, [&](AlertRow& row) {
    row.status = AlertStatus::dismissed;
    row.dismissed_as = e.reason;
    row.triaged_by = at.operator_ref();
    row.triaged = at.recorded();
  });
}

void Alerts::on(const casework::AlertAdded& e, const Envelope& at, Batch& batch) {
  const auto* known = batch.find<CaseNumberRow>(view_of(e.id));
  const std::uint64_t number = known != nullptr ? known->number : 0;
  change(e.alert, at, batch, [&](AlertRow& row) {
    row.in_case = e.id;
    row.case_number = number;
  });
}

void Alerts::on(const casework::Resolved& e, const Envelope& at, Batch& batch) {
  for (const AlertId& id : e.alerts)
    change(id, at, batch, [&](AlertRow& row) { row.status = AlertStatus::resolved; });
}

}  // namespace riskflow::projections
