// Repeats: the same request is taken once, however often it is sent.

#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

using ExactRepeats = LogTest;

TEST_F(ExactRepeats, GetTheFirstReceiptHoweverMuchHasHappenedSince) {
  const Receipt first = must_append(frame(1, "case-1", Expected::no_stream()));
  for (std::uint64_t i = 2; i < 30; ++i)
    must_append(frame(i, "case-1", Expected::exactly(Version{i - 1})));
  clock_.set(at_second(1'000'000));
  reopen();
  const Receipt again = must_append(frame(1, "case-1", Expected::no_stream()));
  EXPECT_EQ(again.outcome, Outcome::repeated);
  EXPECT_EQ(again.first, first.first);
  EXPECT_EQ(again.events, first.events);
  EXPECT_EQ(again.recorded, first.recorded);
  EXPECT_EQ(log_->head(), Position{29});
}

TEST_F(ExactRepeats, AreKnownByThePartOfSeveralEventsTheyBegan) {
  const auto two = [](std::uint64_t n, Version v) {
    return frame(request(n), {part("a", Expected::exactly(v), {event("t"), event("t")})});
  };
  must_append(two(1, Version{0}));
  must_append(two(2, Version{2}));
  EXPECT_EQ(must_append(two(2, Version{2})).outcome, Outcome::repeated);
  // Version 1 lies inside what request 1 made, which is no reason to take another request for it.
  EXPECT_FALSE(append(two(3, Version{1})));
}

TEST_F(ExactRepeats, OfSeveralPartsAreKnownByTheFirstExactPartThatHasEvents) {
  const auto given = [] {
    return frame(request(1),
                 {check("roles", Expected::any()), part("reads", Expected::any(), {event("read")}),
                  part("case-1", Expected::no_stream(), {event("opened")}),
                  part("register", Expected::no_stream(), {event("added")})});
  };
  const Receipt first = must_append(given());
  must_append(frame(2, "register", Expected::exactly(Version{1})));
  must_append(frame(3, "reads", Expected::any()));
  const Receipt again = must_append(given());
  EXPECT_EQ(again.outcome, Outcome::repeated);
  EXPECT_EQ(again.first, first.first);
  EXPECT_EQ(again.events, 3u);
}

TEST_F(ExactRepeats, WithAnotherPayloadAreStillRepeatsSinceSealingIsSalted) {
  must_append(frame(1, "a", Expected::no_stream(), "sealed once"));
  const Receipt again = must_append(frame(1, "a", Expected::no_stream(), "sealed anew"));
  EXPECT_EQ(again.outcome, Outcome::repeated);
  EXPECT_EQ(log_->commit_at(Position{0})->events[0].payload, "sealed once");
}

TEST_F(ExactRepeats, WithAnotherContentAreRefusedAsReused) {
  must_append(frame(1, "a", Expected::no_stream()));
  const auto reused =
      append(frame(request(1), {part("a", Expected::no_stream(), {event("something.else")})}));
  ASSERT_FALSE(reused);
  EXPECT_EQ(reused.error().code, Errc::conflict);
  EXPECT_EQ(detail(reused.error(), "reason"), "request_reused");
  EXPECT_EQ(detail(reused.error(), "first"), "0");
  Frame other_actor = frame(1, "a", Expected::no_stream());
  other_actor.actor.kind = ActorRef::Kind::person;
  EXPECT_EQ(detail(append(std::move(other_actor)).error(), "reason"), "request_reused");
}

TEST_F(ExactRepeats, AreNotMadeByAnotherRequestWithTheSameContent) {
  must_append(frame(1, "a", Expected::no_stream()));
  const auto other = append(frame(2, "a", Expected::no_stream()));
  ASSERT_FALSE(other);
  EXPECT_EQ(detail(other.error(), "reason"), "conflict");
}

// A window small enough to leave.
class WindowedRepeats : public LogTest {
 protected:
  static constexpr std::uint32_t window = 4;

  WindowedRepeats() {
    log_.reset();
    std::filesystem::remove_all(folder_ / "log");
    open(Seams{.limits = {.window = window}});
  }

  static Frame any(std::uint64_t number, std::int64_t second) {
    return frame(request(number, second), {part("reads", Expected::any(), {event("read")})});
  }
};

TEST_F(WindowedRepeats, GetTheFirstReceiptWhileTheWindowHoldsThem) {
  const Receipt first = must_append(any(1, 10));
  must_append(any(2, 11));
  reopen();
  const Receipt again = must_append(any(1, 10));
  EXPECT_EQ(again.outcome, Outcome::repeated);
  EXPECT_EQ(again.first, first.first);
  EXPECT_EQ(log_->head(), Position{2});
}

TEST_F(WindowedRepeats, AreRefusedAsExpiredOnceTheyHaveLeftTheWindow) {
  for (std::uint64_t i = 1; i <= window + 1; ++i)
    must_append(any(i, 10 + static_cast<std::int64_t>(i)));
  const auto expired = append(any(1, 11));
  ASSERT_FALSE(expired);
  EXPECT_EQ(expired.error().code, Errc::expired);
  EXPECT_EQ(detail(expired.error(), "reason"), "request_expired");
  reopen();
  EXPECT_EQ(append(any(1, 11)).error().code, Errc::expired);
  EXPECT_EQ(must_append(any(2, 12)).outcome, Outcome::repeated);
  EXPECT_EQ(log_->head(), Position{window + 1});
}

TEST_F(WindowedRepeats, ANewRequestOlderThanTheEdgeCannotBeToldFromARepeat) {
  for (std::uint64_t i = 1; i <= window; ++i) must_append(any(i, 100));
  must_append(any(50, 20));  // pushes out request 1: the edge is now second 100
  EXPECT_EQ(append(any(60, 100)).error().code, Errc::expired);
  EXPECT_EQ(must_append(any(61, 101)).outcome, Outcome::appended);
  EXPECT_EQ(must_append(any(50, 20)).outcome, Outcome::repeated);
}

TEST_F(WindowedRepeats, FramesWithAnExactPartNeitherFillTheWindowNorExpire) {
  for (std::uint64_t i = 1; i <= window + 1; ++i) must_append(any(i, 100));
  must_append(frame(request(70, 5), {part("case-1", Expected::no_stream(), {event("opened")})}));
  for (std::uint64_t i = 0; i < 10; ++i)
    must_append(frame(request(80 + i, 5),
                      {part("case-2", Expected::exactly(Version{i}), {event("noted")})}));
  EXPECT_EQ(must_append(any(5, 100)).outcome, Outcome::repeated);
}

TEST_F(WindowedRepeats, WithAnotherContentAreRefusedAsReused) {
  must_append(any(1, 10));
  const auto reused =
      append(frame(request(1, 10), {part("reads", Expected::exists(), {event("read")})}));
  ASSERT_FALSE(reused);
  EXPECT_EQ(detail(reused.error(), "reason"), "request_reused");
}

TEST_F(WindowedRepeats, ManyRoundsThroughTheWindowForgetInOrder) {
  for (std::uint64_t i = 1; i <= 300; ++i) {
    must_append(any(i, static_cast<std::int64_t>(i)));
    if (i % 100 == 0) reopen();
  }
  for (std::uint64_t i = 290; i <= 300; ++i) {
    const auto outcome = append(any(i, static_cast<std::int64_t>(i)));
    if (i > 300 - window)
      EXPECT_EQ(outcome->outcome, Outcome::repeated) << i;
    else
      EXPECT_EQ(outcome.error().code, Errc::expired) << i;
  }
}

}  // namespace riskflow::eventstore
