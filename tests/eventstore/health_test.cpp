// What a log does when its disk fails, is full, or gives back less than it took: it never
// acknowledges what it has not, it says so, and it goes on once it can.

#include "eventstore/health.hpp"

#include <fstream>
#include <thread>

#include "eventstore/follower.hpp"
#include "eventstore/gate.hpp"
#include "tests/eventstore/failing_files.hpp"
#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

static std::string reason(const Error& error) { return std::string(detail(error, "reason")); }

// ---- a write that failed ----

class ALogWhoseWriteFailed : public LogTest {
 protected:
  ALogWhoseWriteFailed() { reopen({.env = files_.env()}); }
  ~ALogWhoseWriteFailed() override { log_.reset(); }

  void fail_a_write() {
    must_append(frame(1, "a", Expected::no_stream()));
    files_.fail_syncs();
    EXPECT_FALSE(append(frame(2, "a", Expected::exactly(Version{1}))));
  }

  FailingFiles files_;
};

TEST_F(ALogWhoseWriteFailed, IsReadOnlyAndSaysWhy) {
  EXPECT_EQ(log_->health().condition, Condition::healthy);
  fail_a_write();
  const auto health = log_->health();
  EXPECT_EQ(health.condition, Condition::read_only);
  ASSERT_TRUE(health.cause);
  EXPECT_EQ(reason(*health.cause), "unhealthy");
  EXPECT_EQ(everything().size(), 1u);
}

TEST_F(ALogWhoseWriteFailed, GoesOnWhenItIsMendedAndTheDiskLetsIt) {
  fail_a_write();
  files_.heal();
  ASSERT_TRUE(log_->mend());
  EXPECT_EQ(log_->health().condition, Condition::healthy);
  const Receipt again = must_append(frame(2, "a", Expected::exactly(Version{1})));
  EXPECT_EQ(again.first, Position{1});
  EXPECT_EQ(everything().size(), 2u);
  EXPECT_TRUE(log_->scrub());
}

TEST_F(ALogWhoseWriteFailed, IsTriedAgainWithEachMendUntilTheDiskLetsIt) {
  fail_a_write();
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(log_->mend());
  EXPECT_EQ(log_->health().condition, Condition::read_only);
  EXPECT_EQ(append(frame(3, "b", Expected::any())).error().code, Errc::unavailable);
  EXPECT_EQ(log_->read(Position{0}, [](const Commit&) { return Reading::more; }).error().code,
            Errc::unavailable);
  files_.heal();
  ASSERT_TRUE(log_->mend());
  must_append(frame(3, "b", Expected::any()));
  EXPECT_TRUE(log_->scrub());
}

TEST_F(ALogWhoseWriteFailed, IsNotMendedOnceItIsClosed) {
  fail_a_write();
  files_.heal();
  log_->close();
  EXPECT_FALSE(log_->mend());
  EXPECT_EQ(log_->health().condition, Condition::read_only);
}

TEST_F(ALogWhoseWriteFailed, IsFollowedOverTheGapWithoutOne) {
  Follower follower(*log_, Position{0});
  fail_a_write();
  EXPECT_EQ((*follower.next(Follower::Wait::no))->header.first, Position{0});
  files_.heal();
  ASSERT_TRUE(log_->mend());
  must_append(frame(2, "a", Expected::exactly(Version{1})));
  must_append(frame(3, "b", Expected::any()));
  for (std::uint64_t at = 1; at < 3; ++at) {
    const auto commit = follower.next(Follower::Wait::no);
    ASSERT_TRUE(commit && *commit);
    EXPECT_EQ((*commit)->header.first, Position{at});
  }
}

TEST(AGate, LetsAThreadThatIsInsideComeInAgainWhileAnotherWaitsToCloseIt) {
  Gate gate;
  std::atomic<bool> closed = false;
  std::thread closer;
  {
    const Gate::Pass outer(gate);
    closer = std::thread([&] {
      EXPECT_TRUE(gate.close_within(std::chrono::hours{1}));
      closed = true;
    });
    for (int i = 0; i < 1'000; ++i) {
      const Gate::Pass inner(gate);
      EXPECT_FALSE(closed);
    }
  }
  closer.join();
  EXPECT_TRUE(closed);
  gate.open();
  const Gate::Pass after(gate);
}

