// Taking alerts in: what is new, what changed at the source, and who enters a policy's scope.

#include <gtest/gtest.h>

#include "tests/domain/cast.hpp"

namespace riskflow::domain::tests {

static const Story people_known{registered(mira), registered(oto), a_policy(leaks),
                                a_policy(departing)};

static alert::Arrival arrival(alert::Imported seen) { return {std::move(seen), in_days(30)}; }
static alert::ImportAlerts import(std::vector<alert::Arrival> arrivals) {
  return {std::move(arrivals)};
}

static subject::EnteredPolicyScope enters_by(const alert::Imported& seen) {
  return {seen.subject, seen.policy, ScopeCause::alert, seen.id, in_days(30), {}};
}

// The same alert as its source shows it later.
static alert::Imported later(alert::Imported seen, SourceStatus status, Severity severity) {
  seen.source_status = status;
  seen.severity = severity;
  seen.source_updated += std::chrono::hours{1};
  return seen;
}

TEST(ImportingAnAlert, RecordsItAndBringsThePersonIntoScope) {
  const auto seen = an_alert(first_alert, mira);
  given(people_known)
      .by(RoleGroup::admins)
      .when(import({arrival(seen)}))
      .then({seen, enters_by(seen)});
}

TEST(ImportingAnAlert, TwiceTheSameRecordsNothing) {
  const auto seen = an_alert(first_alert, mira);
  given(people_known)
      .by(RoleGroup::admins)
      .when(import({arrival(seen)}))
      .then({seen, enters_by(seen)})
      .when(import({arrival(seen)}))
      .then_nothing();
}

TEST(ImportingAnAlert, TwiceInOneCommandRecordsItOnce) {
  const auto seen = an_alert(first_alert, mira);
  given(people_known)
      .by(RoleGroup::admins)
      .when(import({arrival(seen), arrival(seen)}))
      .then({seen, enters_by(seen)});
}

TEST(ImportingAnAlert, WithItsChangeInOneCommandRecordsBoth) {
  const auto seen = an_alert(first_alert, mira);
  const auto changed = later(seen, SourceStatus::in_progress, Severity::high);
  given(people_known)
      .by(RoleGroup::admins)
      .when(import({arrival(seen), arrival(changed), arrival(changed)}))
      .then({seen, enters_by(seen),
             alert::SourceChanged{first_alert, Severity::high, SourceStatus::in_progress,
                                  changed.source_updated}});
}

TEST(ImportingAnAlert, OfTheSamePolicyEntersItsScopeOnce) {
  const auto one = an_alert(first_alert, mira), two = an_alert(second_alert, mira);
  given(people_known)
      .by(RoleGroup::admins)
      .when(import({arrival(one), arrival(two)}))
      .then({one, enters_by(one), two});
}

TEST(ImportingAnAlert, OfAnotherPolicyEntersThatScopeToo) {
  const auto one = an_alert(first_alert, mira), two = an_alert(second_alert, mira, departing);
  given(people_known)
      .by(RoleGroup::admins)
      .when(import({arrival(one), arrival(two)}))
      .then({one, enters_by(one), two, enters_by(two)});
}

TEST(ImportingAlerts, OfTwoPeopleBringsBothIntoScope) {
  const auto one = an_alert(first_alert, mira), two = an_alert(otos_alert, oto);
  given(people_known)
      .by(RoleGroup::admins)
      .when(import({arrival(one), arrival(two)}))
      .then({one, enters_by(one), two, enters_by(two)});
}

TEST(ImportingAnAlert, OfSomebodyInScopeDoesNotEnterItAgain) {
  const auto seen = an_alert(first_alert, mira);
  given(people_known)
      .and_then({entered(mira, leaks, in_days(30))})
      .by(RoleGroup::admins)
      .when(import({arrival(seen)}))
      .then({seen});
}

TEST(ImportingAnAlert, KeepsSomebodyInScopeForADayOrMoreLonger) {
  const auto seen = an_alert(first_alert, mira);
  given(people_known)
      .and_then({entered(mira, leaks, in_days(29))})
      .by(RoleGroup::admins)
      .when(import({arrival(seen)}))
      .then({seen, enters_by(seen)});
}

// The window opens at the import, so another alert of the same import ends a little later.
TEST(ImportingAnAlert, KeepsNobodyInScopeForLessThanADayLonger) {
  const auto seen = an_alert(first_alert, mira);
  given(people_known)
      .and_then({entered(mira, leaks, in_days(29) + std::chrono::seconds{1})})
      .by(RoleGroup::admins)
      .when(import({arrival(seen)}))
      .then({seen});
}

TEST(ImportingAlerts, ThatEndLaterAndLaterEnterTheScopeOnceForTheLast) {
  const auto one = an_alert(first_alert, mira), two = an_alert(second_alert, mira);
  const auto sooner = arrival(one);
  auto later_by_days = arrival(two);
  later_by_days.scope_until += std::chrono::days{2};
  auto latest = enters_by(two);
  latest.until = later_by_days.scope_until;
  given(people_known)
      .by(RoleGroup::admins)
      .when(import({sooner, later_by_days}))
      .then({one, latest, two});
  auto by_seconds = arrival(two);
  by_seconds.scope_until += std::chrono::seconds{2};
  given(people_known)
      .by(RoleGroup::admins)
      .when(import({sooner, by_seconds}))
      .then({one, enters_by(one), two});
}

TEST(ImportingAnAlert, WhoseWindowHasPassedEntersNoScope) {
  const auto seen = an_alert(first_alert, mira);
  for (const int days : {-60, 0})
    given(people_known).by(RoleGroup::admins).when(import({{seen, in_days(days)}})).then({seen});
}

TEST(ImportingAnAlert, OfSomebodyWhoseWindowEndedEntersTheScopeAgain) {
  const auto seen = an_alert(first_alert, mira);
  given(people_known)
      .and_then({entered(mira, leaks, in_days(-1))})
      .by(RoleGroup::admins)
      .when(import({arrival(seen)}))
      .then({seen, enters_by(seen)});
}

TEST(ImportingAnAlert, OfAnUnknownUserIsRefused) {
  given(people_known)
      .by(RoleGroup::admins)
      .when(
          import({arrival(an_alert(first_alert, mira)), arrival(an_alert(second_alert, stranger))}))
      .then_rejected(Errc::not_found, "no such user", "userAccount");
}

TEST(ImportingAnAlert, ThatTheSourceDismissedIsDismissedAtFirstSight) {
  auto seen = an_alert(first_alert, mira);
  seen.source_status = SourceStatus::dismissed;
  const auto after = given(people_known)
                         .by(RoleGroup::admins)
                         .when(import({arrival(seen)}))
                         .then({seen, enters_by(seen)});
  EXPECT_EQ(after.world().state_of<alert::State>(alert::stream(first_alert)).status,
            AlertStatus::dismissed);
}

TEST(TriageAtFirstSight, FollowsTheSourceOnlyIntoDismissal) {
  // Confirmed and Resolved take a case of ours, so what the source calls so needs our own review
  // first.
  EXPECT_EQ(alert::triage_at_first_sight(SourceStatus::open), AlertStatus::needs_review);
  EXPECT_EQ(alert::triage_at_first_sight(SourceStatus::in_progress), AlertStatus::needs_review);
  EXPECT_EQ(alert::triage_at_first_sight(SourceStatus::dismissed), AlertStatus::dismissed);
  EXPECT_EQ(alert::triage_at_first_sight(SourceStatus::resolved), AlertStatus::needs_review);
}

TEST(AChangeAtTheSource, IsRecordedAndNothingElse) {
  const auto changed = later(an_alert(first_alert, mira), SourceStatus::resolved, Severity::high);
  given(alerts_to_review())
      .by(RoleGroup::admins)
      .when(import({arrival(changed)}))
      .then({alert::SourceChanged{first_alert, Severity::high, SourceStatus::resolved,
                                  changed.source_updated}});
}

TEST(AChangeAtTheSource, ThatIsOlderThanWhatIsKnownIsIgnored) {
  auto older = an_alert(first_alert, mira);
  older.severity = Severity::low;
  older.source_updated -= std::chrono::hours{1};
  given(alerts_to_review()).by(RoleGroup::admins).when(import({arrival(older)})).then_nothing();
}

TEST(AChangeAtTheSource, OfTheSameAgeIsIgnored) {
  auto same_age = an_alert(first_alert, mira);
  same_age.severity = Severity::low;
  given(alerts_to_review()).by(RoleGroup::admins).when(import({arrival(same_age)})).then_nothing();
}

TEST(AChangeAtTheSource, ThatSaysNothingNewIsIgnored) {
  const auto newer = later(an_alert(first_alert, mira), SourceStatus::open, Severity::medium);
  given(alerts_to_review()).by(RoleGroup::admins).when(import({arrival(newer)})).then_nothing();
}

TEST(AChangeAtTheSource, NeverTouchesOurTriage) {
  const Story triages[] = {
      {},
      case_is_open(),
      {alert::Dismissed{first_alert, DismissalReason::other, {}}},
  };
  const AlertStatus statuses[] = {AlertStatus::needs_review, AlertStatus::confirmed,
                                  AlertStatus::dismissed};
  for (std::size_t i = 0; i < std::size(triages); ++i)
    for (const auto& row : words(SourceStatus{})) {
      const auto changed = later(an_alert(first_alert, mira), row.value, Severity::high);
      const auto after = given(alerts_to_review())
                             .and_then(triages[i])
                             .by(RoleGroup::admins)
                             .when(import({arrival(changed)}))
                             .then({alert::SourceChanged{first_alert, Severity::high, row.value,
                                                         changed.source_updated}});
      const auto alert = after.world().state_of<alert::State>(alert::stream(first_alert));
      EXPECT_EQ(alert.status, statuses[i]) << row.text;
      EXPECT_EQ(alert.source_status, row.value);
      EXPECT_EQ(alert.severity, Severity::high);
    }
}

TEST(ImportingAlerts, OfNoneRecordsNothing) {
  given(people_known).by(RoleGroup::admins).when(import({})).then_nothing();
}

}  // namespace riskflow::domain::tests
