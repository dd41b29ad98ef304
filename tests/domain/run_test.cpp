// Runs: who may start one, what is refused on record, and how one goes on (appendix B5, B6).

#include <gtest/gtest.h>

#include "tests/domain/cast.hpp"
#include "tests/domain/definitions.hpp"

namespace riskflow::domain::tests {

static const OperatorRef analyst = person_in(RoleGroup::analysts);

static flow::Created flow_of_ann(std::string definition, FlowSurface surface = FlowSurface::cases) {
  return {the_flow, "Ask HR", surface, ann, "", std::move(definition), "{}"};
}

// Mira's case is open, she is in scope, and Ann's flow is on and shared with the analyst.
static Story ready(std::string definition = writes_a_note()) {
  return joined(open_case(),
                {entered(mira, leaks, in_days(20)), flow_of_ann(std::move(definition)),
                 flow::TurnedOn{the_flow}, flow::Shared{the_flow, analyst, flow::Share::run_only}});
}
static const privacy::ModeChanged names_are_shown{PrivacyMode::show_names};

static run::Start start() { return {the_run, the_flow, miras_case}; }

static run::Started started(const OperatorRef& by = analyst, std::uint32_t revision = 1) {
  run::Started event;
  event.id = the_run;
  event.flow = the_flow;
  event.revision = revision;
  event.on_case = miras_case;
  event.subject = mira;
  event.by = by;
  event.at = noon();
  event.trigger = R"({"caseId":")" + to_text(miras_case) + R"("})";
  return event;
}

static casework::NoteAdded note_of_the_run(std::string text, const OperatorRef& by = analyst) {
  return {miras_case, 1, NoteAuthor::flow, by, the_run, about_mira(std::move(text))};
}

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

// ---- going on ----

static run::StepSettled settled(const std::string& action = "Note") {
  run::StepSettled event;
  event.id = the_run;
  event.action = action;
  event.status = run::StepStatus::succeeded;
  event.code = "OK";
  event.outputs.json = R"({"noteId": 1})";
  event.began = event.ended = noon();
  return event;
}
static run::StepScheduled scheduled(const std::string& action = "Mail") {
  run::StepScheduled event;
  event.id = the_run;
  event.action = action;
  event.api = "shared_office365";
  event.operation = "SendEmailV2";
  event.began = noon();
  return event;
}
static run::Advance advance(std::uint64_t at, decltype(run::Advance::events) events) {
  run::Advance command;
  command.id = the_run;
  command.at = Version{at};
  command.events = std::move(events);
  return command;
}
static Story running(std::string definition = writes_a_note()) {
  return joined(ready(std::move(definition)), {names_are_shown, started()});
}

TEST(ARun, GoesOnAtTheVersionItWasPlannedAt) {
  given(running())
      .by_reactor_for(analyst)
      .when(advance(1, {settled(), run::Ended{the_run, RunStatus::succeeded, "", ""}}))
      .then({settled(), run::Ended{the_run, RunStatus::succeeded, "", ""}});
}

TEST(ARun, ThatWentOnMeanwhileIsAConflict) {
  for (const std::uint64_t stale : {0U, 2U, 99U})
    given(running())
        .by_reactor_for(analyst)
        .when(advance(stale, {settled()}))
        .with_detail("reason", "run_advanced")
        .then_rejected(Errc::conflict, "the run went on meanwhile", "run");
}

TEST(ARun, TakesTheSameStepOnlyOnce) {
  given(running())
      .by_reactor_for(analyst)
      .when(advance(1, {settled()}))
      .then({settled()})
      .when(advance(1, {settled()}))
      .then_rejected(Errc::conflict, "the run went on meanwhile", "run");
}

TEST(ARun, ThatIsOverTakesNothing) {
  const Story ends[] = {{run::Ended{the_run, RunStatus::succeeded, "", ""}},
                        {run::Ended{the_run, RunStatus::failed, "ActionFailed", ""}},
                        {run::Ended{the_run, RunStatus::cancelled, "", ""}},
                        {run::Ended{the_run, RunStatus::timed_out, "", ""}},
                        {run::Ended{the_run, RunStatus::skipped, "", ""}},
                        {run::Refused{the_run, "OutOfScope", ""}}};
  for (const auto& end : ends)
    given(running())
        .and_then(end)
        .by_reactor_for(analyst)
        .when(advance(2, {settled()}))
        .with_detail("reason", "run_over")
        .then_rejected(Errc::rejected, "the run is over", "run");
}

TEST(ARun, ThatWasNeverStartedIsNotFound) {
  given({})
      .by_riskflow()
      .when(advance(0, {settled()}))
      .then_rejected(Errc::not_found, "no such run", "run");
}

TEST(ARunsNote, IsOnTheCaseInTheSameDecision) {
  auto command = advance(1, {settled()});
  command.note = about_mira("The manager was told.");
  given(running()).by_reactor_for(analyst).when(command).then(
      {settled(), note_of_the_run("The manager was told.")});
}

TEST(ARunsNote, NeverChangesTheStateOfTheCase) {
  auto command = advance(1, {settled()});
  command.note = about_mira("The manager was told.");
  const auto after = given(running()).by_reactor_for(analyst).when(command).then(
      {settled(), note_of_the_run("The manager was told.")});
  EXPECT_EQ(after.world().state_of<casework::State>(casework::stream(miras_case)).status,
            CaseStatus::active);
}

TEST(ADelivery, RestsOnThePrivacyModeOfItsMoment) {
  // contracts: every command carries a check on `privacy` where names may leave.
  const auto decided = given(running(sends_a_mail()))
                           .and_then({scheduled()})
                           .by_reactor_for(analyst)
                           .when(advance(2, {run::DeliveryCommitted{the_run, "Mail", 1}}))
                           .decided();
  ASSERT_TRUE(decided);
  EXPECT_TRUE(std::ranges::any_of(decided->changes(),
                                  [](const Change& c) { return c.stream == privacy::stream(); }));
}

TEST(ADelivery, IsRefusedOnceNamesAreNotShownAnyMore) {
  // decisions, "runs in flight": steps that need an identity re-check privacy before every effect.
  const auto decided =
      given(running(sends_a_mail()))
          .and_then({scheduled(), privacy::ModeChanged{PrivacyMode::show_anonymized}})
          .by_reactor_for(analyst)
          .when(advance(2, {run::DeliveryCommitted{the_run, "Mail", 1}}))
          .decided();
  EXPECT_FALSE(decided);
}

// ---- state ----

TEST(TheStateOfARun, FollowsAStepFromScheduleToEnd) {
  run::State run;
  evolve(run, started());
  evolve(run, scheduled());
  EXPECT_EQ(run.steps.at("Mail").status, run::StepStatus::running);
  evolve(run, run::DeliveryCommitted{the_run, "Mail", 1});
  evolve(run, run::DeliveryCommitted{the_run, "Mail", 2});
  EXPECT_EQ(run.steps.at("Mail").deliveries, 2U);
  auto end = settled("Mail");
  end.ended = in_days(1);
  evolve(run, end);
  const auto& mail = run.steps.at("Mail");
  EXPECT_EQ(mail.status, run::StepStatus::succeeded);
  EXPECT_EQ(mail.operation, "SendEmailV2");
  EXPECT_EQ(mail.began, noon());
  EXPECT_EQ(mail.ended, in_days(1));
  EXPECT_EQ(mail.outputs.json, R"({"noteId": 1})");
  EXPECT_FALSE(run.is_over());
}

TEST(TheStateOfARun, KeepsItsStepsInTheOrderTheyAppeared) {
  run::State run;
  evolve(run, started());
  for (const auto* action : {"c", "a", "b"}) evolve(run, scheduled(action));
  evolve(run, settled("a"));
  EXPECT_EQ(run.order, (std::vector<std::string>{"c", "a", "b"}));
}

}  // namespace riskflow::domain::tests