TEST(AGate, KeepsOthersOutOnceSomebodyWaitsToCloseIt) {
  Gate gate;
  std::atomic<bool> is_in = false;
  std::thread closer;
  std::thread other;
  {
    const Gate::Pass outer(gate);
    closer = std::thread([&] {
      EXPECT_TRUE(gate.close_within(std::chrono::hours{1}));
      EXPECT_FALSE(is_in);
      gate.open();
    });
    while (!gate.is_closing()) std::this_thread::yield();
    other = std::thread([&] {
      const Gate::Pass pass(gate);
      is_in = true;
    });
    const Gate::Pass inner(gate);
    EXPECT_FALSE(is_in);
  }
  closer.join();
  other.join();
  EXPECT_TRUE(is_in);
}

TEST(AGate, StaysOpenForAllWhenSomebodyInsideOutlastsThePatienceOfWhoClosesIt) {
  Gate gate;
  const Gate::Pass outer(gate);
  std::thread([&] { EXPECT_FALSE(gate.close_within(std::chrono::milliseconds{0})); }).join();
  EXPECT_FALSE(gate.is_closing());
  std::thread([&] { const Gate::Pass pass(gate); }).join();
}

TEST(AGate, KnowsItsOwnVisitorsAmongThoseOfOtherGates) {
  Gate one;
  Gate two;
  std::thread closer;
  {
    const Gate::Pass outer(one);
    closer = std::thread([&] { EXPECT_TRUE(one.close_within(std::chrono::hours{1})); });
    while (!one.is_closing()) std::this_thread::yield();
    const Gate::Pass between(two);
    const Gate::Pass again(one);
  }
  closer.join();
  one.open();
}

TEST_F(ALogWhoseWriteFailed, RefusesAppendsWhileItWaitsForReadersToBeMended) {
  fail_a_write();
  files_.heal();
  std::jthread mending;
  ASSERT_TRUE(log_->read(Position{0}, [&](const Commit&) {
    mending = std::jthread([&] {
      while (!log_->mend()) std::this_thread::yield();
    });
    while (log_->health().condition != Condition::reopening) std::this_thread::yield();
    const auto refused = append(frame(3, "b", Expected::any()));
    EXPECT_EQ(refused.error().code, Errc::unavailable);
    EXPECT_EQ(reason(refused.error()), "unhealthy");
    return Reading::enough;
  }));
  mending.join();
  EXPECT_EQ(log_->health().condition, Condition::healthy);
  must_append(frame(3, "b", Expected::any()));
}

TEST_F(ALogWhoseWriteFailed, CanBeAskedWhichItIsWhileItIsMended) {
  fail_a_write();
  files_.heal();
  const auto id = log_->id();
  std::atomic<bool> done = false;
  std::jthread asking([&] {
    while (!done) EXPECT_TRUE(log_->id() == id && log_->dropped() == 0 && !log_->is_read_only());
  });
  EXPECT_TRUE(log_->mend());
  done = true;
}

// ---- a full disk ----

class AFullDisk : public LogTest {
 protected:
  static constexpr std::uint64_t min = 1 << 20;

  AFullDisk() { log_.reset(); }
  ~AFullDisk() override { log_.reset(); }

  void open_with_room() {
    LogOptions there = options();
    there.free_bytes_min = min;
    auto opened = Log::Internals::open(
        there, {.env = env_, .free = [this](const fs::path&) { return free_; }});
    ASSERT_TRUE(opened) << opened.error().message;
    log_ = std::move(*opened);
  }
  fs::path ballast() const { return folder_ / "ballast"; }

  Result<std::uint64_t> free_ = 100 * min;
  rocksdb::Env* env_ = nullptr;
};

