// Groups of users, as the directory has them.

#include "domain/group.hpp"

#include <gtest/gtest.h>

#include "tests/domain/cast.hpp"

namespace riskflow::domain::tests {

static constexpr auto engineers = id_of<GroupId>(0x81);

static group::Registered named(std::string name) {
  return {engineers,
          PersonalText::about(group::key_subject(engineers), Purpose::identity, std::move(name))};
}

TEST(ImportingAGroup, RegistersItWithItsMembers) {
  given({})
      .by(RoleGroup::admins)
      .when(group::ImportGroup{engineers, "Engineers", {mira, oto}})
      .then({named("Engineers"), group::MembersChanged{engineers, {mira, oto}, {}}});
}

TEST(ImportingAGroup, TwiceTheSameRecordsNothing) {
  given({named("Engineers"), group::MembersChanged{engineers, {mira, oto}, {}}})
      .by(RoleGroup::admins)
      .when(group::ImportGroup{engineers, "Engineers", {mira, oto}})
      .then_nothing();
}

TEST(ImportingAGroup, RecordsWhoCameAndWhoLeft) {
  given({named("Engineers"), group::MembersChanged{engineers, {mira}, {}}})
      .by(RoleGroup::admins)
      .when(group::ImportGroup{engineers, "Engineers", {oto}})
      .then({group::MembersChanged{engineers, {oto}, {mira}}});
}

TEST(ImportingAGroup, WithoutMembersOnlyRegistersIt) {
  given({})
      .by(RoleGroup::admins)
      .when(group::ImportGroup{engineers, "Engineers", {}})
      .then({named("Engineers")});
}

TEST(ALargeGroup, IsRecordedInEventsOfBoundedSize) {
  std::set<SubjectRef> many;
  for (std::size_t n = 0; n < 2 * group::members_in_one_event + 1; ++n) {
    SubjectRef who;
    who.bytes[0] = 1;
    who.bytes[1] = static_cast<std::uint8_t>(n / 256);
    who.bytes[2] = static_cast<std::uint8_t>(n % 256);
    many.insert(who);
  }
  const auto decided =
      given({}).by(RoleGroup::admins).when(group::ImportGroup{engineers, "All", many}).decided();
  ASSERT_TRUE(decided);
  std::set<SubjectRef> recorded;
  for (const auto& happened : events_of(*decided))
    if (const auto* changed = std::get_if<group::MembersChanged>(&happened.event)) {
      EXPECT_LE(changed->added.size(), group::members_in_one_event);
      EXPECT_TRUE(changed->removed.empty());
      recorded.insert(changed->added.begin(), changed->added.end());
    }
  EXPECT_EQ(recorded, many);
  EXPECT_EQ(events_of(*decided).size(), 1U + 3U);
}

}  // namespace riskflow::domain::tests
