#include "projections/users.hpp"

#include <gtest/gtest.h>

#include "projections/policies.hpp"
#include "tests/projections/story.hpp"

namespace riskflow::projections::testing {

using namespace domain;

static const auto alert_a = id<AlertId>(1), alert_b = id<AlertId>(2);
static const auto their_case = id<CaseId>(50);

static std::size_t listed(Story& story) {
  return ask<UserRow>(story.now(), {}, anybody)->rows.size();
}

TEST(Users, RegisteredPersonHasARowAndIsNotListed) {
  Story story;
  story.happened({registered(mira, "Anon-1")});
  const auto row = *story.row<UserRow>(mira);
  EXPECT_EQ(row.pseudonym, "Anon-1");
  EXPECT_EQ(row.identity, (PersonalRef{Position{0}, 0}));
  EXPECT_EQ(listed(story), 0u);
}

TEST(Users, PersonWithAnAlertIsListed) {
  Story story;
  story.happened({registered(mira, "Anon-1"), registered(oto, "Anon-2")});
  story.happened({imported(alert_a, mira, leaks, Severity::low)});
  EXPECT_EQ(listed(story), 1u);
}

TEST(Users, PersonInScopeIsListedUntilTheyLeave) {
  Story story;
  story.happened({registered(mira, "Anon-1")});
  const Instant until = story.clock().at + std::chrono::days{30};
  story.happened({entered(mira, leaks, until)});
  EXPECT_EQ(listed(story), 1u);
  EXPECT_EQ(story.row<UserRow>(mira)->scope, (std::vector{ScopeRow{leaks, until}}));
  story.happened({subject::LeftPolicyScope{mira, leaks, ScopeEnd::removed}});
  EXPECT_EQ(listed(story), 0u);
}

TEST(Users, ScopeThatEndedCountsInThePastOnly) {
  Story story;
  story.happened({policy_created(leaks, "Data leaks"), registered(mira, "Anon-1")});
  story.happened({imported(alert_a, mira, leaks, Severity::low)});
  const auto in_scope = story.happened({entered(mira, leaks, story.clock().at)});
  story.happened({subject::LeftPolicyScope{mira, leaks, ScopeEnd::expired}}, {});
  struct Row {
    Reading reading;
    bool is_in_scope;
  };
  for (const auto& [reading, is_in_scope] :
       {Row{story.as_of(in_scope), true}, Row{story.now(), false}}) {
    const auto user = record_of(**reading.find<UserRow>(view_of(mira)));
    EXPECT_EQ(cell(user, "isInScope"), Cell{is_in_scope});
    EXPECT_EQ(cell(user, "scopeEndDateTime") == Cell{}, !is_in_scope);
    EXPECT_EQ((*reading.find<PolicyRow>(view_of(leaks)))->users_in_scope, is_in_scope ? 1u : 0u);
    EXPECT_EQ(reading.within<UserRow>("isInScope", scalar_of(true), 9)->size(),
              is_in_scope ? 1u : 0u);
  }
}

TEST(Users, InScopeComeInTheOrderOfTheirFirstEnd) {
  Story story;
  story.happened({registered(mira, "Anon-1"), registered(oto, "Anon-2")});
  const auto in = [&](int days) { return story.clock().at + std::chrono::days{days}; };
  story.happened({entered(mira, leaks, in(20)), entered(oto, leaks, in(10))});
  const auto first = [&] {
    return story.now().within<UserRow>("isInScope", scalar_of(true), 9)->front().id;
  };
  EXPECT_EQ(first(), oto);
  story.happened({entered(mira, thefts, in(5))});
  EXPECT_EQ(first(), mira);
  story.happened({entered(mira, thefts, in(40))});
  EXPECT_EQ(first(), oto);
}

TEST(Users, ActiveAlertsAreCountedBySeverity) {
  Story story;
  story.happened({registered(mira, "Anon-1")});
  story.happened({imported(alert_a, mira, leaks, Severity::high),
                  imported(alert_b, mira, leaks, Severity::low)});
  auto record = record_of(*story.row<UserRow>(mira));
  EXPECT_EQ(cell(record, "activeAlerts"), Cell{std::int64_t{2}});
  EXPECT_EQ(cell(record, "riskLevel"), Cell{std::string("High")});
  EXPECT_EQ(cell(record, "riskScore"), Cell{std::int64_t{1'000'001}});
  story.happened({alert::Dismissed{alert_a, DismissalReason::other, {}}});
  record = record_of(*story.row<UserRow>(mira));
  EXPECT_EQ(cell(record, "riskLevel"), Cell{std::string("Low")});
  EXPECT_EQ(cell(record, "totalAlerts"), Cell{std::int64_t{2}});
}

TEST(Users, SeverityThatRisesMovesTheCount) {
  Story story;
  story.happened({registered(mira, "Anon-1")});
  story.happened({imported(alert_a, mira, leaks, Severity::low)});
  story.happened({alert::SourceChanged{alert_a, Severity::high, SourceStatus::open, {}}});
  const auto row = *story.row<UserRow>(mira);
  EXPECT_EQ(row.low, 0u);
  EXPECT_EQ(row.high, 1u);
}

TEST(Users, CaseStandsWithTheUserWhileItIsActive) {
  Story story;
  story.happened({registered(mira, "Anon-1")});
  story.happened({imported(alert_a, mira, leaks, Severity::low)});
  story.happened({alert::Confirmed{alert_a, their_case}, opened(their_case, 5, mira),
                  casework::AlertAdded{their_case, alert_a, leaks}});
  EXPECT_EQ(story.row<UserRow>(mira)->active_case, their_case);
  EXPECT_EQ(story.row<UserRow>(mira)->case_number, 5u);
  EXPECT_EQ(story.row<UserRow>(mira)->low, 1u);
  story.happened({casework::Resolved{
      their_case, mira, Resolution::confirmed_policy_violation, {alert_a}, {leaks}}});
  const auto row = *story.row<UserRow>(mira);
  EXPECT_FALSE(row.active_case);
  EXPECT_EQ(row.confirmed_violations, 1u);
  EXPECT_EQ(row.low, 0u);
}

TEST(Users, BenignCaseIsNoViolation) {
  Story story;
  story.happened({registered(mira, "Anon-1"), opened(their_case, 5, mira)});
  story.happened({casework::Resolved{their_case, mira, Resolution::benign, {}, {}}});
  EXPECT_EQ(story.row<UserRow>(mira)->confirmed_violations, 0u);
}

TEST(Users, IdentityAndManagerAreTheLatest) {
  Story story;
  story.happened({registered(mira, "Anon-1")});
  story.happened({subject::IdentityChanged{mira, registered(mira, "").identity},
                  subject::ManagerChanged{mira, oto}});
  EXPECT_EQ(story.row<UserRow>(mira)->identity, (PersonalRef{Position{1}, 0}));
  EXPECT_EQ(story.row<UserRow>(mira)->manager, oto);
}

}  // namespace riskflow::projections::testing
