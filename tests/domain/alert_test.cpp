// Triage: NeedsReview -> Confirmed | Dismissed (reference "domain", appendix B1).

#include <gtest/gtest.h>

#include "tests/domain/cast.hpp"

namespace riskflow::domain::tests {

static alert::Dismiss dismiss(const AlertId& id) {
  return {.alert = id,
          .reason = DismissalReason::expected_activity,
          .comment = about_mira("known leave")};
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
