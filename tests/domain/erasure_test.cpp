// Erasing a person takes two others; a legal hold keeps everybody from it.

#include <gtest/gtest.h>

#include "tests/domain/cast.hpp"

namespace riskflow::domain::tests {

static const auto basis = ErasureBasis::no_longer_needed;
static const auto ask = erasure::Request{mira, basis};
static const auto approve = erasure::Approve{mira};

static erasure::Requested asked(const OperatorRef& by) { return {mira, basis, by}; }
static roles::Assigned admin(const OperatorRef& who) { return {who, RoleGroup::admins}; }

// Ann and Ben are administrators, and know Mira.
static Scenario office() { return given({registered(mira), admin(ann), admin(ben)}); }

// Ben approves what Ann asked for.
static Scenario approved() {
  return office().and_then({asked(ann), erasure::Approved{mira, ben}, erasure::Due{mira}});
}

static erasure::Certify certificate() { return {{mira}, 7, 1, in_days(0)}; }

TEST(AnErasure, TakesTwoPeopleWhoMay) {
  office()
      .by(ann)
      .when(ask)
      .then({asked(ann)})
      .by(ann)
      .when(approve)
      .then_rejected(Errc::forbidden, "two people", "user");
  office()
      .and_then({asked(ann)})
      .by(ben)
      .when(approve)
      .then({erasure::Approved{mira, ben}, erasure::Due{mira}});
}

TEST(AnErasure, IsForAdministratorsAndNobodyElse) {
  for (const auto group : {RoleGroup::analysts, RoleGroup::investigators, RoleGroup::auditors}) {
    office().by(group).when(ask).then_rejected(Errc::forbidden, "erase people", "");
    office()
        .and_then({asked(ann)})
        .by(group)
        .when(approve)
        .then_rejected(Errc::forbidden, "erase people", "");
    office()
        .by(group)
        .when(erasure::PlaceHold{mira, "court"})
        .then_rejected(Errc::forbidden, "erase people", "");
  }
}

// As a restore has found it in the list of the log that it goes on from.
TEST(AnErasure, ByTheLogThatThisOneGoesOnFromIsCarriedOver) {
  const erasure::CarryOver carried{{mira}, "riskflow/old", 8, in_days(20)};
  const erasure::CarriedOver event{mira, "riskflow/old", 8, in_days(20)};
  for (auto before : {office(), office().and_then({asked(ann)})})
    before.by_riskflow()
        .when(carried)
        .then({event, erasure::Done{mira}, directory::Changed{{mira}}})
        .when(carried)
        .then({});
  approved().by_riskflow().when(carried).then({});  // its own certificate follows
  given({}).by_riskflow().when(carried).then({});   // she came after the backup
  office().by(ann).when(carried).then_rejected(Errc::forbidden, "riskflow itself", "");
}

TEST(AnErasure, IsAskedForAndApprovedInPerson) {
  office().by_riskflow().when(ask).then_rejected(Errc::forbidden, "in person", "");
  office()
      .and_then({asked(ann)})
      .by_reactor_for(ben)
      .when(approve)
      .then_rejected(Errc::forbidden, "in person", "");
}

TEST(AnErasure, IsOfSomebodyWhoIsThere) {
  given({admin(ann)}).by(ann).when(ask).then_rejected(Errc::not_found, "no such user", "user");
  given({admin(ann)}).by(ann).when(approve).then_rejected(Errc::not_found, "no such user", "user");
}

TEST(AnErasure, IsApprovedOnlyWhenSomebodyAskedForIt) {
  office().by(ben).when(approve).then_rejected(Errc::rejected, "nobody has asked", "user");
}

TEST(AnErasure, IsAskedForOnce) {
  office()
      .and_then({asked(ann)})
      .by(ben)
      .when(ask)
      .then_rejected(Errc::rejected, "already", "user");
}

TEST(AnErasure, ThatIsWithdrawnCannotBeApproved) {
  office()
      .and_then({asked(ann)})
      .by(ben)
      .when(erasure::Withdraw{mira})
      .then({erasure::Withdrawn{mira}})
      .by(ben)
      .when(approve)
      .then_rejected(Errc::rejected, "nobody has asked", "user");
}

TEST(AnErasure, ThatIsApprovedCannotBeWithdrawn) {
  approved()
      .by(ann)
      .when(erasure::Withdraw{mira})
      .then_rejected(Errc::rejected, "approved", "user");
}

TEST(AnErasure, IsCertifiedByRiskflowItself) {
  approved()
      .by_riskflow()
      .when(certificate())
      .then({erasure::Erased{mira, basis, ann, ben, 7, 1, in_days(0)}, erasure::Done{mira},
             directory::Changed{{mira}}})
      .when(certificate())
      .then_nothing();
  approved().by(ann).when(certificate()).then_rejected(Errc::forbidden, "riskflow itself", "");
}

TEST(AnErasure, LeavesNoWayToAnIdentity) {
  const auto after = approved()
                         .and_then({subject::IdentityChanged{mira, identity(mira, "another name")},
                                    entered(mira, leaks, in_days(9))})
                         .by_riskflow()
                         .when(certificate())
                         .then({erasure::Erased{mira, basis, ann, ben, 7, 1, in_days(0)},
                                erasure::Done{mira}, directory::Changed{{mira}}});
  const auto person = after.world().state_of<subject::State>(subject::stream(mira));
  EXPECT_TRUE(person.exists());
  EXPECT_FALSE(person.identity);
  EXPECT_TRUE(person.former.empty());
  EXPECT_TRUE(person.scope.empty()) << "nobody who is erased is watched";
  EXPECT_FALSE(person.pseudonym.empty()) << "what they were called stays";
}

TEST(AnErasure, ThatIsDoneIsNotAskedForAgain) {
  approved()
      .and_then({erasure::Erased{mira, basis, ann, ben, 7, 1, in_days(0)}, erasure::Done{mira}})
      .by(ann)
      .when(ask)
      .then_rejected(Errc::rejected, "erased already", "user");
}

TEST(APurge, IsBegunByAPersonAndEndedByRiskflowItself) {
  office()
      .by(ann)
      .when(erasure::BeginPurge{Position{40}})
      .then({erasure::PurgeBegun{ann, Position{40}}})
      .by_riskflow()
      .when(erasure::EndPurge{3, 1, 500, 400})
      .then({erasure::PurgeEnded{ann, Position{40}, 3, 1, 500, 400}})
      .when(erasure::EndPurge{3, 1, 500, 400})
      .then_nothing();
  office().by_riskflow().when(erasure::BeginPurge{}).then_rejected(Errc::forbidden, "people", "");
  office().by(ann).when(erasure::EndPurge{}).then_rejected(Errc::forbidden, "riskflow itself", "");
}

TEST(APurge, ThatWasBegunGoesOnWhoeverAsksForOne) {
  office()
      .and_then({erasure::PurgeBegun{ann, Position{40}}})
      .by(ben)
      .when(erasure::BeginPurge{Position{60}})
      .then_nothing()
      .by_riskflow()
      .when(erasure::EndPurge{3, 0, 500, 400})
      .then({erasure::PurgeEnded{ann, Position{40}, 3, 0, 500, 400}});
}

TEST(ALegalHold, KeepsAPersonFromBeingErased) {
  const auto held = [] {
    return office().and_then({erasure::HoldPlaced{mira, about_mira("court")}});
  };
  held().by(ann).when(ask).then_rejected(Errc::rejected, "legal hold", "user");
  held()
      .and_then({asked(ann)})
      .by(ben)
      .when(approve)
      .then_rejected(Errc::rejected, "legal hold", "user");
  held()
      .by(ben)
      .when(erasure::ReleaseHold{mira})
      .then({erasure::HoldReleased{mira}})
      .by(ann)
      .when(ask)
      .then({asked(ann)});
}

TEST(ALegalHold, EndsAnErasureThatIsOnlyAskedFor) {
  office()
      .and_then({asked(ann)})
      .by(ben)
      .when(erasure::PlaceHold{mira, "court"})
      .then({erasure::HoldPlaced{mira, about_mira("court")}, erasure::Withdrawn{mira}});
}

TEST(ALegalHold, ComesTooLateForAnErasureThatIsApproved) {
  approved()
      .by(ann)
      .when(erasure::PlaceHold{mira, "court"})
      .then_rejected(Errc::rejected, "being carried out", "user");
}

TEST(ALegalHold, IsPlacedForAReason) {
  office().by(ann).when(erasure::PlaceHold{mira, ""}).then_rejected(Errc::invalid, "", "reason");
}

TEST(ALegalHold, IsReleasedJustOnce) {
  office().by(ann).when(erasure::ReleaseHold{mira}).then_nothing();
}

}  // namespace riskflow::domain::tests
