// The ack ledger: it holds the newest acknowledgement whatever becomes of the write that follows.

#include "eventstore/ack_ledger.hpp"

#include <fstream>

#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

static proof::TreeHead tree(std::uint64_t size) {
  return {size, proof::leaf_hash(std::to_string(size))};
}

class AnAckLedger : public ::testing::Test {
 protected:
  std::filesystem::path file() const { return folder_ / "acks"; }

  std::string bytes() const {
    std::ifstream in(file(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void put(const std::string& bytes) const { std::ofstream(file(), std::ios::binary) << bytes; }

  // Written with trees of 1 to `last` events.
  void write_up_to(std::uint64_t last) const {
    auto ledger = AckLedger::open(file(), tree(1)).value();
    for (std::uint64_t size = 2; size <= last; ++size) EXPECT_TRUE(ledger.write(tree(size)));
  }

  TemporaryFolder folder_;
};

TEST_F(AnAckLedger, HoldsNothingWhereThereIsNone) {
  EXPECT_EQ(AckLedger::read(file()).value(), std::nullopt);
}

TEST_F(AnAckLedger, HoldsWhatWasWrittenLastHoweverOftenThatWas) {
  for (std::uint64_t last = 1; last < 20; ++last) {
    std::filesystem::remove(file());
    write_up_to(last);
    EXPECT_EQ(AckLedger::read(file()).value(), tree(last));
  }
}

TEST_F(AnAckLedger, GoesOnWhereItWas) {
  write_up_to(3);
  auto ledger = AckLedger::open(file(), tree(4)).value();
  EXPECT_EQ(AckLedger::read(file()).value(), tree(4));
  EXPECT_TRUE(ledger.write(tree(5)));
  EXPECT_EQ(AckLedger::read(file()).value(), tree(5));
}

TEST_F(AnAckLedger, IsWrittenAnewWithEachOpeningSinceItsLastWriteMayNotBeOnTheDisk) {
  write_up_to(3);
  const auto before = bytes();
  const auto ledger = AckLedger::open(file(), tree(3)).value();
  EXPECT_NE(bytes(), before);
  EXPECT_EQ(AckLedger::read(file()).value(), tree(3));
}

TEST_F(AnAckLedger, StillHoldsTheOneBeforeWhenAWriteWasTorn) {
  write_up_to(10);
  auto ledger = AckLedger::open(file(), tree(10)).value();
  const auto before = bytes();
  ASSERT_TRUE(ledger.write(tree(11)));
  const auto after = bytes();
  for (std::size_t at = 0; at < after.size(); ++at) {
    if (before[at] == after[at]) continue;
    auto torn = after;
    torn[at] = static_cast<char>(~torn[at]);
    put(torn);
    EXPECT_EQ(AckLedger::read(file()).value(), tree(10)) << at;
  }
}

TEST_F(AnAckLedger, IsDamagedWhenNoSlotIsWhole) {
  write_up_to(1);
  auto damaged = bytes();
  damaged[20] ^= 1;
  put(damaged);
  EXPECT_EQ(AckLedger::read(file()).error().code, Errc::corrupt);
  put("short");
  EXPECT_EQ(AckLedger::read(file()).error().code, Errc::corrupt);
}

TEST_F(AnAckLedger, HasTheBytesThatAreDocumented) {
  write_up_to(2);
  expect_golden("format/ack_ledger.hex", bytes().substr(0, 1024));
}

}  // namespace riskflow::eventstore
