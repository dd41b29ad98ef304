#include "projections/flows.hpp"

#include <gtest/gtest.h>

#include "projections/operators.hpp"
#include "projections/runs.hpp"
#include "tests/projections/story.hpp"

namespace riskflow::projections::testing {

using namespace domain;

static const auto notify = id<FlowId>(70);
static const auto its_run = id<RunId>(90);

TEST(Flows, NewFlowIsADraftOfItsFirstRevision) {
  Story story;
  story.happened({flow_created(notify, "Notify the manager")});
  const auto row = *story.row<FlowRow>(notify);
  EXPECT_EQ(row.state, FlowState::draft);
  EXPECT_EQ(row.revision, 1u);
  EXPECT_EQ(row.from_template, "notify-manager");
  EXPECT_EQ(row.creator, ann);
}

TEST(Flows, StateFollowsSwitchingAndSuspension) {
  Story story;
  story.happened({flow_created(notify, "Notify"), flow::TurnedOn{notify}});
  EXPECT_EQ(story.row<FlowRow>(notify)->state, FlowState::on);
  story.happened({flow::Suspended{notify, "its owner left"}}, {});
  EXPECT_EQ(story.row<FlowRow>(notify)->state, FlowState::suspended);
  EXPECT_EQ(story.row<FlowRow>(notify)->suspended_because, "its owner left");
  story.happened({flow::TurnedOff{notify}});
  EXPECT_EQ(story.row<FlowRow>(notify)->state, FlowState::off);
  EXPECT_EQ(story.row<FlowRow>(notify)->suspended_because, "");
}

TEST(Flows, SharingAgainChangesWhatItIsSharedAs) {
  Story story;
  story.happened(
      {flow_created(notify, "Notify"), flow::Shared{notify, bob, flow::Share::run_only}});
  story.happened(
      {flow::Shared{notify, bob, flow::Share::owner}, flow::Saved{notify, 2, "{}", "{}"}});
  EXPECT_EQ(story.row<FlowRow>(notify)->shares, (std::vector{ShareRow{bob, flow::Share::owner}}));
  EXPECT_EQ(story.row<FlowRow>(notify)->revision, 2u);
  story.happened({flow::Unshared{notify, bob}});
  EXPECT_TRUE(story.row<FlowRow>(notify)->shares.empty());
}

TEST(Flows, DeletedFlowLeavesTheListAndKeepsItsRow) {
  Story story;
  story.happened({flow_created(notify, "Notify"), flow_created(id<FlowId>(71), "Ask HR")});
  story.happened({flow::Deleted{notify}});
  const auto page = ask<FlowRow>(story.now(), {}, anybody);
  ASSERT_EQ(page->rows.size(), 1u);
  EXPECT_EQ(page->rows[0].name, "Ask HR");
  EXPECT_TRUE(story.row<FlowRow>(notify)->deleted);
}

TEST(Flows, ListIsByNameInAnyCase) {
  Story story;
  story.happened({flow_created(id<FlowId>(1), "zebra"), flow_created(id<FlowId>(2), "Ask"),
                  flow_created(id<FlowId>(3), "bell")});
  std::vector<std::string> names;
  for (const auto& row : ask<FlowRow>(story.now(), {}, anybody)->rows) names.push_back(row.name);
  EXPECT_EQ(names, (std::vector<std::string>{"Ask", "bell", "zebra"}));
}

// ---- runs ----

static run::StepSettled settled(std::string action, run::StepStatus status, Instant began) {
  return {its_run, std::move(action),
          status,  "OK",
          "",      "",
          {},      {},
          began,   began + std::chrono::seconds{2}};
}

TEST(Runs, StepsStandInTheOrderTheyCameUp) {
  Story story;
  story.happened({flow_created(notify, "Notify")});
  const Instant scheduled = start_of_time + std::chrono::hours{1};
  story.happened(
      {run_started(its_run, notify, {}),
       settled("Compose", run::StepStatus::succeeded, story.clock().at),
       run::StepScheduled{
           its_run, "Send_an_email", "shared_office365", "SendEmailV2", {}, {}, scheduled}});
  story.happened({run::DeliveryCommitted{its_run, "Send_an_email", 1, {}}}, {});
  story.happened({settled("Send_an_email", run::StepStatus::succeeded, scheduled)}, {});
  const auto steps = *story.now().within<StepRow>("runId", scalar_of(its_run), 10);
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[0].action, "Compose");
  EXPECT_EQ(steps[1].action, "Send_an_email");
  EXPECT_EQ(steps[1].operation, "SendEmailV2");
  EXPECT_EQ(steps[1].deliveries, 1u);
  EXPECT_EQ(steps[1].status, run::StepStatus::succeeded);
  EXPECT_EQ(steps[1].began, scheduled);
  EXPECT_EQ(steps[1].ended, scheduled + std::chrono::seconds{2});
}

TEST(Runs, RunNamesItsFlowAndWhoStartedIt) {
  Story story;
  story.happened({flow_created(notify, "Notify")});
  story.happened({run_started(its_run, notify, id<CaseId>(50))});
  const auto row = *story.row<RunRow>(its_run);
  EXPECT_EQ(row.flow_name, "Notify");
  EXPECT_EQ(row.by, bob);
  EXPECT_EQ(row.on_case, id<CaseId>(50));
  EXPECT_EQ(row.status, RunStatus::running);
}

TEST(Runs, RefusedRunFailsWithItsReason) {
  Story story;
  story.happened({flow_created(notify, "Notify"), run_started(its_run, notify, {}),
                  run::Refused{its_run, "NamesNotShown", "names are not shown"}});
  const auto row = *story.row<RunRow>(its_run);
  EXPECT_EQ(row.status, RunStatus::failed);
  EXPECT_EQ(row.code, "NamesNotShown");
  EXPECT_EQ(row.ended, story.clock().at);
}

TEST(Runs, UnfinishedRunsAreFoundUntilTheyEnd) {
  Story story;
  story.happened({flow_created(notify, "Notify"), run_started(its_run, notify, {}),
                  run_started(id<RunId>(91), notify, {})});
  story.happened({run::Ended{its_run, RunStatus::succeeded, "", ""}}, {});
  const auto unfinished = *story.now().within<RunRow>("isFinished", scalar_of(false), 10);
  ASSERT_EQ(unfinished.size(), 1u);
  EXPECT_EQ(unfinished[0].id, id<RunId>(91));
}

// ---- operators ----

TEST(Operators, TokenIsListedWithItsHolderUntilRevoked) {
  Story story;
  const auto token = id<TokenId>(5);
  story.happened({operators::Registered{ann, PersonalText::about(operators::key_subject(ann),
                                                                 Purpose::operations, "alice")},
                  operators::TokenIssued{token, ann, {}}},
                 {});
  EXPECT_EQ(story.row<OperatorRow>(ann)->name, (PersonalRef{Position{0}, 0}));
  EXPECT_EQ(story.row<TokenRow>(token)->holder, ann);
  EXPECT_FALSE(story.row<TokenRow>(token)->revoked);
  story.happened({operators::TokenRevoked{token}});
  EXPECT_EQ(story.row<TokenRow>(token)->revoked, story.clock().at);
}

}  // namespace riskflow::projections::testing
