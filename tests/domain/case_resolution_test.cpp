// Resolving a case: Active -> Closed, with reasons, once, and all its alerts with it (appendix B2).

#include <gtest/gtest.h>

#include "tests/domain/cast.hpp"

namespace riskflow::domain::tests {

static const OperatorRef investigator = person_in(RoleGroup::investigators);

static casework::NoteAdded reasons(std::uint32_t number, std::string text) {
  return {miras_case, number, NoteAuthor::person, investigator, {}, about_mira(std::move(text))};
}

TEST(ResolvingACase, RecordsReasonsResolutionAndRegisterInOneDecision) {
  given(open_case())
      .by(RoleGroup::investigators)
      .when(casework::ResolveCase{miras_case, Resolution::confirmed_policy_violation,
                                  "talked to them"})
      .then({reasons(1, "talked to them"),
             casework::Resolved{
                 miras_case, mira, Resolution::confirmed_policy_violation, {first_alert}, {leaks}},
             case_register::Struck{miras_case, mira}});
}

TEST(ResolvingACase, ResolvesEveryAlertInIt) {
  const auto after =
      given(open_case())
          .and_then({casework::AlertAdded{miras_case, second_alert, departing},
                     alert::Confirmed{second_alert, miras_case}, reasons(1, "a note")})
          .by(RoleGroup::investigators)
          .when(casework::ResolveCase{miras_case, Resolution::benign, "a misunderstanding"})
          .then({reasons(2, "a misunderstanding"),
                 casework::Resolved{miras_case,
                                    mira,
                                    Resolution::benign,
                                    {first_alert, second_alert},
                                    {leaks, departing}},
                 case_register::Struck{miras_case, mira}});
  EXPECT_EQ(after.world().state_of<casework::State>(casework::stream(miras_case)).status,
            CaseStatus::closed);
}

TEST(ResolvingACase, NeedsReasonsForIt) {
  given(open_case())
      .by(RoleGroup::investigators)
      .when(casework::ResolveCase{miras_case, Resolution::benign, ""})
      .then_rejected(Errc::invalid, "must have 1 to 10000 characters", "actionTaken");
}

TEST(ResolvingACase, ASecondTimeIsRefused) {
  given(closed_case())
      .by(RoleGroup::investigators)
      .when(casework::ResolveCase{miras_case, Resolution::benign, "again"})
      .then_rejected(Errc::rejected, "a case is resolved once", "case");
}

TEST(ResolvingACase, ThatIsNotThereIsNotFound) {
  given({})
      .by(RoleGroup::investigators)
      .when(casework::ResolveCase{miras_case, Resolution::benign, "x"})
      .then_rejected(Errc::not_found, "no such case", "case");
}

TEST(ResolvingACase, FreesItsPlaceUnderTheLimit) {
  const auto after =
      given(open_case())
          .by(RoleGroup::investigators)
          .when(casework::ResolveCase{miras_case, Resolution::benign, "done"})
          .then({reasons(1, "done"),
                 casework::Resolved{miras_case, mira, Resolution::benign, {first_alert}, {leaks}},
                 case_register::Struck{miras_case, mira}});
  const auto active = after.world().state_of<case_register::State>(case_register::stream());
  EXPECT_TRUE(active.active.empty());
  EXPECT_EQ(active.last_number, 1U);
}

}  // namespace riskflow::domain::tests
