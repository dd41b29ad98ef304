// Runs that go on: at the version they were planned at, once, and until they are over (appendix
// B6).

#include <gtest/gtest.h>

#include "tests/domain/run_story.hpp"

namespace riskflow::domain::tests {

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

static Story end_of(RunStatus status, std::string code, std::string message) {
  return {run::Ended{the_run, status, std::move(code), std::move(message)}};
}

TEST(ARunThatDidNotFinish, IsToldInTheNotesOfItsCase) {
  given(running())
      .by_reactor_for(analyst)
      .when(advance(1, {run::Ended{the_run, RunStatus::failed, "ActionFailed", "It failed."}}))
      .then(joined(end_of(RunStatus::failed, "ActionFailed", "It failed."),
                   {note_of_the_run(R"(Flow "Ask HR" did not finish: It failed. (ActionFailed)
Nothing was sent.)")}));
}

TEST(ARunThatDidNotFinish, IsToldByItsStatusWhenNothingElseIsSaid) {
  given(running())
      .by_reactor_for(analyst)
      .when(advance(1, {run::Ended{the_run, RunStatus::cancelled, "", ""}}))
      .then(joined(end_of(RunStatus::cancelled, "", ""),
                   {note_of_the_run(R"(Flow "Ask HR" did not finish: Cancelled
Nothing was sent.)")}));
}

TEST(ARunThatDidNotFinish, TellsOfItAfterTheNoteOfItsLastStep) {
  auto command = advance(1, {run::Ended{the_run, RunStatus::timed_out, "", "Too late."}});
  command.note = about_mira("The manager was told.");
  auto last = note_of_the_run(R"(Flow "Ask HR" did not finish: Too late.
Nothing was sent.)");
  last.number = 2;
  given(running()).by_reactor_for(analyst).when(command).then(
      joined(end_of(RunStatus::timed_out, "", "Too late."),
             {note_of_the_run("The manager was told."), last}));
}

TEST(ARunThatDidNotFinish, SaysNothingThatWouldHaveToBeSealedForAnErasedPerson) {
  given(running())
      .by_reactor_for(analyst)
      .when(advance(1, {run::Ended{the_run, RunStatus::failed, "PersonErased", "erased"}}))
      .then(end_of(RunStatus::failed, "PersonErased", "erased"));
}

TEST(ADelivery, RestsOnThePrivacyModeOfItsMoment) {
  // Every command carries a check on `privacy` where names may leave.
  const auto decided = given(running(sends_a_mail()))
                           .and_then({scheduled()})
                           .by_reactor_for(analyst)
                           .when(advance(2, {run::DeliveryCommitted{the_run, "Mail", 1, {}}}))
                           .decided();
  ASSERT_TRUE(decided);
  EXPECT_TRUE(std::ranges::any_of(decided->changes(),
                                  [](const Change& c) { return c.stream == privacy::stream(); }));
}

TEST(ADelivery, IsRefusedOnceNamesAreNotShownAnyMore) {
  // Steps that need an identity look at the privacy mode again before every effect.
  const auto decided =
      given(running(sends_a_mail()))
          .and_then({scheduled(), privacy::ModeChanged{PrivacyMode::show_anonymized}})
          .by_reactor_for(analyst)
          .when(advance(2, {run::DeliveryCommitted{the_run, "Mail", 1, {}}}))
          .decided();
  EXPECT_FALSE(decided);
}

// ---- state ----

TEST(TheStateOfARun, FollowsAStepFromScheduleToEnd) {
  run::State run;
  evolve(run, started());
  evolve(run, scheduled());
  EXPECT_EQ(run.steps.at("Mail").status, run::StepStatus::running);
  evolve(run, run::DeliveryCommitted{the_run, "Mail", 1, {}});
  evolve(run, run::DeliveryCommitted{the_run, "Mail", 2, {}});
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
