// Triage: NeedsReview -> Confirmed | Dismissed.

#include <gtest/gtest.h>

#include "tests/domain/cast.hpp"

namespace riskflow::domain::tests {

static alert::Dismiss dismiss(const AlertId& id) {
  return {.alert = id, .reason = DismissalReason::expected_activity, .comment = "known leave"};
}

TEST(DismissingAnAlert, RecordsReasonAndComment) {
  given(alerts_to_review())
      .by(RoleGroup::analysts)
      .when(dismiss(first_alert))
      .then({alert::Dismissed{first_alert, DismissalReason::expected_activity,
                              about_mira("known leave")}});
}

TEST(DismissingAnAlert, NeedsNoCommentAtAll) {
  given(alerts_to_review())
      .by(RoleGroup::investigators)
      .when(alert::Dismiss{.alert = first_alert, .reason = DismissalReason::other, .comment = {}})
      .then({alert::Dismissed{first_alert, DismissalReason::other, {}}});
}

TEST(DismissingAnAlert, TakesACommentNoLongerThanANote) {
  auto command = dismiss(first_alert);
  const auto story = [] {
    auto some = alerts_to_review();
    some.push_back(settings::Changed{settings::Key::max_note_characters, 100});
    return some;
  }();
  command.comment = std::string(100, 'x');
  EXPECT_TRUE(given(story).by(RoleGroup::analysts).when(command).decided());
  command.comment += 'x';
  given(story)
      .by(RoleGroup::analysts)
      .when(command)
      .then_rejected(Errc::invalid, "must have 0 to 100 characters, not 101", "comment");
  command.comment = "a\x1b[2J";
  given(story)
      .by(RoleGroup::analysts)
      .when(command)
      .then_rejected(Errc::invalid, "control characters", "comment");
}

TEST(DismissingAnAlert, ASecondTimeRecordsNothing) {
  given(alerts_to_review())
      .by(RoleGroup::analysts)
      .when(dismiss(first_alert))
      .then({alert::Dismissed{first_alert, DismissalReason::expected_activity,
                              about_mira("known leave")}})
      .when(alert::Dismiss{.alert = first_alert, .reason = DismissalReason::other, .comment = {}})
      .then_nothing();
}

TEST(DismissingAnAlert, IsRefusedOnceItIsConfirmed) {
  given(open_case())
      .by(RoleGroup::analysts)
      .when(dismiss(first_alert))
      .then_rejected(Errc::rejected, "only an alert that needs review can be dismissed", "alert");
}

TEST(DismissingAnAlert, IsRefusedOnceItsCaseIsResolved) {
  given(closed_case())
      .by(RoleGroup::analysts)
      .when(dismiss(first_alert))
      .then_rejected(Errc::rejected, "only an alert that needs review can be dismissed", "alert");
}

TEST(DismissingAnAlert, ThatNobodyImportedIsNotFound) {
  given({})
      .by(RoleGroup::full)
      .when(dismiss(first_alert))
      .then_rejected(Errc::not_found, "no such alert", "alert");
}

}  // namespace riskflow::domain::tests
