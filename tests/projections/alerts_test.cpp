#include "projections/alerts.hpp"

#include <gtest/gtest.h>

#include "projections/policies.hpp"
#include "tests/projections/story.hpp"

namespace riskflow::projections::testing {

using namespace domain;

static const auto first = id<AlertId>(1), second = id<AlertId>(2);
static const auto case_of_mira = id<CaseId>(50);

static void confirm(Story& story, const AlertId& alert, const CaseId& into) {
  story.happened({alert::Confirmed{alert, into}, opened(into, 17, mira),
                  casework::AlertAdded{into, alert, leaks}},
                 bob);
}

TEST(Alerts, ImportedAlertNeedsReviewAndNamesItsPolicy) {
  Story story;
  story.happened({policy_created(leaks, "Data leaks")});
  const Instant detected = story.clock().at - std::chrono::days{2};
  story.happened({imported(first, mira, leaks, Severity::high, detected)});
  const auto row = *story.row<AlertRow>(first);
  EXPECT_EQ(row.status, AlertStatus::needs_review);
  EXPECT_EQ(row.policy_name, "Data leaks");
  EXPECT_EQ(row.detected, detected);
  EXPECT_EQ(row.imported, story.clock().at);
  EXPECT_EQ(row.subject, mira);
  EXPECT_EQ(row.text, (PersonalRef{Position{1}, 0}));
}

TEST(Alerts, AlertThatItsSourceHadDismissedStartsDismissed) {
  Story story;
  auto event = imported(first, mira, leaks, Severity::low);
  event.source_status = SourceStatus::dismissed;
  story.happened({event});
  EXPECT_EQ(story.row<AlertRow>(first)->status, AlertStatus::dismissed);
  EXPECT_EQ(story.row<PolicyRow>(leaks)->actions_taken, 0u);
}

TEST(Alerts, NewsFromTheSourceDoNotTouchTriage) {
  Story story;
  story.happened({imported(first, mira, leaks, Severity::low)});
  story.happened({alert::SourceChanged{first, Severity::high, SourceStatus::resolved, {}}});
  const auto row = *story.row<AlertRow>(first);
  EXPECT_EQ(row.severity, Severity::high);
  EXPECT_EQ(row.source_status, SourceStatus::resolved);
  EXPECT_EQ(row.status, AlertStatus::needs_review);
}

TEST(Alerts, ConfirmedAlertNamesItsCaseAndWhoConfirmed) {
  Story story;
  story.happened({imported(first, mira, leaks, Severity::low)});
  confirm(story, first, case_of_mira);
  const auto row = *story.row<AlertRow>(first);
  EXPECT_EQ(row.status, AlertStatus::confirmed);
  EXPECT_EQ(row.in_case, case_of_mira);
  EXPECT_EQ(row.case_number, 17u);
  EXPECT_EQ(row.triaged_by, bob);
}

TEST(Alerts, DismissedAlertSaysWhy) {
  Story story;
  story.happened({imported(first, mira, leaks, Severity::low)});
  story.happened({alert::Dismissed{first, DismissalReason::expected_activity, {}}}, bob);
  const auto row = *story.row<AlertRow>(first);
  EXPECT_EQ(row.status, AlertStatus::dismissed);
  EXPECT_EQ(row.dismissed_as, DismissalReason::expected_activity);
}

TEST(Alerts, ResolvingACaseResolvesEveryAlertInIt) {
  Story story;
  story.happened(
      {imported(first, mira, leaks, Severity::low), imported(second, mira, leaks, Severity::low)});
  confirm(story, first, case_of_mira);
  story.happened(
      {alert::Confirmed{second, case_of_mira}, casework::AlertAdded{case_of_mira, second, leaks}});
  story.happened({casework::Resolved{
      case_of_mira, mira, Resolution::benign, {first, second}, {leaks, leaks}}});
  EXPECT_EQ(story.row<AlertRow>(first)->status, AlertStatus::resolved);
  EXPECT_EQ(story.row<AlertRow>(second)->status, AlertStatus::resolved);
}

TEST(Alerts, OfACaseOrUserAreFoundByIndex) {
  Story story;
  story.happened(
      {imported(first, mira, leaks, Severity::low), imported(second, oto, leaks, Severity::low)});
  confirm(story, first, case_of_mira);
  const auto of_case = *story.now().within<AlertRow>("caseId", scalar_of(case_of_mira), 10);
  ASSERT_EQ(of_case.size(), 1u);
  EXPECT_EQ(of_case[0].id, first);
  const auto of_oto = *story.now().within<AlertRow>("user", scalar_of(oto), 10);
  ASSERT_EQ(of_oto.size(), 1u);
  EXPECT_EQ(of_oto[0].id, second);
}

// ---- what policies count ----

TEST(Policies, CountAlertsAsTheyAreTriaged) {
  Story story;
  story.happened({policy_created(leaks, "Data leaks")});
  story.happened(
      {imported(first, mira, leaks, Severity::low), imported(second, mira, leaks, Severity::low)});
  EXPECT_EQ(story.row<PolicyRow>(leaks)->active_alerts, 2u);
  confirm(story, first, case_of_mira);
  story.happened({alert::Dismissed{second, DismissalReason::other, {}}});
  const auto triaged = *story.row<PolicyRow>(leaks);
  EXPECT_EQ(triaged.active_alerts, 1u);
  EXPECT_EQ(triaged.confirmed_alerts, 1u);
  EXPECT_EQ(triaged.actions_taken, 2u);
  EXPECT_EQ(cell(record_of(triaged), "alertEffectiveness"), Cell{std::int64_t{50}});
  story.happened({casework::Resolved{case_of_mira, mira, Resolution::benign, {first}, {leaks}}});
  EXPECT_EQ(story.row<PolicyRow>(leaks)->active_alerts, 0u);
  EXPECT_EQ(story.row<PolicyRow>(leaks)->actions_taken, 2u);
}

TEST(Policies, CountUsersInScopeOnceHoweverLongTheyStay) {
  Story story;
  story.happened({policy_created(leaks, "Data leaks"), registered(mira, "Anon-1")});
  story.happened({entered(mira, leaks, story.clock().at)});
  story.happened({entered(mira, leaks, story.clock().at + std::chrono::days{9})});
  EXPECT_EQ(story.row<PolicyRow>(leaks)->users_in_scope, 1u);
  story.happened({subject::LeftPolicyScope{mira, leaks, ScopeEnd::removed}});
  story.happened({subject::LeftPolicyScope{mira, leaks, ScopeEnd::expired}});
  EXPECT_EQ(story.row<PolicyRow>(leaks)->users_in_scope, 0u);
}

TEST(Policies, EditChangesDescriptionAndWindow) {
  Story story;
  story.happened({policy_created(leaks, "Data leaks")});
  const Instant created = story.clock().at;
  story.happened({policy::Edited{leaks, "new words", 10}});
  const auto row = *story.row<PolicyRow>(leaks);
  EXPECT_EQ(row.description, "new words");
  EXPECT_EQ(row.window_days, 10);
  EXPECT_EQ(row.created, created);
  EXPECT_EQ(row.updated, story.clock().at);
}

}  // namespace riskflow::projections::testing
