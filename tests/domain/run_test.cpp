// Starting runs: who may, and what is refused on record (appendix B5).

#include <gtest/gtest.h>

#include "tests/domain/run_story.hpp"

namespace riskflow::domain::tests {

TEST(StartingARun, RecordsWhatItRunsOnAndWhichRevision) {
  given(ready()).by(RoleGroup::analysts).when(start()).then({started()});
  given(ready())
      .and_then({flow::Saved{the_flow, 2, writes_a_note(), "{}"}})
      .by(RoleGroup::analysts)
      .when(start())
      .then({started(analyst, 2)});
}

TEST(StartingARun, IsForItsCreatorAndThoseItIsSharedWith) {
  given(ready())
      .and_then({roles::Assigned{ann, RoleGroup::investigators}})
      .by(ann)
      .when(start())
      .then({started(ann)});
  for (const auto share : {flow::Share::owner, flow::Share::run_only})
    given(ready())
        .and_then({roles::Assigned{ben, RoleGroup::full}, flow::Shared{the_flow, ben, share}})
        .by(ben)
        .when(start())
        .then({started(ben)});
  given(ready())
      .by(RoleGroup::investigators)
      .when(start())
      .then_rejected(Errc::forbidden, "ask its owner to share it with you", "flow");
}

TEST(StartingARun, IsNotForOwnersWithoutAccessToCases) {
  given(ready()).by(ann).when(start()).then_rejected(Errc::forbidden, "you may not run flows", "");
  for (const auto group : {RoleGroup::admins, RoleGroup::auditors, RoleGroup::approvers})
    given(ready())
        .and_then({roles::Assigned{ann, group}})
        .by(ann)
        .when(start())
        .then_rejected(Errc::forbidden, "you may not run flows", "");
}

TEST(StartingARun, EndsWithTheShare) {
  given(ready())
      .and_then({flow::Unshared{the_flow, analyst}})
      .by(RoleGroup::analysts)
      .when(start())
      .then_rejected(Errc::forbidden, "the flow is not yours", "flow");
}

TEST(StartingARun, NeedsAFlowThatIsOn) {
  const std::pair<Story, const char*> states[] = {
      {{flow::TurnedOff{the_flow}}, "the flow is Off"},
      {{flow::Suspended{the_flow, "its owner left"}}, "the flow is Suspended"}};
  for (const auto& [story, part] : states)
    given(ready())
        .and_then(story)
        .by(RoleGroup::analysts)
        .when(start())
        .then_rejected(Errc::rejected, part, "flow");
  given(joined(open_case(), {entered(mira, leaks, in_days(20)), flow_of_ann(writes_a_note()),
                             flow::Shared{the_flow, analyst, flow::Share::owner}}))
      .by(RoleGroup::analysts)
      .when(start())
      .then_rejected(Errc::rejected, "the flow is Draft", "flow");
}

TEST(StartingARun, OfADeletedFlowIsNotFound) {
  given(ready())
      .and_then({flow::Deleted{the_flow}})
      .by(RoleGroup::analysts)
      .when(start())
      .then_rejected(Errc::not_found, "no such flow", "flow");
}

TEST(StartingARun, OnNoCaseIsNotFound) {
  given({flow_of_ann(writes_a_note()), flow::TurnedOn{the_flow},
         flow::Shared{the_flow, analyst, flow::Share::owner}})
      .by(RoleGroup::analysts)
      .when(start())
      .then_rejected(Errc::not_found, "no such case", "case");
}

TEST(StartingARun, OfAFlowForUsersOnACaseIsRefused) {
  given(joined(open_case(),
               {entered(mira, leaks, in_days(20)), flow_of_ann(writes_a_note(), FlowSurface::users),
                flow::TurnedOn{the_flow}, flow::Shared{the_flow, analyst, flow::Share::owner}}))
      .by(RoleGroup::analysts)
      .when(start())
      .then_rejected(Errc::rejected, "the flow is for users", "flow");
}

TEST(StartingARun, TwiceUnderOneIdIsAConflict) {
  given(ready())
      .by(RoleGroup::analysts)
      .when(start())
      .then({started()})
      .when(start())
      .then_rejected(Errc::conflict, "there is a run of this id already", "run");
}

TEST(ARunThatNeedsAnIdentity, StartsWhileNamesAreShown) {
  given(ready(sends_a_mail()))
      .and_then({names_are_shown})
      .by(RoleGroup::analysts)
      .when(start())
      .then({started()});
}

TEST(ARunThatNeedsAnIdentity, IsRefusedOnRecordWhileTheyAreNot) {
  const auto after = given(ready(sends_a_mail()))
                         .by(RoleGroup::analysts)
                         .when(start())
                         .then({started(),
                                run::Refused{the_run, "NamesNotShown",
                                             "it needs the name or address of a person, and names "
                                             "are not shown (privacy setting)."},
                                note_of_the_run("Flow \"Ask HR\" was not run: it needs the name or "
                                                "address of a person, and names are "
                                                "not shown (privacy setting). Nothing was sent.")});
  const auto run = after.world().state_of<run::State>(run::stream(the_run));
  EXPECT_TRUE(run.is_over());
  EXPECT_EQ(run.status, RunStatus::failed);
  EXPECT_EQ(run.code, "NamesNotShown");
}

TEST(ARunThatNeedsNoIdentity, StartsWhileNamesAreNotShown) {
  given(ready(writes_a_note())).by(RoleGroup::analysts).when(start()).then({started()});
}

// A run refused because the person is in no policy's scope.
static Story refused_for_scope() {
  return {started(),
          run::Refused{the_run, "OutOfScope", "the user is not in the scope of any policy."},
          note_of_the_run("Flow \"Ask HR\" was not run: the user is not in the scope of any "
                          "policy. Nothing was sent.")};
}

TEST(ARunOnSomebodyOutOfScope, IsRefusedOnRecord) {
  given(ready())
      .and_then({subject::LeftPolicyScope{mira, leaks, ScopeEnd::removed}})
      .by(RoleGroup::analysts)
      .when(start())
      .then(refused_for_scope());
}

TEST(ARunOnSomebodyWhoseWindowEnded, IsRefusedOnRecord) {
  auto scenario = given(ready()).at(in_days(21)).by(RoleGroup::analysts);
  const auto decided = scenario.when(start()).decided();
  ASSERT_TRUE(decided);
  const auto events = events_of(*decided);
  EXPECT_TRUE(std::ranges::any_of(events, [](const Happened& h) {
    const auto* refused = std::get_if<run::Refused>(&h.event);
    return refused != nullptr && refused->code == "OutOfScope";
  })) << text_of(events);
}

TEST(StartingARun, RestsOnRolesAndPrivacyAndWhatItRunsOn) {
  const auto decided = given(ready()).by(RoleGroup::analysts).when(start()).decided();
  ASSERT_TRUE(decided);
  std::set<std::string> parts;
  for (const auto& change : decided->changes()) {
    parts.insert(change.stream.name);
    EXPECT_TRUE(change.version) << change.stream.name;
  }
  EXPECT_EQ(parts, (std::set<std::string>{
                       "roles", "privacy", run::stream(the_run).name, flow::stream(the_flow).name,
                       casework::stream(miras_case).name, subject::stream(mira).name}));
}

}  // namespace riskflow::domain::tests
