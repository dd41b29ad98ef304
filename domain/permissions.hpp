#pragma once
// Who may do what: the one table.  Rows are permissions, columns role groups (reference
// "domain", 1.2 and 1.4). docs/permissions.md is printed from it.

#include <array>
#include <set>
#include <span>
#include <string_view>

#include "domain/vocabulary.hpp"

namespace riskflow::domain {

enum class Permission : std::uint8_t {
  work_on_alerts,
  work_on_cases,
  see_users,
  see_policies,
  configure_policies_and_settings,
  configure_privacy,
  erase_persons,
  manage_roles,
  import_data,
  see_audit_log,
  see_flows,     // the list, on either entry
  manage_flows,  // create, edit, delete, share: own and shared ones
  run_flows,
  see_own_self,  // who am I
};

// One row: the role groups that have the permission, and the words for it.
struct Grant {
  Permission permission;
  std::string_view words;
  std::array<RoleGroup, 6> groups;  // unused places are RoleGroup{}
};

std::span<const Grant> grants();
const Grant& grant_of(Permission);

// Whether somebody in these role groups has the permission.
bool allows(const std::set<RoleGroup>& groups, Permission);

// Status: forbidden, naming what is missing and who could do it.
Status check(const std::set<RoleGroup>& groups, Permission);

}  // namespace riskflow::domain