TEST_F(AFullDisk, IsNotFilledFurtherWhileReadingGoesOn) {
  open_with_room();
  must_append(frame(1, "a", Expected::no_stream()));
  free_ = min - 1;
  const auto refused = append(frame(2, "a", Expected::any()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::unavailable);
  EXPECT_EQ(reason(refused.error()), "disk_full");
  EXPECT_EQ(log_->health().condition, Condition::read_only);
  EXPECT_EQ(everything().size(), 1u);
}

TEST_F(AFullDisk, IsWrittenToAgainOnceThereIsAQuarterMoreRoomThanTheLeast) {
  open_with_room();
  free_ = min - 1;
  EXPECT_FALSE(append(frame(1, "a", Expected::any())));
  free_ = min;
  EXPECT_FALSE(log_->mend());
  EXPECT_FALSE(append(frame(1, "a", Expected::any())));
  free_ = min + min / 4;
  EXPECT_TRUE(log_->mend());
  EXPECT_EQ(log_->health().condition, Condition::healthy);
  must_append(frame(1, "a", Expected::any()));
}

TEST_F(AFullDisk, IsFoundWhenTheLogIsOpenedOnIt) {
  free_ = min - 1;
  open_with_room();
  EXPECT_EQ(log_->health().condition, Condition::read_only);
  EXPECT_FALSE(fs::exists(ballast()));
  free_ = 100 * min;
  EXPECT_TRUE(log_->mend());
  EXPECT_TRUE(fs::exists(ballast()));
}

TEST_F(AFullDisk, HasAQuarterOfTheLeastRoomHeldInBallast) {
  open_with_room();
  EXPECT_EQ(fs::file_size(ballast()), min / 4);
}

TEST_F(AFullDisk, HasItsBallastMadeAnewForAnotherLeastRoom) {
  std::ofstream(ballast()) << "of an earlier start";
  open_with_room();
  EXPECT_EQ(fs::file_size(ballast()), min / 4);
}

TEST_F(AFullDisk, CanBeReadFromSinceTheBallastIsGivenUpForOpening) {
  open_with_room();
  must_append(frame(1, "a", Expected::no_stream()));
  log_.reset();
  FailingFiles files;
  files.fill_while([this] { return fs::exists(ballast()); });
  env_ = files.env();
  free_ = 0;
  open_with_room();
  EXPECT_FALSE(fs::exists(ballast()));
  EXPECT_EQ(everything().size(), 1u);
  EXPECT_EQ(reason(append(frame(2, "a", Expected::any())).error()), "disk_full");
  free_ = 100 * min;
  ASSERT_TRUE(log_->mend());
  EXPECT_TRUE(fs::exists(ballast()));
  must_append(frame(2, "a", Expected::any()));
  log_.reset();
}

TEST_F(AFullDisk, LetsTheLogBeReadWhereTheBallastIsNotRoomEnoughToOpenItForWriting) {
  open_with_room();
  must_append(frame(1, "a", Expected::no_stream()));
  log_.reset();
  FailingFiles files;
  bool is_full = true;
  files.fill_while([&] { return is_full; });
  env_ = files.env();
  free_ = 0;
  open_with_room();
  EXPECT_EQ(log_->health().condition, Condition::read_only);
  EXPECT_EQ(reason(*log_->health().cause), "disk_full");
  EXPECT_EQ(everything().size(), 1u);
  EXPECT_EQ(reason(append(frame(2, "a", Expected::any())).error()), "disk_full");
  EXPECT_FALSE(log_->mend());
  free_ = 100 * min;
  EXPECT_FALSE(log_->mend()) << "it is said to have room, and has none";
  EXPECT_EQ(everything().size(), 1u);
  is_full = false;
  ASSERT_TRUE(log_->mend());
  must_append(frame(2, "a", Expected::any()));
  EXPECT_EQ(everything().size(), 2u);
  EXPECT_TRUE(fs::exists(ballast()));
  log_.reset();
}

// ---- less than was vouched for ----

class AFloor : public LogTest {
 protected:
  Result<std::unique_ptr<Log>> open_with(std::optional<proof::TreeHead> floor,
                                         Durability durability = Durability::synced) {
    log_.reset();
    LogOptions there = options();
    there.floor = floor;
    there.durability = durability;
    return Log::open(there);
  }

  // Five events, each a commit, and the tree after each.
  void write_five() {
    for (std::uint64_t i = 0; i < 5; ++i) {
      must_append(frame(i, "a", Expected::any(), "payload-" + std::to_string(i)));
      trees_.push_back(log_->tree(i + 1).value());
    }
  }

  // Flips a bit of the record that event `number` was written with.
  void damage(int number) {
    log_.reset();
    const auto words = "payload-" + std::to_string(number);
    for (const auto& file : fs::directory_iterator(folder_ / "log")) {
      if (file.path().extension() != ".log") continue;
      std::string bytes;
      {
        std::ifstream in(file.path(), std::ios::binary);
        bytes.assign(std::istreambuf_iterator<char>(in), {});
      }
      const auto at = bytes.find(words);
      if (at == bytes.npos) continue;
      bytes[at] ^= 1;
      std::ofstream(file.path(), std::ios::binary) << bytes;
      return;
    }
    FAIL() << "no write-ahead log holds " << words;
  }

  void lay_aside() {
    log_.reset();
    fs::copy(folder_ / "log", folder_ / "aside", fs::copy_options::recursive);
  }
  void put_back() {
    log_.reset();
    fs::remove_all(folder_ / "log");
    fs::rename(folder_ / "aside", folder_ / "log");
  }

  std::vector<proof::TreeHead> trees_;
};

TEST_F(AFloor, RefusesALogThatEndsBelowItAndSaysWhatIsMissing) {
  write_five();
  lay_aside();
  open();
  must_append(frame(5, "a", Expected::any()));
  must_append(frame(6, "a", Expected::any()));
  const auto floor = log_->tree(7).value();
  put_back();
  const auto refused = open_with(floor);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::corrupt);
  EXPECT_EQ(reason(refused.error()), "below_floor");
  EXPECT_NE(refused.error().message.find("positions 5 to 6 are missing"), std::string::npos);
}

