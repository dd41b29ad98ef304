// Keys in memory: few, for a short time, and where no core dump and no swap holds them.

#include <algorithm>

#include "eventstore/crypto.hpp"
#include "eventstore/envelope.hpp"
#include "eventstore/key_cache.hpp"
#include "eventstore/unlock_key.hpp"
#include "tests/eventstore/process_memory.hpp"
#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

class KeyMemory : public ::testing::Test {
 protected:
  KeyMemory() {
    person_.bytes.fill(7);
    open();
  }

  void open() {
    auto opened = Keyring::open(folder_ / "keys", folder_ / "unlock", &clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    ring_ = std::move(*opened);
  }
  Sought leaf() { return Sought(ring_->leaf(person_, Purpose::identity).value()); }
  Sought unlock() { return Sought(read_unlock_key(folder_ / "unlock").value()); }
  void let_pass(std::chrono::seconds time) { clock_.set(clock_.now() + time); }
  // Seals and opens something about the person, as a server does.
  void work() {
    const Place place{{}, {}, 0, "event", 0};
    const auto envelope = seal(*ring_, std::array{person_}, Purpose::identity, place, "Mira Koval");
    ASSERT_TRUE(envelope);
    EXPECT_EQ(*eventstore::open(*ring_, place, *envelope), "Mira Koval");
  }

  TemporaryFolder folder_;
  StandingClock clock_;
  SubjectRef person_;
  std::unique_ptr<Keyring> ring_;
};

static void expect_left_out_of_core_dumps(const Sought& key) {
  const auto places = places_of(key);
  EXPECT_FALSE(places.empty()) << "it is kept somewhere";
  const auto [mapped, locked] = secret_memory_use();
  for (const auto& flags : places) {
    EXPECT_TRUE(flags.contains("dd")) << "a copy lies where a core dump takes it";
    if (locked == mapped && is_locking_real())
      EXPECT_TRUE(flags.contains("lo")) << "a copy may be swapped out";
  }
}

TEST_F(KeyMemory, IsLeftOutOfCoreDumpsAndSwap) {
  const auto sought = leaf();
  work();
  expect_left_out_of_core_dumps(sought);
  expect_left_out_of_core_dumps(unlock());
}

// That the search finds what lies elsewhere: else the test above could not fail.
TEST_F(KeyMemory, WouldBeFoundInMemoryThatIsNotMarked) {
  const auto copy = std::make_unique<Key>(ring_->leaf(person_, Purpose::identity).value());
  const auto places = places_of(Sought(*copy));
  EXPECT_TRUE(std::ranges::any_of(places, [](const auto& flags) { return !flags.contains("dd"); }));
}

TEST_F(KeyMemory, HoldsALeafForAMinuteAtMost) {
  const auto sought = leaf();
  work();
  let_pass(std::chrono::seconds{29});
  ring_->drop_stale();
  EXPECT_EQ(ring_->kept(), 1u);
  let_pass(std::chrono::seconds{1});
  ring_->drop_stale();
  EXPECT_EQ(ring_->kept(), 0u);
  EXPECT_TRUE(places_of(sought).empty());
}

TEST_F(KeyMemory, DoesNotCountTheUseOfALeafAsANewOne) {
  for (int second = 0; second < 45; second += 15) {
    work();
    let_pass(std::chrono::seconds{15});
    ring_->drop_stale();
    EXPECT_EQ(ring_->kept(), second == 15 ? 0u : 1u);
  }
}

TEST_F(KeyMemory, HoldsNothingPastItsTimeWhenTheClockIsSetBack) {
  leaf();
  let_pass(std::chrono::hours{-1});
  ring_->drop_stale();
  EXPECT_EQ(ring_->kept(), 0u);
}

TEST_F(KeyMemory, HoldsNothingOfAnErasedPerson) {
  const auto sought = leaf();
  work();
  ASSERT_TRUE(ring_->erase(std::array{person_}));
  EXPECT_TRUE(places_of(sought).empty());
}

TEST_F(KeyMemory, IsWipedWhenTheRingGoes) {
  const auto derived = leaf();
  const auto unlocking = unlock();
  work();
  ring_.reset();
  EXPECT_TRUE(places_of(derived).empty());
  EXPECT_TRUE(places_of(unlocking).empty());
}

TEST(KeyCacheTest, ForgetsTheOldestWhenThereIsOneTooMany) {
  KeyCache<int, Key> cache(2);
  const Instant now{};
  for (const int name : {1, 2, 1, 3}) cache.put(name, Key(), now);
  EXPECT_EQ(cache.size(), 2u);
  EXPECT_EQ(cache.find(2, now), nullptr);
  EXPECT_NE(cache.find(1, now), nullptr);
  EXPECT_NE(cache.find(3, now), nullptr);
}

}  // namespace riskflow::eventstore
