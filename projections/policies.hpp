#pragma once
// Policies: what is watched for, and what came of it.
// Reads: policies, how alerts stand, who is in scope.  Row key: the policy's id.

#include "domain/policy.hpp"
#include "projections/view.hpp"

namespace riskflow::projections {

struct PolicyRow {
  PolicyId id;
  std::string name;
  domain::PolicyTemplate from = domain::PolicyTemplate::other;
  std::string description;
  std::int32_t window_days = 0;
  std::uint32_t active_alerts = 0;
  std::uint32_t confirmed_alerts = 0;  // ever confirmed
  std::uint32_t actions_taken = 0;     // alerts that somebody confirmed or dismissed
  std::uint32_t users_in_scope = 0;
  Instant created;
  Instant updated;
  bool operator==(const PolicyRow&) const = default;

  bool is_listed() const { return bool(id); }
};
RISKFLOW_DESCRIBE(PolicyRow, id, name, from, description, window_days, active_alerts,
                  confirmed_alerts, actions_taken, users_in_scope, created, updated)

template <>
const Table& table_of<PolicyRow>();

struct Policies {
  static constexpr ViewId view{"policies", 1};
  static std::array<const Table*, 1> tables();
  static void on(const domain::policy::Created&, const Envelope&, Batch&);
  static void on(const domain::policy::Edited&, const Envelope&, Batch&);
  static void on(const AlertMoved&, const Envelope&, Batch&);
  static void on(const ScopeMoved&, const Envelope&, Batch&);
};

}  // namespace riskflow::projections
