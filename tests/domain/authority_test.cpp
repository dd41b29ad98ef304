// Every command against every role group: the table of permissions, seen from the commands.

#include <gtest/gtest.h>

#include "tests/domain/cast.hpp"
#include "tests/domain/definitions.hpp"

namespace riskflow::domain::tests {

using enum Permission;

struct Row {
  const char* name;
  Command command;
  Permission takes;
};

static casework::ConfirmAlert confirmation() {
  casework::ConfirmAlert command;
  command.alert = second_alert;
  command.into = miras_case;
  return command;
}

static std::vector<Row> rows() {
  const auto seen = an_alert(otos_alert, oto);
  return {
      {"import people", subject::ImportSubjects{{{mira, "", {}, oto}}, {}}, import_data},
      {"import HR events", subject::ImportHrEvents{}, import_data},
      {"add to scope", subject::AddToScope{mira, leaks, 10, "why"},
       configure_policies_and_settings},
      {"remove from scope", subject::RemoveFromScope{mira, leaks}, configure_policies_and_settings},
      {"ask for an erasure", erasure::Request{mira, ErasureBasis::objection}, erase_persons},
      {"withdraw an erasure", erasure::Withdraw{oto}, erase_persons},
      {"approve an erasure", erasure::Approve{oto}, erase_persons},
      {"begin a purge", erasure::BeginPurge{Position{1}}, erase_persons},
      {"place a hold", erasure::PlaceHold{mira, "why"}, erase_persons},
      {"release a hold", erasure::ReleaseHold{mira}, erase_persons},
      {"import a group", group::ImportGroup{id_of<GroupId>(9), "Engineers", {mira}}, import_data},
      {"create a policy", policy::Create{departing, "p", PolicyTemplate::other, "", 30},
       configure_policies_and_settings},
      {"import a policy", policy::ImportPolicy{{departing, "p", PolicyTemplate::other, "", 30}},
       import_data},
      {"edit a policy", policy::Edit{leaks, "new", 30}, configure_policies_and_settings},
      {"import alerts", alert::ImportAlerts{{{seen, in_days(30)}}}, import_data},
      {"dismiss an alert", alert::Dismiss{second_alert, DismissalReason::other, {}},
       work_on_alerts},
      {"confirm an alert", confirmation(), work_on_alerts},
      {"add a note", casework::AddNote{miras_case, "x"}, work_on_cases},
      {"resolve a case", casework::ResolveCase{miras_case, Resolution::benign, "x"}, work_on_cases},
      {"add a contributor", casework::AddContributor{miras_case, ann}, work_on_cases},
      {"remove a contributor", casework::RemoveContributor{miras_case, ann}, work_on_cases},
      {"create a flow", flow::Create{id_of<FlowId>(0x59), "f", "", writes_a_note()}, manage_flows},
      {"save a flow", flow::Save{the_flow, sends_a_mail()}, manage_flows},
      {"turn a flow on", flow::TurnOn{the_flow}, manage_flows},
      {"turn a flow off", flow::TurnOff{the_flow}, manage_flows},
      {"delete a flow", flow::Delete{the_flow}, manage_flows},
      {"share a flow", flow::ShareFlow{the_flow, ann, flow::Share::owner}, manage_flows},
      {"unshare a flow", flow::UnshareFlow{the_flow, ann}, manage_flows},
      {"run a flow", run::Start{the_run, the_flow, miras_case}, run_flows},
      {"give a role group", roles::Assign{ann, RoleGroup::auditors}, manage_roles},
      {"take a role group", roles::Remove{ann, RoleGroup::auditors}, manage_roles},
      {"create a team", roles::CreateTeam{"soc"}, manage_roles},
      {"add a team member", roles::AddTeamMember{"it", ann}, manage_roles},
      {"remove a team member", roles::RemoveTeamMember{"it", ann}, manage_roles},
      {"give a team a role group", roles::AssignTeam{"it", RoleGroup::auditors}, manage_roles},
      {"register an operator", operators::Register{ben, "ben"}, manage_roles},
      {"issue a token", operators::IssueToken{the_token, ann, {}}, manage_roles},
      {"revoke a token", operators::RevokeToken{the_token}, manage_roles},
      {"change a setting", settings::Change{settings::Key::max_active_cases, 50},
       configure_policies_and_settings},
      {"change the privacy mode", privacy::ChangeMode{PrivacyMode::show_names}, configure_privacy},
      {"put an import on record", imports::RecordRun{}, import_data},
      {"begin a backup", safekeeping::BeginBackup{}, configure_policies_and_settings},
      {"put an escrow on record", safekeeping::RecordEscrow{}, configure_policies_and_settings},
      {"put a discarded tail on record", safekeeping::RecordDiscardedTail{1},
       configure_policies_and_settings},
      {"add a signing key", safekeeping::AddSigningKey{"new"}, configure_policies_and_settings},
      {"begin anew with a signing key", safekeeping::BeginSigningAnew{"new"},
       configure_policies_and_settings},
      {"retire a signing key", safekeeping::RetireSigningKey{"old"},
       configure_policies_and_settings},
  };
}

// A world in which each of these commands can succeed for somebody who owns the flow.
static Scenario everything_there(const OperatorRef& owner) {
  return given(open_case())
      .and_then({registered(oto), erasure::Requested{oto, ErasureBasis::objection, ann},
                 is_operator(ann), entered(mira, leaks, in_days(20)), roles::TeamCreated{"it"},
                 operators::TokenIssued{the_token, ann, {}},
                 flow::Created{the_flow, "f", FlowSurface::cases, owner, "", writes_a_note(), "{}"},
                 flow::TurnedOn{the_flow}});
}

static bool is_refused_for_want_of_a_role(const Result<Decision>& decided) {
  return !decided && decided.error().code == Errc::forbidden &&
         decided.error().message.starts_with("you may not ");
}

TEST(ACommand, IsForTheRoleGroupsOfItsPermissionAndNoOther) {
  for (const auto& row : rows())
    for (const auto& group : words(RoleGroup{})) {
      const auto decided =
          everything_there(person_in(group.value)).by(group.value).when(row.command).decided();
      const bool may = allows({group.value}, row.takes);
      EXPECT_EQ(is_refused_for_want_of_a_role(decided), !may) << row.name << " by " << group.text;
      EXPECT_EQ(bool(decided), may) << row.name << " by " << group.text << ": "
                                    << (decided ? "done" : decided.error().message);
    }
}

TEST(ACommand, IsNotForSomebodyWithoutARoleGroup) {
  for (const auto& row : rows())
    EXPECT_TRUE(is_refused_for_want_of_a_role(
        everything_there(nobody).by(nobody).when(row.command).decided()))
        << row.name;
}

TEST(ACommand, OfAReactorHasTheRightsOfItsPerson) {
  for (const auto& row : rows()) {
    auto scenario = everything_there(person_in(RoleGroup::analysts)).by(RoleGroup::analysts);
    const auto decided =
        scenario.by_reactor_for(person_in(RoleGroup::analysts)).when(row.command).decided();
    EXPECT_EQ(bool(decided), allows({RoleGroup::analysts}, row.takes)) << row.name;
    EXPECT_TRUE(is_refused_for_want_of_a_role(
        everything_there(nobody).by_reactor_for(nobody).when(row.command).decided()))
        << row.name;
  }
}

TEST(ACommand, EndsWithTheRoleGroup) {
  for (const auto& row : rows()) {
    auto scenario = everything_there(person_in(RoleGroup::full)).by(RoleGroup::full);
    scenario.and_then({roles::Removed{person_in(RoleGroup::full), RoleGroup::full}});
    EXPECT_TRUE(is_refused_for_want_of_a_role(scenario.when(row.command).decided())) << row.name;
  }
}

TEST(ACommandOfAPerson, RestsOnTheRolesOfItsMoment) {
  for (const auto& row : rows()) {
    const auto decided = everything_there(person_in(RoleGroup::full))
                             .by(RoleGroup::full)
                             .when(row.command)
                             .decided();
    if (!decided || decided->changes().empty()) continue;
    EXPECT_TRUE(std::ranges::any_of(decided->changes(), [](const Change& c) {
      return c.stream == roles::stream() && c.version.has_value();
    })) << row.name;
  }
}

// Every kind of command has its row, but those that take no permission of a person.
TEST(TheTableOfCommands, HasEachButThoseThatAreNotForAPermission) {
  std::set<std::size_t> there;
  for (const auto& row : rows()) there.insert(row.command.index());
  const Command without[] = {
      run::Advance{},     reads::Record{},      operators::Found{}, subject::EndExpiredScopes{},
      erasure::Certify{}, erasure::CarryOver{}, erasure::EndPurge{}};
  for (const auto& command : without) there.insert(command.index());
  EXPECT_EQ(there.size(), std::variant_size_v<Command>);
}

}  // namespace riskflow::domain::tests
