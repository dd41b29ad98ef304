// Operators, their tokens, and the first start.

#include <gtest/gtest.h>

#include "tests/domain/cast.hpp"

namespace riskflow::domain::tests {

static operators::Registered named(const OperatorRef& who, std::string name) {
  return {who,
          PersonalText::about(operators::key_subject(who), Purpose::operations, std::move(name))};
}

TEST(RegisteringAnOperator, SealsTheirNameAndHappensOnce) {
  given({})
      .by(RoleGroup::admins)
      .when(operators::Register{ann, "ann"})
      .then({named(ann, "ann")})
      .when(operators::Register{ann, "ann"})
      .then_nothing();
}

TEST(RegisteringAnOperator, NeedsANameOfUpToAHundredCharacters) {
  for (const auto& name : {std::string(), std::string(101, 'x'), std::string("a\nb")})
    given({})
        .by(RoleGroup::admins)
        .when(operators::Register{ann, name})
        .then_rejected(Errc::invalid, "must", "name");
}

TEST(AToken, IsIssuedJustOnce) {
  given({is_operator(ann)})
      .by(RoleGroup::admins)
      .when(operators::IssueToken{the_token, ann, in_days(30)})
      .then({operators::TokenIssued{the_token, ann, in_days(30)}})
      .when(operators::IssueToken{the_token, ann, in_days(30)})
      .then_nothing();
}

TEST(AToken, MayLastForEver) {
  given({is_operator(ann)})
      .by(RoleGroup::admins)
      .when(operators::IssueToken{the_token, ann, {}})
      .then({operators::TokenIssued{the_token, ann, {}}});
}

TEST(AToken, IsNotIssuedForThePastNorForThisMoment) {
  for (const auto expires : {noon(), in_days(-1)})
    given({is_operator(ann)})
        .by(RoleGroup::admins)
        .when(operators::IssueToken{the_token, ann, expires})
        .then_rejected(Errc::invalid, "must lie in the future", "expires");
}

TEST(AToken, BringsItsHolderARoleGroupInTheSameCommitOrNotAtAll) {
  const auto token_for = [](std::optional<Instant> expires) {
    return operators::IssueToken{the_token, ann, expires, RoleGroup::analysts};
  };
  given({is_operator(ann)})
      .by(RoleGroup::admins)
      .when(token_for(noon()))
      .then_rejected(Errc::invalid, "must lie in the future", "expires");
  given({is_operator(ann)})
      .by(RoleGroup::admins)
      .when(token_for({}))
      .then(
          {roles::Assigned{ann, RoleGroup::analysts}, operators::TokenIssued{the_token, ann, {}}});
  given({is_operator(ann), roles::Assigned{ann, RoleGroup::analysts}})
      .by(RoleGroup::admins)
      .when(token_for({}))
      .then({operators::TokenIssued{the_token, ann, {}}});
}

TEST(AToken, IsForOperatorsOnly) {
  given({})
      .by(RoleGroup::admins)
      .when(operators::IssueToken{the_token, nobody, {}})
      .then_rejected(Errc::not_found, "no such operator", "operator");
}

TEST(AToken, IsRevokedOnceAndForGood) {
  given({is_operator(ann), operators::TokenIssued{the_token, ann, {}}})
      .by(RoleGroup::admins)
      .when(operators::RevokeToken{the_token})
      .then({operators::TokenRevoked{the_token}})
      .when(operators::RevokeToken{the_token})
      .then_nothing()
      .when(operators::IssueToken{the_token, ann, {}})
      .then_nothing();
}

TEST(AToken, ThatWasNeverIssuedIsNotFound) {
  given({})
      .by(RoleGroup::admins)
      .when(operators::RevokeToken{the_token})
      .then_rejected(Errc::not_found, "no such token", "token");
}

TEST(AToken, HoldsUntilItExpiresOrIsRevoked) {
  operators::Token token;
  EXPECT_FALSE(token.holds_at(noon()));
  evolve(token, operators::TokenIssued{the_token, ann, in_days(1)});
  EXPECT_TRUE(token.holds_at(noon()));
  EXPECT_TRUE(token.holds_at(in_days(1) - std::chrono::microseconds{1}));
  EXPECT_FALSE(token.holds_at(in_days(1)));
  evolve(token, operators::TokenRevoked{the_token});
  EXPECT_FALSE(token.holds_at(noon()));
}

static operators::Found first_start() { return {{ann, "admin"}, the_token}; }

TEST(TheFirstStart, MakesAnAdministratorWithAToken) {
  given({})
      .by_riskflow()
      .when(first_start())
      .then({named(ann, "admin"), roles::Assigned{ann, RoleGroup::full},
             operators::TokenIssued{the_token, ann, {}}});
}

TEST(TheFirstStart, MayGoWithoutAToken) {
  given({})
      .by_riskflow()
      .when(operators::Found{{ann, "admin"}, {}})
      .then({named(ann, "admin"), roles::Assigned{ann, RoleGroup::full}});
}

TEST(TheFirstStart, HappensOnceAndNeverAgain) {
  given({})
      .by_riskflow()
      .when(first_start())
      .then({named(ann, "admin"), roles::Assigned{ann, RoleGroup::full},
             operators::TokenIssued{the_token, ann, {}}})
      .when(operators::Found{{ben, "another"}, id_of<TokenId>(0x72)})
      .then_nothing();
}

TEST(TheFirstStart, IsForRiskflowAlone) {
  given({})
      .by(RoleGroup::full)
      .when(first_start())
      .then_rejected(Errc::forbidden, "only the first start", "");
  given({})
      .by_reactor_for(ann)
      .when(first_start())
      .then_rejected(Errc::forbidden, "only the first start", "");
}

TEST(TheFirstStart, ChecksTheNameItIsGiven) {
  given({})
      .by_riskflow()
      .when(operators::Found{{ann, ""}, {}})
      .then_rejected(Errc::invalid, "1 to 100", "name");
}

TEST(TheKeyOfAnOperator, IsThatOfASubjectOfTheSameNumber) {
  EXPECT_EQ(operators::key_subject(ann).bytes, ann.bytes);
}

}  // namespace riskflow::domain::tests
