// Flows: Draft -> On; On <-> Off; owners and shares; deleted is gone (appendix B4, decisions
// "Flows").

#include <gtest/gtest.h>

#include "tests/domain/cast.hpp"
#include "tests/domain/definitions.hpp"

namespace riskflow::domain::tests {

static const OperatorRef creator = person_in(RoleGroup::analysts);

static flow::Create create() { return {the_flow, "Ask HR", "", writes_a_note()}; }
static flow::Created created() {
  return {the_flow, "Ask HR", FlowSurface::cases, creator, "", writes_a_note(), "{}"};
}
static Story draft() { return {is_operator(ann), is_operator(ben), created()}; }
static Story with(const Story& more) { return joined(draft(), more); }

static FlowState state_after(const Scenario& scenario) {
  return scenario.world().state_of<flow::State>(flow::stream(the_flow)).state;
}

TEST(CreatingAFlow, MakesADraftOfItsCreator) {
  const auto after = given({}).by(RoleGroup::analysts).when(create()).then({created()});
  EXPECT_EQ(state_after(after), FlowState::draft);
}

TEST(CreatingAFlow, FromATemplateRemembersItsName) {
  auto command = create();
  command.from_template = "notify-manager";
  auto expected = created();
  expected.from_template = "notify-manager";
  given({}).by(RoleGroup::analysts).when(command).then({expected});
}

TEST(CreatingAFlow, OfAnIdThatIsTakenIsAConflict) {
  given(draft())
      .by(RoleGroup::analysts)
      .when(create())
      .then_rejected(Errc::conflict, "there is a flow of this id already", "flow");
}

TEST(CreatingAFlow, NeedsANameOfUpTo128Characters) {
  for (const auto& name : {std::string(), std::string(129, 'x'), std::string("a\nb")}) {
    auto command = create();
    command.name = name;
    given({}).by(RoleGroup::analysts).when(command).then_rejected(Errc::invalid, "must", "name");
  }
}

TEST(CreatingAFlow, ChecksItsDefinitionFirst) {
  auto command = create();
  command.definition = "{";
  const auto decided = given({}).by(RoleGroup::analysts).when(command).decided();
  ASSERT_FALSE(decided);
  EXPECT_EQ(decided.error().code, Errc::invalid);
}

TEST(SavingAFlow, KeepsEveryRevisionOfIt) {
  const auto after = given(draft())
                         .by(RoleGroup::analysts)
                         .when(flow::Save{the_flow, sends_a_mail()})
                         .then({flow::Saved{the_flow, 2, sends_a_mail(), "{}"}})
                         .when(flow::Save{the_flow, writes_a_note()})
                         .then({flow::Saved{the_flow, 3, writes_a_note(), "{}"}});
  const auto flow = after.world().state_of<flow::State>(flow::stream(the_flow));
  ASSERT_EQ(flow.revisions.size(), 3U);
  EXPECT_EQ(flow.revisions[1].definition, sends_a_mail());
}

TEST(SavingAFlow, TwiceTheSameRecordsNothing) {
  given(draft()).by(RoleGroup::analysts).when(flow::Save{the_flow, writes_a_note()}).then_nothing();
}

TEST(SavingAFlow, ChecksItsDefinitionToo) {
  const auto decided =
      given(draft()).by(RoleGroup::analysts).when(flow::Save{the_flow, "{}"}).decided();
  ASSERT_FALSE(decided);
  EXPECT_EQ(decided.error().code, Errc::invalid);
}

TEST(SavingAFlow, KeepsItsSurfaceForEver) {
  auto for_users = created();
  for_users.surface = FlowSurface::users;
  given({for_users})
      .by(RoleGroup::analysts)
      .when(flow::Save{the_flow, sends_a_mail()})
      .then_rejected(Errc::rejected, "a flow keeps its surface", "definition");
}

TEST(SavingAFlow, LeavesItOnOrOff) {
  const auto after = given(with({flow::TurnedOn{the_flow}}))
                         .by(RoleGroup::analysts)
                         .when(flow::Save{the_flow, sends_a_mail()})
                         .then({flow::Saved{the_flow, 2, sends_a_mail(), "{}"}});
  EXPECT_EQ(state_after(after), FlowState::on);
}

TEST(AFlow, GoesFromDraftToOnToOffAndBack) {
  given(draft())
      .by(RoleGroup::analysts)
      .when(flow::TurnOff{the_flow})
      .then_nothing()
      .when(flow::TurnOn{the_flow})
      .then({flow::TurnedOn{the_flow}})
      .when(flow::TurnOn{the_flow})
      .then_nothing()
      .when(flow::TurnOff{the_flow})
      .then({flow::TurnedOff{the_flow}})
      .when(flow::TurnOff{the_flow})
      .then_nothing()
      .when(flow::TurnOn{the_flow})
      .then({flow::TurnedOn{the_flow}});
}

TEST(ASuspendedFlow, IsTurnedOnOrOffByAnOwner) {
  const auto suspended =
      with({flow::TurnedOn{the_flow}, flow::Suspended{the_flow, "its owner lost the role"}});
  EXPECT_EQ(state_after(given(suspended)), FlowState::suspended);
  given(suspended)
      .by(RoleGroup::analysts)
      .when(flow::TurnOn{the_flow})
      .then({flow::TurnedOn{the_flow}});
  given(suspended)
      .by(RoleGroup::analysts)
      .when(flow::TurnOff{the_flow})
      .then({flow::TurnedOff{the_flow}});
}

TEST(SharingAFlow, IsRecordedOnceForEachKind) {
  given(draft())
      .by(RoleGroup::analysts)
      .when(flow::ShareFlow{the_flow, ann, flow::Share::run_only})
      .then({flow::Shared{the_flow, ann, flow::Share::run_only}})
      .when(flow::ShareFlow{the_flow, ann, flow::Share::run_only})
      .then_nothing()
      .when(flow::ShareFlow{the_flow, ann, flow::Share::owner})
      .then({flow::Shared{the_flow, ann, flow::Share::owner}})
      .when(flow::UnshareFlow{the_flow, ann})
      .then({flow::Unshared{the_flow, ann}})
      .when(flow::UnshareFlow{the_flow, ann})
      .then_nothing();
}

TEST(SharingAFlow, WithSomebodyUnknownIsNotFound) {
  given(draft())
      .by(RoleGroup::analysts)
      .when(flow::ShareFlow{the_flow, nobody, flow::Share::owner})
      .then_rejected(Errc::not_found, "no such operator", "with");
}

TEST(TheCreatorOfAFlow, NeedsNoShareAndIsNeverRemoved) {
  given(draft())
      .and_then({is_operator(creator)})
      .by(RoleGroup::analysts)
      .when(flow::ShareFlow{the_flow, creator, flow::Share::run_only})
      .then_rejected(Errc::rejected, "the creator has every right already", "with")
      .when(flow::UnshareFlow{the_flow, creator})
      .then_rejected(Errc::rejected, "never removed", "with");
}

// Everything that changes the flow, by somebody who may manage flows.
static std::vector<Command> changes() {
  return {flow::Save{the_flow, sends_a_mail()},
          flow::TurnOn{the_flow},
          flow::Delete{the_flow},
          flow::ShareFlow{the_flow, ben, flow::Share::owner},
          flow::UnshareFlow{the_flow, ben},
          flow::TurnOff{the_flow}};
}

TEST(AFlow, IsChangedByItsOwnersOnly) {
  const auto shared_with_ben = with({flow::Shared{the_flow, ben, flow::Share::run_only}});
  for (const auto& command : changes()) {
    given(shared_with_ben)
        .by(RoleGroup::full)
        .when(command)
        .then_rejected(Errc::forbidden, "the flow is not yours", "flow");
    given(shared_with_ben)
        .and_then({roles::Assigned{ann, RoleGroup::approvers},
                   flow::Shared{the_flow, ann, flow::Share::run_only}})
        .by(ann)
        .when(command)
        .then_rejected(Errc::forbidden, "the flow is not yours", "flow");
  }
}

TEST(AFlow, IsChangedByThoseItIsSharedWithAsOwner) {
  for (const auto& command : changes())
    EXPECT_TRUE(given(with({roles::Assigned{ann, RoleGroup::approvers},
                            flow::Shared{the_flow, ann, flow::Share::owner}}))
                    .by(ann)
                    .when(command)
                    .decided());
}

TEST(AnOwner, WithoutAnyRoleGroupMayChangeNothing) {
  for (const auto& command : changes())
    given(with({flow::Shared{the_flow, ann, flow::Share::owner}}))
        .by(ann)
        .when(command)
        .then_rejected(Errc::forbidden, "you may not create, edit, share and delete flows", "");
}

TEST(AFlow, IsChangedByRiskflowItself) {
  given(draft()).by_riskflow().when(flow::TurnOn{the_flow}).then({flow::TurnedOn{the_flow}});
}

TEST(ADeletedFlow, IsGoneForEverybody) {
  const auto after = given(draft())
                         .by(RoleGroup::analysts)
                         .when(flow::Delete{the_flow})
                         .then({flow::Deleted{the_flow}});
  for (const auto& command : changes())
    after.when(command).then_rejected(Errc::not_found, "no such flow", "flow");
}

TEST(ADeletedFlow, KeepsItsRevisionsForItsRuns) {
  const auto after = given(draft())
                         .by(RoleGroup::analysts)
                         .when(flow::Delete{the_flow})
                         .then({flow::Deleted{the_flow}});
  EXPECT_EQ(after.world().state_of<flow::State>(flow::stream(the_flow)).revisions.size(), 1U);
}

TEST(ADeletedFlow, DoesNotGiveItsIdToAnother) {
  given(with({flow::Deleted{the_flow}}))
      .by(RoleGroup::analysts)
      .when(create())
      .then_rejected(Errc::conflict, "there is a flow of this id already", "flow");
}

}  // namespace riskflow::domain::tests
