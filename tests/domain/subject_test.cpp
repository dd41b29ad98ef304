// The directory: who is registered once, whose identity changed, and whose pseudonym is whose.

#include <gtest/gtest.h>

#include "tests/domain/cast.hpp"

namespace riskflow::domain::tests {

using subject::ImportSubjects;
using subject::Sighting;

static Sighting sighting(const SubjectRef& who, std::string pseudonym = "AnonIS8-988") {
  return {who, std::move(pseudonym), identity(who, "Mira Koval"), {}};
}
static ImportSubjects import(std::vector<Sighting> sightings, std::uint64_t known_at = 0) {
  return {std::move(sightings), Version{known_at}};
}

static Story registration(const SubjectRef& who, const std::string& pseudonym) {
  return {Happened(subject::pseudonym_stream(pseudonym), subject::PseudonymReserved{who}),
          subject::Registered{who, pseudonym, identity(who, "Mira Koval"), {}}};
}

TEST(ANewPerson, IsRegisteredWithAReservedPseudonymThroughTheGuard) {
  given({})
      .by(RoleGroup::admins)
      .when(import({sighting(mira)}))
      .then(joined(registration(mira, "AnonIS8-988"), {directory::Changed{{mira}}}));
}

TEST(ANewPerson, KeepsTheManagerTheyCameWith) {
  auto seen = sighting(mira);
  seen.manager = oto;
  given({})
      .by(RoleGroup::admins)
      .when(import({seen}))
      .then({Happened(subject::pseudonym_stream("AnonIS8-988"), subject::PseudonymReserved{mira}),
             subject::Registered{mira, "AnonIS8-988", identity(mira, "Mira Koval"), oto},
             directory::Changed{{mira}}});
}

TEST(NewPeople, PassTheGuardTogether) {
  given({})
      .by(RoleGroup::admins)
      .when(import({sighting(mira), sighting(oto, "AnonQQ1-001")}))
      .then(joined(joined(registration(mira, "AnonIS8-988"), registration(oto, "AnonQQ1-001")),
                   {directory::Changed{{mira, oto}}}));
}

TEST(ANewPerson, NeedsAnIdentityAtFirst) {
  auto seen = sighting(mira);
  seen.identity.reset();
  given({})
      .by(RoleGroup::admins)
      .when(import({seen}))
      .then_rejected(Errc::invalid, "needs an identity", "identity");
}

TEST(ANewPersonDeathTest, WithoutAPseudonymIsRefused) {
  // In a process of its own, so that a bug here stops no other test.
  const auto refused = [] {
    const auto decided =
        given({}).by(RoleGroup::admins).when(import({sighting(mira, "")})).decided();
    return !decided && decided.error().target == "pseudonym";
  };
  EXPECT_EXIT(std::_Exit(refused() ? 0 : 1), testing::ExitedWithCode(0), "");
}

TEST(ANewPerson, WithAPseudonymThatIsTakenIsAConflict) {
  given({Happened(subject::pseudonym_stream("AnonIS8-988"), subject::PseudonymReserved{oto})})
      .by(RoleGroup::admins)
      .when(import({sighting(mira)}))
      .with_detail("reason", "pseudonym_taken")
      .then_rejected(Errc::conflict, "the pseudonym is taken", "pseudonym");
}

TEST(APseudonym, IsTakenInAnyCase) {
  given({Happened(subject::pseudonym_stream("ANONIS8-988"), subject::PseudonymReserved{oto})})
      .by(RoleGroup::admins)
      .when(import({sighting(mira, "AnonIs8-988")}))
      .then_rejected(Errc::conflict, "the pseudonym is taken", "pseudonym");
}

TEST(APseudonym, IsNotGivenTwiceInOneCommand) {
  given({})
      .by(RoleGroup::admins)
      .when(import({sighting(mira), sighting(oto)}))
      .with_detail("reason", "pseudonym_taken")
      .then_rejected(Errc::conflict, "the pseudonym is taken", "pseudonym");
}

TEST(APerson, StandsOnceInACommand) {
  // Two sightings could name two managers: which one is right, the face must say.
  given({})
      .by(RoleGroup::admins)
      .when(import({sighting(mira), sighting(mira, "AnonQQ1-001")}))
      .then_rejected(Errc::invalid, "stands twice", "sightings");
  given({registered(mira)})
      .by(RoleGroup::admins)
      .when(import({{mira, "", {}, oto}, {mira, "", {}, stranger}}))
      .then_rejected(Errc::invalid, "stands twice", "sightings");
}

TEST(AKnownPerson, WithAChangedIdentityPassesTheGuard) {
  auto seen = sighting(mira, "");
  seen.identity = identity(mira, "Mira Brandt");
  given({registered(mira)})
      .by(RoleGroup::admins)
      .when(import({seen}))
      .then({subject::IdentityChanged{mira, identity(mira, "Mira Brandt")},
             directory::Changed{{mira}}});
}

TEST(AKnownPerson, KeepsTheirPseudonymForLife) {
  const auto after = given({registered(mira)})
                         .by(RoleGroup::admins)
                         .when(import({sighting(mira, "")}))
                         .then({subject::IdentityChanged{mira, identity(mira, "Mira Koval")},
                                directory::Changed{{mira}}});
  EXPECT_EQ(after.world().state_of<subject::State>(subject::stream(mira)).pseudonym,
            registered(mira).pseudonym);
}

TEST(AKnownPerson, WithANewManagerAlonePassesNoGuard) {
  Sighting seen{mira, "", {}, oto};
  given({registered(mira)})
      .by(RoleGroup::admins)
      .when(import({seen}))
      .then({subject::ManagerChanged{mira, oto}})
      .when(import({seen}))
      .then_nothing();
}

TEST(AKnownPerson, WithNothingNewChangesNothing) {
  given({registered(mira)}).by(RoleGroup::admins).when(import({{mira, "", {}, {}}})).then_nothing();
}

TEST(TheDirectory, RefusesALookUpThatIsOutOfDate) {
  given({directory::Changed{{oto}}})
      .by(RoleGroup::admins)
      .when(import({sighting(mira)}, 0))
      .with_detail("reason", "directory_changed")
      .then_rejected(Errc::conflict, "the directory changed meanwhile", "directory");
  given({directory::Changed{{oto}}})
      .by(RoleGroup::admins)
      .when(import({sighting(mira)}, 1))
      .then(joined(registration(mira, "AnonIS8-988"), {directory::Changed{{mira}}}));
}

TEST(TheDirectory, SeesTheSameImportTwiceAsOutOfDate) {
  given({})
      .by(RoleGroup::admins)
      .when(import({sighting(mira)}))
      .then(joined(registration(mira, "AnonIS8-988"), {directory::Changed{{mira}}}))
      .when(import({sighting(mira)}))
      .then_rejected(Errc::conflict, "the directory changed meanwhile", "directory");
}

TEST(AnImportOfPeople, TakesFiveHundredAtMost) {
  std::vector<Sighting> many;
  for (int n = 0; n < 501; ++n) {
    SubjectRef who;
    who.bytes[0] = static_cast<std::uint8_t>(1 + n / 256);
    who.bytes[1] = static_cast<std::uint8_t>(n % 256);
    many.push_back(sighting(who, "AnonAB1-" + std::to_string(1000 + n)));
  }
  const auto too_many = given({}).by(RoleGroup::admins).when(import(many)).decided();
  EXPECT_TRUE(!too_many && too_many.error().code == Errc::too_large);
  many.pop_back();
  EXPECT_TRUE(given({}).by(RoleGroup::admins).when(import(many)).decided());
}

TEST(AnImportOfPeople, OfNobodyRecordsNothing) {
  given({}).by(RoleGroup::admins).when(import({})).then_nothing();
}

}  // namespace riskflow::domain::tests
