#include "domain/permissions.hpp"

#include <algorithm>

namespace riskflow::domain {

using enum RoleGroup;
using enum Permission;

static constexpr std::array table{
    Grant{work_on_alerts, "read, confirm and dismiss alerts", {full, analysts, investigators}},
    Grant{work_on_cases, "read and work on cases", {full, analysts, investigators}},
    Grant{see_users, "see the users dashboard", {full, analysts, investigators}},
    Grant{see_policies, "see policies", {full, admins, analysts, investigators}},
    Grant{configure_policies_and_settings, "configure policies and settings", {full, admins}},
    Grant{configure_privacy, "decide whether names are shown", {full, admins}},
    Grant{erase_persons, "erase people, and place legal holds", {full, admins}},
    Grant{manage_roles, "give and take role groups and tokens", {full, admins}},
    Grant{import_data, "import data", {full, admins}},
    Grant{see_audit_log, "read and export the audit log", {full, auditors}},
    Grant{see_flows,
          "see flows and templates",
          {full, admins, analysts, investigators, auditors, approvers}},
    Grant{manage_flows,
          "create, edit, share and delete flows",
          {full, admins, analysts, investigators, auditors, approvers}},
    Grant{run_flows, "run flows on a case or user", {full, analysts, investigators}},
    Grant{see_own_self,
          "see who they are signed in as",
          {full, admins, analysts, investigators, auditors, approvers}},
};

std::span<const Grant> grants() { return table; }

const Grant& grant_of(Permission permission) {
  return *std::find_if(table.begin(), table.end(),
                       [&](const Grant& row) { return row.permission == permission; });
}

bool allows(const std::set<RoleGroup>& groups, Permission permission) {
  const auto& row = grant_of(permission);
  return std::any_of(row.groups.begin(), row.groups.end(),
                     [&](RoleGroup g) { return g != RoleGroup{} && groups.contains(g); });
}

Status check(const std::set<RoleGroup>& groups, Permission permission) {
  if (allows(groups, permission)) return {};
  const auto& row = grant_of(permission);
  std::vector<std::string_view> names;
  for (const RoleGroup g : row.groups)
    if (g != RoleGroup{}) names.push_back(to_text(g));
  return fail(Errc::forbidden, "you may not " + std::string(row.words) +
                                   ": that takes the role group " + list_of(names));
}

}  // namespace riskflow::domain
