// The scope of policies: entered by hand or by an HR report (by an alert: alert_import_test.cpp),
// left by hand or at the end of its window.

#include <gtest/gtest.h>

#include "tests/domain/cast.hpp"

namespace riskflow::domain::tests {

using namespace std::chrono;

static const Story mira_and_policies{
    registered(mira), a_policy(leaks),
    a_policy(departing, PolicyTemplate::data_theft_by_departing_users)};

// The same, where a trigger opens the shortest window that there is: what somebody says counts.
static const Story mira_and_short_windows = [] {
  auto story = mira_and_policies;
  story.push_back(policy::Edited{leaks, "", 5});
  return story;
}();

static subject::AddToScope add(int days = 10) {
  return {mira, leaks, days, "asked by works council"};
}
static subject::EnteredPolicyScope by_hand(Instant until) {
  return {mira, leaks, ScopeCause::manual, {}, until, about_mira("asked by works council")};
}

TEST(AddingToScope, RecordsTheReasonAndTheEnd) {
  given(mira_and_short_windows).by(RoleGroup::admins).when(add(10)).then({by_hand(in_days(10))});
}

TEST(AddingToScope, TakesFiveToThirtyDays) {
  for (const int days : {5, 30})
    given(mira_and_short_windows)
        .by(RoleGroup::admins)
        .when(add(days))
        .then({by_hand(in_days(days))});
  for (const int days : {-1, 0, 4, 31})
    given(mira_and_short_windows)
        .by(RoleGroup::admins)
        .when(add(days))
        .then_rejected(Errc::invalid, "must be 5 to 30 days, not " + std::to_string(days), "days");
}

TEST(AddingToScope, NeedsAReasonOfUpTo1000Characters) {
  auto command = add();
  command.reason = std::string(1'000, 'x');
  EXPECT_TRUE(given(mira_and_short_windows).by(RoleGroup::admins).when(command).decided());
  for (const auto& reason : {std::string(), std::string(1'001, 'x')}) {
    command.reason = reason;
    given(mira_and_short_windows)
        .by(RoleGroup::admins)
        .when(command)
        .then_rejected(Errc::invalid, "must have 1 to 1000 characters", "reason");
  }
}

TEST(AddingToScope, AgainRecordsNothingUnlessItLastsLonger) {
  given(mira_and_short_windows)
      .by(RoleGroup::admins)
      .when(add(10))
      .then({by_hand(in_days(10))})
      .when(add(10))
      .then_nothing()
      .when(add(5))
      .then_nothing()
      .when(add(20))
      .then({by_hand(in_days(20))});
}

TEST(AddingToScope, LastsAsLongAsTheLongerOfWhatIsAskedAndThePolicysWindow) {
  struct Row {
    int asked, window, lasts;
  };
  for (const auto& [asked, window, lasts] :
       {Row{5, 30, 30}, Row{10, 14, 14}, Row{14, 14, 14}, Row{30, 5, 30}})
    given(mira_and_policies)
        .and_then({policy::Edited{leaks, "", window}})
        .by(RoleGroup::admins)
        .when(add(asked))
        .then({by_hand(in_days(lasts))});
}

TEST(AddingToScope, KeepsWithinTheBoundsWhateverWindowIsOnRecord) {
  for (const auto& [window, lasts] :
       {std::pair{1, policy::window_days_least}, std::pair{1'000'000, policy::window_days_most}})
    given(mira_and_policies)
        .and_then({policy::Edited{leaks, "", window}})
        .by(RoleGroup::admins)
        .when(add(policy::window_days_least))
        .then({by_hand(in_days(lasts))});
}

TEST(AddingToScope, OfTheUnknownIsNotFound) {
  given({a_policy(leaks)})
      .by(RoleGroup::admins)
      .when(add())
      .then_rejected(Errc::not_found, "no such user", "user");
  given({registered(mira)})
      .by(RoleGroup::admins)
      .when(add())
      .then_rejected(Errc::not_found, "no such policy", "policy");
}

TEST(RemovingFromScope, IsRecordedJustOnce) {
  given(mira_and_policies)
      .and_then({entered(mira, leaks, in_days(10))})
      .by(RoleGroup::admins)
      .when(subject::RemoveFromScope{mira, leaks})
      .then({subject::LeftPolicyScope{mira, leaks, ScopeEnd::removed}})
      .when(subject::RemoveFromScope{mira, leaks})
      .then_nothing();
}

TEST(RemovingFromScope, LeavesTheOtherPoliciesAlone) {
  const auto after =
      given(mira_and_policies)
          .and_then({entered(mira, leaks, in_days(10)), entered(mira, departing, in_days(10))})
          .by(RoleGroup::admins)
          .when(subject::RemoveFromScope{mira, leaks})
          .then({subject::LeftPolicyScope{mira, leaks, ScopeEnd::removed}});
  const auto person = after.world().state_of<subject::State>(subject::stream(mira));
  EXPECT_FALSE(person.scope.contains(leaks));
  EXPECT_TRUE(person.scope.contains(departing));
}

TEST(RemovingFromScope, OfTheUnknownIsNotFound) {
  given({})
      .by(RoleGroup::admins)
      .when(subject::RemoveFromScope{mira, leaks})
      .then_rejected(Errc::not_found, "no such user", "user");
}

TEST(SomebodyRemovedFromScope, IsBroughtBackByALaterTrigger) {
  const auto seen = an_alert(first_alert, mira);
  given(mira_and_policies)
      .and_then({entered(mira, leaks, in_days(10)),
                 subject::LeftPolicyScope{mira, leaks, ScopeEnd::removed}})
      .by(RoleGroup::admins)
      .when(alert::ImportAlerts{{{seen, in_days(30)}}})
      .then({seen, subject::EnteredPolicyScope{
                       mira, leaks, ScopeCause::alert, first_alert, in_days(30), {}}});
}

// ---- the end of a window ----

static subject::EndExpiredScopes end_of(std::set<SubjectRef> subjects) {
  return {std::move(subjects)};
}
static subject::LeftPolicyScope expired(const SubjectRef& who, const PolicyId& policy) {
  return {who, policy, ScopeEnd::expired};
}

TEST(AScope, EndsAtTheEndOfItsWindowAndJustOnce) {
  given(mira_and_policies)
      .and_then({entered(mira, leaks, in_days(0)), entered(mira, departing, in_days(1))})
      .when(end_of({mira}))
      .then({expired(mira, leaks)})
      .when(end_of({mira}))
      .then_nothing();
}

TEST(AScope, EndsForEverybodyWhoseWindowHasPassed) {
  given(mira_and_policies)
      .and_then({registered(oto), entered(mira, leaks, in_days(-3)),
                 entered(mira, departing, in_days(-2)), entered(oto, leaks, in_days(-1))})
      .when(end_of({mira, oto}))
      .then({expired(mira, leaks), expired(mira, departing), expired(oto, leaks)});
}

TEST(AScope, DoesNotEndWhileItsWindowIsOpenOrWasProlonged) {
  const auto nearly = noon() + microseconds{1};
  given(mira_and_policies)
      .and_then({registered(oto), entered(mira, leaks, in_days(-1)), entered(mira, leaks, nearly)})
      .when(end_of({mira, oto, stranger}))
      .then_nothing();
}

TEST(AScope, ThatSomebodyWasRemovedFromDoesNotEndAgain) {
  given(mira_and_policies)
      .and_then({entered(mira, leaks, in_days(-1)),
                 subject::LeftPolicyScope{mira, leaks, ScopeEnd::removed}})
      .when(end_of({mira}))
      .then_nothing();
}

TEST(AScope, IsEndedByRiskflowItselfAndNobodyElse) {
  for (const auto& group : words(RoleGroup{}))
    given(mira_and_policies)
        .and_then({entered(mira, leaks, in_days(-1))})
        .by(group.value)
        .when(end_of({mira}))
        .then_rejected(Errc::forbidden, "only riskflow itself ends a scope whose window has passed",
                       "");
}

TEST(EndingScopes, TakesSoManyPeopleAtATime) {
  std::set<SubjectRef> people;
  for (std::size_t i = 0; i <= subject::expiring_max; ++i) {
    auto who = mira;
    who.bytes[0] = static_cast<std::uint8_t>(i >> 8);
    who.bytes[1] = static_cast<std::uint8_t>(i);
    people.insert(who);
  }
  given({})
      .when(end_of(people))
      .then_rejected(Errc::too_large, "at most 200 persons at a time", "subjects");
  people.erase(people.begin());
  given({}).when(end_of(people)).then_nothing();
}

TEST(EndingScopes, RecordsWhatFitsACommitAndTheRestTheNextTime) {
  Story many{registered(mira)};
  for (std::size_t i = 0; i <= subject::ends_in_one_command; ++i) {
    auto policy = leaks;
    policy.bytes[0] = static_cast<std::uint8_t>(i >> 8);
    policy.bytes[1] = static_cast<std::uint8_t>(i);
    many.push_back(entered(mira, policy, in_days(-1)));
  }
  const auto first = given(many).when(end_of({mira})).decided();
  ASSERT_TRUE(first);
  ASSERT_EQ(1u, first->changes().size());
  const auto& ends = first->changes().front().events;
  EXPECT_EQ(subject::ends_in_one_command, ends.size());
  for (const auto& event : ends) many.push_back(std::get<subject::LeftPolicyScope>(event));
  const auto second = given(many).when(end_of({mira})).decided();
  ASSERT_TRUE(second);
  EXPECT_EQ(1u, second->changes().front().events.size());
}

// ---- HR reports ----

static subject::HrEventRecorded resignation(Instant effective = in_days(20)) {
  return {mira, HrScenario::resignation, effective, in_days(50),
          Personal<subject::HrFacts>::about(mira, Purpose::casework, {"", "", "", ""})};
}
static subject::ImportHrEvents report(const subject::HrEventRecorded& event,
                                      std::vector<PolicyId> triggered) {
  return {{{event, std::move(triggered)}}};
}

TEST(AnHrReport, IsRecordedAndOpensTheWindowOfWhatItTriggers) {
  given(mira_and_policies)
      .by(RoleGroup::admins)
      .when(report(resignation(), {departing}))
      .then({resignation(), subject::EnteredPolicyScope{
                                mira, departing, ScopeCause::hr_event, {}, in_days(50), {}}});
}

TEST(AnHrReport, OpensAWindowOfThePolicysOwnLength) {
  given(mira_and_policies)
      .and_then({policy::Edited{departing, "", 7}})
      .by(RoleGroup::admins)
      .when(report(resignation(), {departing}))
      .then({resignation(), subject::EnteredPolicyScope{
                                mira, departing, ScopeCause::hr_event, {}, in_days(27), {}}});
}

TEST(AnHrReport, TwiceTheSameIsRecordedOnce) {
  given(mira_and_policies)
      .by(RoleGroup::admins)
      .when(report(resignation(), {departing}))
      .then(
          {resignation(),
           subject::EnteredPolicyScope{mira, departing, ScopeCause::hr_event, {}, in_days(50), {}}})
      .when(report(resignation(), {departing}))
      .then_nothing();
}

TEST(AnHrReport, ThatIsKnownStillOpensTheWindowOfAPolicyThatCameLater) {
  given(mira_and_policies)
      .by(RoleGroup::admins)
      .when(report(resignation(), {}))
      .then({resignation()})
      .when(report(resignation(), {departing}))
      .then({subject::EnteredPolicyScope{
          mira, departing, ScopeCause::hr_event, {}, in_days(50), {}}});
}

TEST(AnHrReport, TwiceInOneCommandIsRecordedOnce) {
  auto twice = report(resignation(), {departing});
  twice.reports.push_back(twice.reports.front());
  given(mira_and_policies)
      .by(RoleGroup::admins)
      .when(twice)
      .then({resignation(), subject::EnteredPolicyScope{
                                mira, departing, ScopeCause::hr_event, {}, in_days(50), {}}});
}

TEST(AnHrReport, OfAnotherDayIsAnotherReport) {
  given(mira_and_policies)
      .by(RoleGroup::admins)
      .when(report(resignation(in_days(20)), {}))
      .then({resignation(in_days(20))})
      .when(report(resignation(in_days(21)), {}))
      .then({resignation(in_days(21))});
}

TEST(AnHrReport, WhoseWindowHasPassedEntersNoScope) {
  for (const int days : {-300, -30})
    given(mira_and_policies)
        .by(RoleGroup::admins)
        .when(report(resignation(in_days(days)), {departing}))
        .then({resignation(in_days(days))});
}

TEST(AnHrReport, KeepsSomebodyInScopeForADayOrMoreLonger) {
  const auto longer =
      subject::EnteredPolicyScope{mira, departing, ScopeCause::hr_event, {}, in_days(50), {}};
  given(mira_and_policies)
      .and_then({entered(mira, departing, in_days(49))})
      .by(RoleGroup::admins)
      .when(report(resignation(), {departing}))
      .then({resignation(), longer});
  given(mira_and_policies)
      .and_then({entered(mira, departing, in_days(49) + seconds{1})})
      .by(RoleGroup::admins)
      .when(report(resignation(), {departing}))
      .then({resignation()});
}

TEST(HrReports, OfOnePersonInOneCommandEnterTheScopeOnceForTheLast) {
  auto two = report(resignation(in_days(20)), {departing});
  two.reports.push_back({resignation(in_days(24)), {departing}});
  two.reports.push_back({resignation(in_days(22)), {departing}});
  given(mira_and_policies)
      .by(RoleGroup::admins)
      .when(two)
      .then({resignation(in_days(20)), resignation(in_days(24)), resignation(in_days(22)),
             subject::EnteredPolicyScope{
                 mira, departing, ScopeCause::hr_event, {}, in_days(54), {}}});
}

TEST(AnHrReport, OfSomebodyInScopeEntersNothingAgain) {
  given(mira_and_policies)
      .and_then({entered(mira, departing, in_days(90))})
      .by(RoleGroup::admins)
      .when(report(resignation(), {departing}))
      .then({resignation()});
}

TEST(AnHrReport, OfAnUnknownUserIsRefused) {
  given({a_policy(departing)})
      .by(RoleGroup::admins)
      .when(report(resignation(), {departing}))
      .then_rejected(Errc::not_found, "no such user", "EmailAddress");
}

TEST(AnHrReport, ThatTriggersAnUnknownPolicyIsRefused) {
  given({registered(mira)})
      .by(RoleGroup::admins)
      .when(report(resignation(), {departing}))
      .then_rejected(Errc::not_found, "no such policy", "policy");
}

TEST(AnHrReport, BringsNobodyIntoAPolicyItDoesNotTrigger) {
  given(mira_and_policies)
      .by(RoleGroup::admins)
      .when(report(resignation(), {leaks}))
      .then({resignation()});
}

// Reference "domain", 5.1: one row a template, one column a scenario.
TEST(HrScenarios, TriggerTheTemplatesOfTheReference) {
  using enum PolicyTemplate;
  const auto departing_users = {data_theft_by_departing_users,
                                security_policy_violations_by_departing_users};
  const auto risky_users = {data_leaks_by_risky_users, security_policy_violations_by_risky_users};
  const auto holds = [](auto list, PolicyTemplate t) {
    return std::ranges::find(list, t) != list.end();
  };
  for (const auto& row : words(PolicyTemplate{})) {
    const bool departs = holds(departing_users, row.value), risky = holds(risky_users, row.value);
    EXPECT_EQ(policy::triggers(HrScenario::resignation, row.value), departs) << row.text;
    EXPECT_EQ(policy::triggers(HrScenario::job_level_change, row.value), risky) << row.text;
    EXPECT_EQ(policy::triggers(HrScenario::performance_review, row.value), risky) << row.text;
    EXPECT_EQ(policy::triggers(HrScenario::performance_improvement_plan, row.value), risky)
        << row.text;
    EXPECT_FALSE(policy::triggers(HrScenario::employee_profile, row.value)) << row.text;
  }
}

}  // namespace riskflow::domain::tests
