// Policies: name and template are fixed when one is made, description and window may change.

#include <gtest/gtest.h>

#include "tests/domain/cast.hpp"

namespace riskflow::domain::tests {

static policy::Create create() {
  return {leaks, "Data leaks", PolicyTemplate::data_leaks, "what leaves the house", 30};
}
static policy::Created created() {
  return {leaks, "Data leaks", PolicyTemplate::data_leaks, "what leaves the house", 30};
}

static policy_register::Entered in_register() { return {leaks, PolicyTemplate::data_leaks}; }

// So many policies of one template as the register has them.
static Story policies_of(PolicyTemplate from, std::uint8_t count) {
  Story story;
  for (std::uint8_t n = 1; n <= count; ++n)
    story.push_back(
        policy_register::Entered{id_of<PolicyId>(static_cast<std::uint8_t>(100 + n)), from});
  return story;
}

TEST(CreatingAPolicy, RecordsAllOfIt) {
  given({}).by(RoleGroup::admins).when(create()).then({created(), in_register()});
}

// Reference "domain", 5.1.
TEST(CreatingAPolicy, LeavesFiveOfATemplateAtMost) {
  given(policies_of(PolicyTemplate::data_leaks, 4))
      .by(RoleGroup::admins)
      .when(create())
      .then({created(), in_register()});
  given(policies_of(PolicyTemplate::data_leaks, 5))
      .by(RoleGroup::admins)
      .when(create())
      .with_detail("limit", "5")
      .then_rejected(Errc::rejected,
                     "there are 5 policies of the template DataLeaks, and 5 may be: raise the "
                     "setting maxPoliciesPerTemplate",
                     "template");
}

TEST(CreatingAPolicy, CountsThoseOfItsOwnTemplateOnly) {
  given(policies_of(PolicyTemplate::data_leaks_by_risky_users, 5))
      .by(RoleGroup::admins)
      .when(create())
      .then({created(), in_register()});
}

TEST(CreatingAPolicy, HasTheLimitThatTheSettingsSay) {
  given(policies_of(PolicyTemplate::data_leaks, 5))
      .and_then({settings::Changed{settings::Key::max_policies_per_template, 6}})
      .by(RoleGroup::admins)
      .when(create())
      .then({created(), in_register()});
  given(policies_of(PolicyTemplate::data_leaks, 2))
      .and_then({settings::Changed{settings::Key::max_policies_per_template, 1}})
      .by(RoleGroup::admins)
      .when(create())
      .then_rejected(Errc::rejected, "there are 2 policies", "template");
}

TEST(CreatingAPolicy, OfNoTemplateOfOursIsNotCounted) {
  auto command = create();
  command.from = PolicyTemplate::other;
  auto event = created();
  event.from = PolicyTemplate::other;
  given(policies_of(PolicyTemplate::other, 9)).by(RoleGroup::admins).when(command).then({event});
}

TEST(CreatingAPolicy, OfTheSameNameIsAConflict) {
  given({created()})
      .by(RoleGroup::admins)
      .when(create())
      .then_rejected(Errc::conflict, "there is a policy of this name already", "name");
}

TEST(CreatingAPolicy, NeedsANameOfUpTo128Characters) {
  auto command = create();
  command.name = std::string(128, 'x');
  EXPECT_TRUE(given({}).by(RoleGroup::admins).when(command).decided());
  for (const auto& name : {std::string(), std::string(129, 'x'), std::string("a\tb")}) {
    command.name = name;
    given({}).by(RoleGroup::admins).when(command).then_rejected(Errc::invalid, "must", "name");
  }
}

TEST(APolicysWindow, IsFiveToThirtyDays) {
  for (const int days : {4, 31, -30}) {
    auto command = create();
    command.window_days = days;
    given({})
        .by(RoleGroup::admins)
        .when(command)
        .then_rejected(Errc::invalid, "5 to 30 days", "windowDays");
    given({created()})
        .by(RoleGroup::admins)
        .when(policy::Edit{leaks, "", days})
        .then_rejected(Errc::invalid, "5 to 30 days", "windowDays");
  }
}

TEST(APolicysWindow, IsThatOfTheSettingsWhenNobodySaysIt) {
  auto silent = create();
  silent.window_days.reset();
  auto usual = created();
  given({}).by(RoleGroup::admins).when(silent).then({usual, in_register()});
  usual.window_days = 14;
  for (const Command& command : {Command(silent), Command(policy::ImportPolicy{silent})})
    given({settings::Changed{settings::Key::scope_window_days, 14}})
        .by(RoleGroup::admins)
        .when(command)
        .then({usual, in_register()});
}

TEST(APolicysWindow, IsItsOwnWhateverTheSettingsSay) {
  given({settings::Changed{settings::Key::scope_window_days, 14}})
      .by(RoleGroup::admins)
      .when(create())
      .then({created(), in_register()})
      .when(policy::ImportPolicy{create()})
      .then_nothing();
}

TEST(APolicysDescription, HasUpTo256CharactersAndLines) {
  given({created()})
      .by(RoleGroup::admins)
      .when(policy::Edit{leaks, "two\nlines", 30})
      .then({policy::Edited{leaks, "two\nlines", 30}})
      .when(policy::Edit{leaks, std::string(257, 'x'), 30})
      .then_rejected(Errc::invalid, "0 to 256", "description");
}

TEST(EditingAPolicy, TwiceTheSameRecordsNothing) {
  given({created()})
      .by(RoleGroup::admins)
      .when(policy::Edit{leaks, "new", 20})
      .then({policy::Edited{leaks, "new", 20}})
      .when(policy::Edit{leaks, "new", 20})
      .then_nothing()
      .when(policy::Edit{leaks, "new", 21})
      .then({policy::Edited{leaks, "new", 21}});
}

TEST(EditingAPolicy, LeavesItsNameAndTemplate) {
  const auto after = given({created()})
                         .by(RoleGroup::admins)
                         .when(policy::Edit{leaks, "new", 20})
                         .then({policy::Edited{leaks, "new", 20}});
  const auto policy = after.world().state_of<policy::State>(policy::stream(leaks));
  EXPECT_EQ(policy.name, "Data leaks");
  EXPECT_EQ(policy.from, PolicyTemplate::data_leaks);
}

TEST(EditingAPolicy, ThatIsNotThereIsNotFound) {
  given({})
      .by(RoleGroup::admins)
      .when(policy::Edit{leaks, "", 20})
      .then_rejected(Errc::not_found, "no such policy", "policy");
}

TEST(ImportingAPolicy, CreatesItOnceAndLeavesItThen) {
  given({})
      .by(RoleGroup::admins)
      .when(policy::ImportPolicy{create()})
      .then({created(), in_register()})
      .when(policy::ImportPolicy{create()})
      .then_nothing();
}

TEST(ImportingAPolicy, IsNotHeldUpByTheLimitOfItsTemplate) {
  given(policies_of(PolicyTemplate::data_leaks, 5))
      .by(RoleGroup::admins)
      .when(policy::ImportPolicy{create()})
      .then({created(), in_register()});
}

TEST(ImportingAPolicy, DoesNotUndoAnEdit) {
  given({created(), policy::Edited{leaks, "ours", 7}})
      .by(RoleGroup::admins)
      .when(policy::ImportPolicy{create()})
      .then_nothing();
}

TEST(ImportingAPolicy, ChecksWhatItIsGiven) {
  auto wrong = create();
  wrong.name.clear();
  given({})
      .by(RoleGroup::admins)
      .when(policy::ImportPolicy{wrong})
      .then_rejected(Errc::invalid, "1 to", "name");
}

}  // namespace riskflow::domain::tests
