// What is on record of backups and of roots in escrow.

#include <gtest/gtest.h>

#include "tests/domain/cast.hpp"

namespace riskflow::domain::tests {

using namespace safekeeping;

TEST(ABackup, IsPutOnRecordEachTimeBeforeItIsMade) {
  given({})
      .by(RoleGroup::admins)
      .when(BeginBackup{42})
      .then({BackupBegun{42}})
      .when(BeginBackup{42})
      .then({BackupBegun{42}});
}

TEST(ARootInEscrow, IsPutOnRecordWithItsTime) {
  given({})
      .by(RoleGroup::admins)
      .when(RecordEscrow{3, in_days(30)})
      .then({RootEscrowed{3, in_days(30)}});
}

TEST(ATornEnd, ThatWasCutOffIsPutOnRecord) {
  given({}).by(RoleGroup::admins).when(RecordDiscardedTail{1700}).then({TailDiscarded{1700}});
}

TEST(ASigningKey, IsPutOnRecordOnceWhenItIsAddedAndOnceWhenItIsRetired) {
  given({})
      .by(RoleGroup::admins)
      .when(AddSigningKey{"new"})
      .then({SigningKeyAdded{"new"}})
      .when(AddSigningKey{"new"})
      .then({})
      .when(RetireSigningKey{"old"})
      .then({SigningKeyRetired{"old"}})
      .when(RetireSigningKey{"old"})
      .then({});
}

TEST(ASigningKey, IsPutOnRecordOnceWhenTheLogBeginsAnewWithIt) {
  given({})
      .by(RoleGroup::admins)
      .when(BeginSigningAnew{"new"})
      .then({SigningBegunAnew{"new"}})
      .when(BeginSigningAnew{"new"})
      .then({});
}

// Keys of the log that this one goes on from were never its own.
TEST(TheStateOfSafekeeping, CountsAsLostTheOwnKeysThatSignedUntilALogBeganAnew) {
  State state;
  evolve(state, SigningKeyAdded{"old-log+1+a"});
  evolve(state, SigningKeyAdded{"log+1+a"});
  evolve(state, SigningKeyAdded{"log+2+b"});
  evolve(state, SigningKeyRetired{"log+1+a"});
  evolve(state, SigningBegunAnew{"log+3+c"});
  EXPECT_EQ(state.keys_lost, std::vector<std::string>{"log+2+b"});
  evolve(state, SigningBegunAnew{"log+4+d"});
  EXPECT_EQ(state.keys_lost, (std::vector<std::string>{"log+2+b", "log+3+c"}));
}

// What an erasure's certificate rests on: the last date counts, whichever root it is of.
TEST(TheStateOfSafekeeping, KnowsWhenTheLastRootInEscrowIsGone) {
  State state;
  evolve(state, RootEscrowed{1, in_days(30)});
  evolve(state, RootEscrowed{2, in_days(10)});
  EXPECT_EQ(state.roots_gone, in_days(30));
  EXPECT_EQ(state.key_generation, 2U);
}

}  // namespace riskflow::domain::tests
