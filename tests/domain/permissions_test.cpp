// Who may do what, as data.

#include "domain/permissions.hpp"

#include <set>

#include <gtest/gtest.h>

namespace riskflow::domain {
namespace {

// One row of the matrix; a Y or a dot for IRM, Admins, Analysts, Investigators, Auditors,
// Approvers.
struct Row {
  Permission permission;
  std::string_view groups;
  const char* source;
};
using enum Permission;
constexpr Row matrix[] = {
    {work_on_alerts, "Y.YY..", "1.2 access and investigate alerts"},
    {work_on_cases, "Y.YY..", "1.2 access and investigate cases"},
    {see_users, "Y.YY..", "1.4 derived: no row exists, so as for cases"},
    {see_policies, "YYYY..", "1.2 those who configure, and those who triage what matched"},
    {configure_policies_and_settings, "YY....", "1.2 configure policies and settings"},
    {configure_privacy, "YY....", "1.2 configure policies and settings"},
    {erase_persons, "YY....", "no row exists, so as for settings; two of them are needed"},
    {manage_roles, "YY....", "1.3 those who may assign act as Admins"},
    {import_data, "YY....", "1.2 configure policies and settings"},
    {see_audit_log, "Y...Y.", "1.2 view and export audit logs"},
    {see_flows, "YYYYYY", "1.4 entry 2: any member of a role group"},
    {manage_flows, "YYYYYY", "1.4 entry 2: any member of a role group"},
    {run_flows, "Y.YY..", "1.4 run, intersected with access to the case"},
    {see_own_self, "YYYYYY", "who am I"},
};
constexpr std::array groups{RoleGroup::full,          RoleGroup::admins,   RoleGroup::analysts,
                            RoleGroup::investigators, RoleGroup::auditors, RoleGroup::approvers};

TEST(ThePermissionTable, IsTheMatrixOfTheReference) {
  for (const auto& row : matrix)
    for (std::size_t i = 0; i < groups.size(); ++i)
      EXPECT_EQ(allows({groups[i]}, row.permission), row.groups[i] == 'Y')
          << row.source << ": " << to_text(groups[i]);
}

TEST(ThePermissionTable, HasOneRowForEachPermission) {
  std::set<Permission> ours, theirs;
  for (const auto& row : matrix) ours.insert(row.permission);
  for (const auto& row : grants()) theirs.insert(row.permission);
  EXPECT_EQ(ours, theirs);
  EXPECT_EQ(grants().size(), theirs.size());
}

TEST(ThePermissionTable, SaysInWordsWhatEachPermissionIs) {
  std::set<std::string_view> words;
  for (const auto& row : grants()) words.insert(row.words);
  EXPECT_EQ(words.size(), grants().size());
  EXPECT_FALSE(words.contains(""));
}

TEST(APermission, IsNotForSomebodyWithoutARoleGroup) {
  for (const auto& row : matrix) EXPECT_FALSE(allows({}, row.permission)) << row.source;
}

TEST(APermission, IsNotForARoleGroupThatIsNone) {
  for (const auto& row : matrix) EXPECT_FALSE(allows({RoleGroup{}}, row.permission)) << row.source;
}

TEST(APermission, ComesFromAnyOfSeveralRoleGroups) {
  EXPECT_TRUE(allows({RoleGroup::auditors, RoleGroup::analysts}, work_on_cases));
  EXPECT_TRUE(allows({RoleGroup::auditors, RoleGroup::analysts}, see_audit_log));
  EXPECT_FALSE(allows({RoleGroup::auditors, RoleGroup::analysts}, manage_roles));
}

TEST(ARefusal, SaysWhatIsMissingAndWhoCouldDoIt) {
  const auto refused = check({RoleGroup::admins}, see_audit_log);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::forbidden);
  EXPECT_EQ(refused.error().message,
            "you may not read and export the audit log: that takes the role group "
            "InsiderRiskManagement or InsiderRiskManagementAuditors");
  EXPECT_TRUE(check({RoleGroup::auditors}, see_audit_log));
}

}  // namespace
}  // namespace riskflow::domain
