// Keys: one for each person and purpose, the same for ever, and none without the unlock key.

#include "eventstore/keyring.hpp"

#include <fstream>
#include <set>
#include <thread>

#include <sys/stat.h>

#include "domain/core/big_endian.hpp"
#include "eventstore/crypto.hpp"
#include "eventstore/key_tree.hpp"
#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

class KeyringTest : public ::testing::Test {
 protected:
  std::filesystem::path keys() const { return folder_ / "keys"; }
  std::filesystem::path unlock() const { return folder_ / "unlock"; }

  std::unique_ptr<Keyring> must_open() {
    auto opened = Keyring::open(keys(), unlock());
    EXPECT_TRUE(opened) << opened.error().message;
    return std::move(*opened);
  }

  void write_unlock(const std::string& text) const {
    std::ofstream(unlock()) << text;
    std::filesystem::permissions(unlock(), static_cast<std::filesystem::perms>(0600));
  }

  TemporaryFolder folder_;
};

static SubjectRef subject(std::uint8_t n) {
  SubjectRef ref;
  ref.bytes[0] = n;
  ref.bytes[15] = static_cast<std::uint8_t>(~n);
  return ref;
}

static std::string text(const Key& key) { return hex(view_of(key.bytes())); }

TEST_F(KeyringTest, GivesTheSameLeafAgainAfterOpeningAgain) {
  const std::string before = text(*must_open()->leaf(subject(1), Purpose::identity));
  const auto again = must_open();
  EXPECT_EQ(text(*again->leaf(subject(1), Purpose::identity)), before);
  EXPECT_EQ(text(*again->leaf(subject(1), Purpose::identity)), before);  // now from its cache
}

TEST_F(KeyringTest, GivesEveryPersonAndPurposeAKeyOfItsOwn) {
  const auto ring = must_open();
  std::set<std::string> seen;
  for (std::uint8_t n = 0; n < 50; ++n)
    for (const Purpose purpose : {Purpose::identity, Purpose::casework, Purpose::operations})
      seen.insert(text(*ring->leaf(subject(n), purpose)));
  EXPECT_EQ(seen.size(), 150u);
}

TEST_F(KeyringTest, GivesOtherKeysInAnotherFolder) {
  const auto ring = must_open();
  const auto other = Keyring::open(folder_ / "other", folder_ / "other-unlock");
  ASSERT_TRUE(other);
  EXPECT_NE(text(*ring->leaf(subject(1), Purpose::identity)),
            text(*(*other)->leaf(subject(1), Purpose::identity)));
}

TEST_F(KeyringTest, DerivesALeafByOneHmacForEachDigitOfThePath) {
  std::array<std::uint8_t, 32> seed{};
  seed.fill(7);
  const KeyPath path = leaf_path(subject(0x1f), Purpose::casework);
  ASSERT_EQ(path.size(), 33u);
  EXPECT_EQ(path.front(), 1);
  EXPECT_EQ(path[1], 15);
  EXPECT_EQ(path.back(), 2);
  Digest by_hand = seed;
  for (const char digit : path) {
    const Digest parent = by_hand;
    hmac_sha256(parent, BytesView(&digit, 1), by_hand);
  }
  EXPECT_EQ(text(derive(Key(seed), path)), hex(view_of(by_hand)));
  // From any seed on the way the rest of the path gives the same: what erasing will rest on.
  const Key inner = derive(Key(seed), path.substr(0, 10));
  EXPECT_EQ(text(derive(inner, path.substr(10))), hex(view_of(by_hand)));
}

TEST_F(KeyringTest, MakesItsFilesForTheOwnerOnly) {
  must_open();
  const auto mode = [](const std::filesystem::path& path) {
    struct stat status{};
    EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777;
  };
  EXPECT_EQ(mode(unlock()), 0600u);
  EXPECT_EQ(mode(keys()), 0700u);
  EXPECT_EQ(mode(keys() / "root"), 0600u);
  EXPECT_EQ(mode(keys() / "pages"), 0700u);
  EXPECT_EQ(mode(keys() / "pages/0"), 0600u);
}

