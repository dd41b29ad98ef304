#include "projections/policies.hpp"

#include "projections/row_kind.hpp"

namespace riskflow::projections {

using namespace domain;

// Of the alerts that somebody acted on, how many were confirmed, in percent.
static std::optional<std::int64_t> effectiveness(const PolicyRow& row) {
  if (row.actions_taken == 0) return {};
  return std::int64_t{row.confirmed_alerts} * 100 / row.actions_taken;
}

static constexpr std::array columns{
    column<&PolicyRow::id>("id", "the policy's id"),
    column<&PolicyRow::name>("displayName", "its name"),
    column<&PolicyRow::from>("template", "what it was made from"),
    column<&PolicyRow::description>("description", "what it is for"),
    column<&PolicyRow::window_days>("activationWindowDays",
                                    "how long a user stays in scope after a trigger"),
    column<&PolicyRow::active_alerts>("activeAlerts",
                                      "alerts that need review or are in an active case"),
    column<&PolicyRow::confirmed_alerts>("confirmedAlerts", "alerts that were confirmed"),
    column<&PolicyRow::actions_taken>("actionsTaken", "alerts that were confirmed or dismissed"),
    column<&effectiveness>("alertEffectiveness", "confirmed alerts of actions taken, in percent"),
    column<&PolicyRow::users_in_scope>("usersInScope", "users in its scope"),
    column<&PolicyRow::created>("createdDateTime", "when it was added"),
    column<&PolicyRow::updated>("lastModifiedDateTime", "when it was last edited"),
};

static constexpr std::array indexes{
    Index{25, nullptr, named(columns, "displayName"), Direction::ascending},
};

template <>
const Table& table_of<PolicyRow>() {
  static constexpr Table table{7,         "policies", "A policy: what is watched for.",
                               columns,   indexes,    row_kind<PolicyRow>,
                               Keep::rows};
  return table;
}

std::array<const Table*, 1> Policies::tables() { return {&table_of<PolicyRow>()}; }

void Policies::on(const policy::Created& e, const Envelope& at, Batch& batch) {
  batch.upsert<PolicyRow>(view_of(e.id), [&](PolicyRow& row) {
    row.id = e.id;
    row.name = e.name;
    row.from = e.from;
    row.description = e.description;
    row.window_days = e.window_days;
    row.created = row.updated = at.recorded();
  });
}

void Policies::on(const policy::Edited& e, const Envelope& at, Batch& batch) {
  batch.update<PolicyRow>(view_of(e.id), [&](PolicyRow& row) {
    row.description = e.description;
    row.window_days = e.window_days;
    row.updated = at.recorded();
  });
}

void Policies::on(const AlertMoved& fact, const Envelope&, Batch& batch) {
  const auto was = fact.before ? std::optional(fact.before->status) : std::nullopt;
  const AlertStatus is = fact.after.status;
  batch.upsert<PolicyRow>(view_of(fact.policy), [&](PolicyRow& row) {
    if (fact.before && fact.before->is_active()) --row.active_alerts;
    if (fact.after.is_active()) ++row.active_alerts;
    // What its source had dismissed before we saw it was no action of ours.
    if (was == AlertStatus::needs_review && is != AlertStatus::needs_review) ++row.actions_taken;
    if (was == AlertStatus::needs_review && is == AlertStatus::confirmed) ++row.confirmed_alerts;
  });
}

void Policies::on(const ScopeMoved& fact, const Envelope&, Batch& batch) {
  batch.upsert<PolicyRow>(view_of(fact.policy), [&](PolicyRow& row) {
    row.users_in_scope += static_cast<std::uint32_t>(fact.by);
  });
}

}  // namespace riskflow::projections
