// What the organisation has decided: settings within their limits, and whether names are shown.

#include <gtest/gtest.h>

#include "tests/domain/cast.hpp"

namespace riskflow::domain::tests {

TEST(ChangingASetting, IsRecordedJustOnce) {
  given({})
      .by(RoleGroup::admins)
      .when(settings::Change{settings::Key::max_active_cases, 50})
      .then({settings::Changed{settings::Key::max_active_cases, 50}})
      .when(settings::Change{settings::Key::max_active_cases, 50})
      .then_nothing();
}

TEST(ChangingASetting, ToItsDefaultRecordsNothing) {
  for (const auto& row : settings::rows())
    given({}).by(RoleGroup::admins).when(settings::Change{row.key, row.initial}).then_nothing();
}

TEST(ChangingASetting, BackToItsDefaultIsRecorded) {
  given({settings::Changed{settings::Key::max_active_cases, 50}})
      .by(RoleGroup::admins)
      .when(settings::Change{settings::Key::max_active_cases, 100})
      .then({settings::Changed{settings::Key::max_active_cases, 100}});
}

TEST(ChangingASetting, StaysWithinItsLimits) {
  for (const auto& row : settings::rows()) {
    for (const auto value : {row.least - 1, row.most + 1, std::int64_t{-1}})
      given({})
          .by(RoleGroup::admins)
          .when(settings::Change{row.key, value})
          .then_rejected(Errc::invalid, "must be " + std::to_string(row.least) + " to ", row.name);
    for (const auto value : {row.least, row.most})
      EXPECT_TRUE(given({}).by(RoleGroup::admins).when(settings::Change{row.key, value}).decided())
          << row.name;
  }
}

TEST(ASetting, HasItsDefaultUntilItIsChanged) {
  settings::State state;
  EXPECT_EQ(state[settings::Key::max_active_cases], 100);
  evolve(state, settings::Changed{settings::Key::max_active_cases, 7});
  EXPECT_EQ(state[settings::Key::max_active_cases], 7);
  EXPECT_EQ(state[settings::Key::scope_window_days], 30);
}

TEST(TheWindowOfNewPolicies, HasTheBoundsOfAPolicysWindow) {
  for (const auto& row : settings::rows()) {
    if (row.key != settings::Key::scope_window_days) continue;
    EXPECT_EQ(row.least, policy::window_days_least);
    EXPECT_EQ(row.most, policy::window_days_most);
  }
}

TEST(Names, AreNotShownUnlessSomebodyDecidesSo) {
  EXPECT_FALSE(privacy::State{}.names_may_be_shown());
}

TEST(ChangingThePrivacyMode, IsRecordedOnceEachWay) {
  given({})
      .by(RoleGroup::admins)
      .when(privacy::ChangeMode{PrivacyMode::show_anonymized})
      .then_nothing()
      .when(privacy::ChangeMode{PrivacyMode::show_names})
      .then({privacy::ModeChanged{PrivacyMode::show_names}})
      .when(privacy::ChangeMode{PrivacyMode::show_names})
      .then_nothing()
      .when(privacy::ChangeMode{PrivacyMode::show_anonymized})
      .then({privacy::ModeChanged{PrivacyMode::show_anonymized}});
}

}  // namespace riskflow::domain::tests
