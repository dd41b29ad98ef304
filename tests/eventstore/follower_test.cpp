// Following: first what is there, then what comes, with no gap and no repeat.

#include "eventstore/follower.hpp"

#include <thread>

#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

using FollowerTest = LogTest;

TEST_F(FollowerTest, FromEveryOffsetSeesEachCommitOnceWhileWritersWrite) {
  constexpr std::uint64_t offsets = 12;
  for (std::uint64_t i = 0; i < offsets; ++i) must_append(frame(i + 1, "a", Expected::any()));
  constexpr std::uint64_t total = offsets + 120;
  std::vector<std::jthread> followers;
  for (std::uint64_t from = 0; from < offsets; ++from)
    followers.emplace_back([&, from] {
      Follower follower(*log_, Position{from});
      for (Position expected{from}; expected < Position{total};) {
        const auto commit = follower.next();
        ASSERT_TRUE(commit) << commit.error().message;
        ASSERT_NE(*commit, nullptr);
        ASSERT_EQ((*commit)->header.first, expected);
        ASSERT_EQ((*commit)->events.front().position, expected);
        expected = expected + (*commit)->header.events;
        ASSERT_EQ(follower.position(), expected);
      }
    });
  std::vector<std::jthread> writers;
  for (std::uint64_t w = 0; w < 4; ++w)
    writers.emplace_back([&, w] {
      for (std::uint64_t i = 0; i < 30; ++i)
        must_append(frame(1'000 * (w + 1) + i, "b", Expected::any()));
    });
}

TEST_F(FollowerTest, GivesNothingAtTheEndWhenItIsToldNotToWait) {
  Follower follower(*log_, Position{0});
  EXPECT_EQ(follower.next(Follower::Wait::no)->get(), nullptr);
  must_append(frame(1, "a", Expected::any()));
  const auto commit = follower.next(Follower::Wait::no);
  ASSERT_NE(commit->get(), nullptr);
  EXPECT_EQ((*commit)->events[0].stream, "a");
  EXPECT_EQ(follower.next(Follower::Wait::no)->get(), nullptr);
}

TEST_F(FollowerTest, GivesCommitsThatOutliveItAndTheNextOne) {
  must_append(frame(1, "a", Expected::any(), "first"));
  must_append(frame(2, "b", Expected::any(), "second"));
  std::unique_ptr<Commit> first;
  std::unique_ptr<Commit> second;
  {
    Follower follower(*log_, Position{0});
    first = std::move(*follower.next());
    second = std::move(*follower.next());
  }
  const Commit moved = std::move(*first);
  EXPECT_EQ(moved.events[0].payload, "first");
  EXPECT_EQ(moved.events[0].stream, "a");
  EXPECT_EQ(second->events[0].payload, "second");
}

TEST_F(FollowerTest, StopsAThreadThatWaitsForACommit) {
  Follower follower(*log_, Position{0});
  std::jthread waiting([&] {
    const auto commit = follower.next();
    ASSERT_TRUE(commit);
    EXPECT_EQ(*commit, nullptr);
  });
  follower.stop();
  waiting.join();
  must_append(frame(1, "a", Expected::any()));
  EXPECT_EQ(follower.next()->get(), nullptr);
}

TEST_F(FollowerTest, RefusesToBeginPastTheHead) {
  Follower follower(*log_, Position{3});
  EXPECT_EQ(follower.next().error().code, Errc::not_found);
}

TEST_F(FollowerTest, AWatchIsCalledForEachGroupBeforeItsAnswerAndNotAfterItsEnd) {
  Position seen{0};
  auto watch = log_->watch([&] { seen = log_->head(); });
  must_append(frame(1, "a", Expected::any()));
  EXPECT_EQ(seen, Position{1});
  must_append(frame(request(2), {check("a", Expected::exists())}));
  EXPECT_EQ(seen, Position{1});
  watch.reset();
  must_append(frame(3, "a", Expected::any()));
  EXPECT_EQ(seen, Position{1});
}

}  // namespace riskflow::eventstore
