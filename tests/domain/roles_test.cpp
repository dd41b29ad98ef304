// Role groups and teams, and that one administrator remains.

#include <gtest/gtest.h>

#include "tests/domain/cast.hpp"

namespace riskflow::domain::tests {

using enum RoleGroup;

static const OperatorRef admin = person_in(admins);
static const Story ann_and_ben{is_operator(ann), is_operator(ben)};

TEST(GivingARoleGroup, IsRecordedJustOnce) {
  given(ann_and_ben)
      .by(admins)
      .when(roles::Assign{ann, analysts})
      .then({roles::Assigned{ann, analysts}})
      .when(roles::Assign{ann, analysts})
      .then_nothing();
}

TEST(GivingARoleGroup, ToSomebodyUnknownIsNotFound) {
  given({})
      .by(admins)
      .when(roles::Assign{nobody, analysts})
      .then_rejected(Errc::not_found, "no such operator", "operator");
}

TEST(GivingARoleGroup, ToSomebodyWhoHasItThroughATeamGivesItThemselves) {
  given(ann_and_ben)
      .and_then({roles::TeamCreated{"soc"}, roles::TeamMemberAdded{"soc", ann},
                 roles::TeamAssigned{"soc", analysts}})
      .by(admins)
      .when(roles::Assign{ann, analysts})
      .then({roles::Assigned{ann, analysts}});
}

TEST(TakingARoleGroup, IsRecordedJustOnce) {
  given(ann_and_ben)
      .and_then({roles::Assigned{ann, analysts}})
      .by(admins)
      .when(roles::Remove{ann, analysts})
      .then({roles::Removed{ann, analysts}})
      .when(roles::Remove{ann, analysts})
      .then_nothing();
}

TEST(TakingARoleGroup, LeavesTheOthersAlone) {
  const auto after = given(ann_and_ben)
                         .and_then({roles::Assigned{ann, analysts}, roles::Assigned{ann, auditors}})
                         .by(admins)
                         .when(roles::Remove{ann, analysts})
                         .then({roles::Removed{ann, analysts}});
  EXPECT_EQ(after.world().state_of<roles::State>(roles::stream()).of(ann), std::set{auditors});
}

TEST(TheLastAdministrator, MayNotTakeTheirOwnRoleGroup) {
  given({})
      .by(admins)
      .when(roles::Remove{admin, admins})
      .then_rejected(Errc::rejected, "nobody who can administer riskflow", "roleGroup");
}

TEST(TheLastAdministrator, MayHaveEitherRoleGroup) {
  given({})
      .by(full)
      .when(roles::Remove{person_in(full), full})
      .then_rejected(Errc::rejected, "nobody who can administer riskflow", "roleGroup");
  given({roles::Assigned{admin, full}})
      .by(admins)
      .when(roles::Remove{admin, full})
      .then({roles::Removed{admin, full}})
      .when(roles::Remove{admin, admins})
      .then_rejected(Errc::rejected, "nobody who can administer riskflow", "roleGroup");
}

TEST(TheLastAdministrator, IsNotRemovedByRiskflowEither) {
  given({roles::Assigned{admin, admins}})
      .by_riskflow()
      .when(roles::Remove{admin, admins})
      .then_rejected(Errc::rejected, "nobody who can administer riskflow", "roleGroup");
}

TEST(TheLastAdministrator, MayGoOnceThereIsAnother) {
  given(ann_and_ben)
      .and_then({roles::Assigned{ann, full}})
      .by(admins)
      .when(roles::Remove{admin, admins})
      .then({roles::Removed{admin, admins}});
}

TEST(TheLastAdministrator, InATeamMayNotLeaveIt) {
  given({roles::TeamCreated{"it"}, roles::TeamMemberAdded{"it", ann},
         roles::TeamAssigned{"it", admins}})
      .by(ann)
      .when(roles::RemoveTeamMember{"it", ann})
      .then_rejected(Errc::rejected, "nobody who can administer riskflow", "roleGroup");
}

TEST(TheLastAdministrator, MayLoseOneOfTwoWaysOfBeingOne) {
  const Story both_ways{roles::TeamCreated{"it"}, roles::TeamMemberAdded{"it", ann},
                        roles::TeamAssigned{"it", admins}, roles::Assigned{ann, full}};
  given(both_ways).by(ann).when(roles::Remove{ann, full}).then({roles::Removed{ann, full}});
  given(both_ways)
      .by(ann)
      .when(roles::RemoveTeamMember{"it", ann})
      .then({roles::TeamMemberRemoved{"it", ann}})
      .when(roles::Remove{ann, full})
      .then_rejected(Errc::rejected, "nobody who can administer riskflow", "roleGroup");
}

TEST(TakingAnotherRoleGroup, IsNoMatterOfAdministrators) {
  given({roles::Assigned{admin, auditors}})
      .by(admins)
      .when(roles::Remove{admin, auditors})
      .then({roles::Removed{admin, auditors}});
}

TEST(ATeam, IsCreatedJustOnce) {
  given({})
      .by(admins)
      .when(roles::CreateTeam{"soc-2"})
      .then({roles::TeamCreated{"soc-2"}})
      .when(roles::CreateTeam{"soc-2"})
      .then_nothing();
}

TEST(ATeamsName, HasUpTo64LowerCaseLettersDigitsAndDashes) {
  EXPECT_TRUE(given({}).by(admins).when(roles::CreateTeam{std::string(64, 'a')}).decided());
  const std::string wrong[] = {"", std::string(65, 'a'), "SOC", "so c", "s_c", "söc", "a\n"};
  for (const auto& name : wrong)
    given({})
        .by(admins)
        .when(roles::CreateTeam{name})
        .then_rejected(Errc::invalid, "1 to 64", "team");
}

TEST(ATeam, GivesItsRoleGroupsToItsMembers) {
  const auto after = given(ann_and_ben)
                         .by(admins)
                         .when(roles::CreateTeam{"soc"})
                         .then({roles::TeamCreated{"soc"}})
                         .when(roles::AddTeamMember{"soc", ann})
                         .then({roles::TeamMemberAdded{"soc", ann}})
                         .when(roles::AssignTeam{"soc", analysts})
                         .then({roles::TeamAssigned{"soc", analysts}});
  const auto roles = after.world().state_of<roles::State>(roles::stream());
  EXPECT_EQ(roles.of(ann), std::set{analysts});
  EXPECT_TRUE(roles.of(ben).empty());
}

TEST(ATeam, TakesItsRoleGroupsFromWhoeverLeaves) {
  given(ann_and_ben)
      .and_then(open_case())
      .and_then({roles::TeamCreated{"soc"}, roles::TeamMemberAdded{"soc", ann},
                 roles::TeamAssigned{"soc", analysts}})
      .by(admins)
      .when(roles::RemoveTeamMember{"soc", ann})
      .then({roles::TeamMemberRemoved{"soc", ann}})
      .by(ann)
      .when(casework::AddNote{miras_case, "x"})
      .then_rejected(Errc::forbidden, "you may not", "");
}

TEST(ATeam, TakesEachMemberAndRoleGroupOnce) {
  given(ann_and_ben)
      .and_then({roles::TeamCreated{"soc"}, roles::TeamMemberAdded{"soc", ann},
                 roles::TeamAssigned{"soc", analysts}})
      .by(admins)
      .when(roles::AddTeamMember{"soc", ann})
      .then_nothing()
      .when(roles::AssignTeam{"soc", analysts})
      .then_nothing()
      .when(roles::RemoveTeamMember{"soc", ben})
      .then_nothing();
}

TEST(ATeam, ThatIsNotThereIsNotFound) {
  const Command commands[] = {roles::AddTeamMember{"soc", ann}, roles::RemoveTeamMember{"soc", ann},
                              roles::AssignTeam{"soc", analysts}};
  for (const auto& command : commands)
    given(ann_and_ben)
        .by(admins)
        .when(command)
        .then_rejected(Errc::not_found, "no such team", "team");
}

TEST(ATeam, TakesNobodyWhoIsUnknown) {
  given({roles::TeamCreated{"soc"}})
      .by(admins)
      .when(roles::AddTeamMember{"soc", nobody})
      .then_rejected(Errc::not_found, "no such operator", "operator");
}

}  // namespace riskflow::domain::tests