TEST_F(KeyringTest, IsNotOpenedByAWrongUnlockKey) {
  must_open();
  write_unlock(std::string(64, 'a') + "\n");
  const auto opened = Keyring::open(keys(), unlock());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::corrupt);
  EXPECT_NE(opened.error().message.find("unlock key"), std::string::npos);
}

TEST_F(KeyringTest, IsUnavailableWhenTheUnlockKeyIsMissingAndMakesNoNewOne) {
  must_open();
  std::filesystem::remove(unlock());
  EXPECT_EQ(Keyring::open(keys(), unlock()).error().code, Errc::unavailable);
  EXPECT_FALSE(std::filesystem::exists(unlock()));
}

TEST_F(KeyringTest, TakesAnUnlockKeyThatTheOperatorBrings) {
  const std::string given(64, 'B');
  write_unlock(given);
  must_open();
  std::ifstream file(unlock());
  std::string kept;
  file >> kept;
  EXPECT_EQ(kept, given);
  must_open();
}

TEST_F(KeyringTest, RefusesAnUnlockFileThatIsNotAKey) {
  write_unlock("secret\n");
  EXPECT_EQ(Keyring::open(keys(), unlock()).error().code, Errc::corrupt);
}

TEST_F(KeyringTest, RefusesAnUnlockFileThatOthersMayUseAndNamesTheFix) {
  must_open();
  for (const unsigned rights : {0640u, 0604u, 0620u, 0601u}) {
    std::filesystem::permissions(unlock(), static_cast<std::filesystem::perms>(rights));
    const auto opened = Keyring::open(keys(), unlock());
    ASSERT_FALSE(opened) << rights;
    EXPECT_EQ(opened.error().code, Errc::invalid);
    EXPECT_NE(opened.error().message.find("chmod 600 " + unlock().string()), std::string::npos);
  }
  std::filesystem::permissions(unlock(), static_cast<std::filesystem::perms>(0400));
  must_open();
}

TEST_F(KeyringTest, TakesAnUnlockKeyThatComesFromElsewhere) {
  std::array<std::uint8_t, 32> bytes{};
  bytes.fill(9);
  const auto leaf = [&](const Key& unlock) {
    const auto ring = Keyring::open(keys(), unlock);
    return ring ? text(*(*ring)->leaf(subject(1), Purpose::identity))
                : std::string(to_text(ring.error().code));
  };
  const auto first = leaf(Key(bytes));
  EXPECT_EQ(first.size(), 64u);
  EXPECT_EQ(leaf(Key(bytes)), first);
  bytes[0] ^= 1;
  EXPECT_EQ(leaf(Key(bytes)), "corrupt");
  EXPECT_FALSE(std::filesystem::exists(unlock()));
}

TEST_F(KeyringTest, RefusesAnyFlippedByteOfItsFiles) {
  must_open();
  for (const auto& path : {keys() / "root", keys() / "pages/0"}) {
    std::ifstream file(path, std::ios::binary);
    const std::string whole((std::istreambuf_iterator<char>(file)), {});
    for (std::size_t at = 0; at < whole.size(); ++at) {
      std::string flipped = whole;
      flipped[at] = static_cast<char>(flipped[at] ^ 4);
      std::ofstream(path, std::ios::binary) << flipped;
      EXPECT_EQ(Keyring::open(keys(), unlock()).error().code, Errc::corrupt) << path << " " << at;
    }
    std::ofstream(path, std::ios::binary) << whole;
  }
  must_open();
}

TEST_F(KeyringTest, MakesNoNewKeysWhereAFileOfTheOldIsLost) {
  must_open();
  std::filesystem::remove(keys() / "root");
  EXPECT_EQ(Keyring::open(keys(), unlock()).error().code, Errc::corrupt);
  EXPECT_FALSE(std::filesystem::exists(keys() / "root"));
}

TEST_F(KeyringTest, GivesTheSameLeavesToManyThreads) {
  const auto ring = must_open();
  std::vector<std::string> expected;
  for (std::uint8_t n = 0; n < 20; ++n)
    expected.push_back(text(*ring->leaf(subject(n), Purpose::identity)));
  const auto other = must_open();
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (std::uint8_t n = 0; n < 20; ++n)
        EXPECT_EQ(text(*other->leaf(subject(n), Purpose::identity)), expected[n]);
    });
}

}  // namespace riskflow::eventstore