TEST_F(AFloor, RefusesALogOfAnotherHistory) {
  write_five();
  auto other = trees_[2];
  other.root[0] ^= 1;
  EXPECT_EQ(reason(open_with(other).error()), "another_history");
}

TEST_F(AFloor, RefusesToBeginAnewWhereTheLogIsGone) {
  write_five();
  log_.reset();
  fs::remove_all(folder_ / "log");
  EXPECT_EQ(reason(open_with(trees_[4]).error()), "below_floor");
  EXPECT_FALSE(fs::exists(folder_ / "log"));
}

TEST_F(AFloor, LetsATornEndGoThatNobodyVouchedFor) {
  write_five();
  damage(4);
  auto opened = open_with(trees_[3]);
  ASSERT_TRUE(opened) << opened.error().message;
  log_ = std::move(*opened);
  EXPECT_EQ(log_->head(), Position{4});
  EXPECT_EQ(log_->tree(4).value(), trees_[3]);
  EXPECT_GT(log_->dropped(), 0u);
  must_append(frame(9, "b", Expected::any()));
  EXPECT_TRUE(log_->scrub());
  log_.reset();
  EXPECT_EQ(open_with(trees_[3]).value()->dropped(), 0u);
}

TEST_F(AFloor, KeepsATornLogShutThatLacksWhatWasVouchedForAndChangesNothing) {
  write_five();
  damage(4);
  const auto refused = open_with(trees_[4]);
  ASSERT_FALSE(refused);
  EXPECT_EQ(reason(refused.error()), "below_floor");
  EXPECT_NE(refused.error().message.find("positions 4 to 4 are missing"), std::string::npos);
  EXPECT_TRUE(open_with(trees_[3]));
}

TEST_F(AFloor, DoesNotExcuseDamageThatAcknowledgedEventsFollow) {
  write_five();
  damage(3);
  EXPECT_EQ(open_with(trees_[2]).error().code, Errc::corrupt);
  EXPECT_EQ(open_with({}).error().code, Errc::corrupt);
}

TEST_F(AFloor, IsRaisedByEachAcknowledgementInStrictDurability) {
  log_ = open_with({}, Durability::strict).value();
  write_five();
  damage(4);
  const auto refused = open_with({}, Durability::strict);
  ASSERT_FALSE(refused);
  EXPECT_EQ(reason(refused.error()), "below_floor");
  EXPECT_NE(refused.error().message.find("positions 4 to 4 are missing"), std::string::npos);
}

TEST_F(AFloor, OfStrictDurabilityIsHeldToAlsoWhenItIsSwitchedOff) {
  log_ = open_with({}, Durability::strict).value();
  write_five();
  lay_aside();
  log_ = open_with({}, Durability::strict).value();
  must_append(frame(5, "a", Expected::any()));
  put_back();
  EXPECT_EQ(reason(open_with({}).error()), "below_floor");
}

TEST_F(AFloor, OfStrictDurabilityIsBegunWithTheLogAsItIs) {
  write_five();
  log_ = open_with({}, Durability::strict).value();
  EXPECT_EQ(AckLedger::read(folder_ / "log.acks").value(), trees_[4]);
  must_append(frame(5, "a", Expected::any()));
  EXPECT_EQ(AckLedger::read(folder_ / "log.acks").value(), log_->tree(6).value());
}

}  // namespace riskflow::eventstore
