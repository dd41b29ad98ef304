// What an append promises: order, atomicity, expectations, limits, and that it is still there after
// the log has been opened again.

#include "eventstore/log.hpp"

#include <algorithm>
#include <thread>

#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

using LogAppends = LogTest;
using LogRefuses = LogTest;

TEST_F(LogAppends, ManyWritersGetDensePositionsWithoutAGapOrARepeat) {
  constexpr std::size_t writers = 8;
  constexpr std::size_t frames = 40;
  std::vector<std::vector<Receipt>> receipts(writers);
  {
    std::vector<std::jthread> threads;
    for (std::size_t w = 0; w < writers; ++w)
      threads.emplace_back([&, w] {
        for (std::size_t i = 0; i < frames; ++i) {
          const auto receipt =
              append(frame(request(w * frames + i),
                           {part("stream-" + std::to_string(w), Expected::any(),
                                 std::vector<EncodedEvent>(1 + i % 3, event("thing.done")))}));
          if (receipt) receipts[w].push_back(*receipt);
        }
      });
  }
  std::vector<Receipt> all;
  for (const auto& some : receipts) all.insert(all.end(), some.begin(), some.end());
  ASSERT_EQ(all.size(), writers * frames);
  std::ranges::sort(all, {}, &Receipt::first);
  Position next{0};
  for (const Receipt& receipt : all) {
    ASSERT_EQ(receipt.first, next);
    next = next + receipt.events;
  }
  EXPECT_EQ(log_->head(), next);
}

TEST_F(LogAppends, AFrameOfSeveralPartsIsTakenWholeAndItsEventsAreNeighbours) {
  const Receipt receipt = must_append(
      frame(request(1),
            {part("alert-1", Expected::no_stream(), {event("alert.confirmed")}),
             part("case-1", Expected::no_stream(), {event("case.opened"), event("case.assigned")}),
             check("roles", Expected::no_stream())}));
  EXPECT_EQ(receipt.first, Position{0});
  EXPECT_EQ(receipt.events, 3u);
  const auto commit = log_->commit_at(Position{1});
  ASSERT_TRUE(commit);
  ASSERT_EQ(commit->events.size(), 3u);
  EXPECT_EQ(commit->events[0].stream, "alert-1");
  EXPECT_EQ(commit->events[0].version, Version{1});
  EXPECT_EQ(commit->events[1].type, "case.opened");
  EXPECT_EQ(commit->events[2].stream, "case-1");
  EXPECT_EQ(commit->events[2].version, Version{2});
  EXPECT_EQ(commit->events[2].position, Position{2});
}

TEST_F(LogAppends, AFrameWithOnePartThatDoesNotFitChangesNothingAtAll) {
  must_append(frame(1, "case-1", Expected::no_stream()));
  const auto refused =
      append(frame(request(2), {part("alert-1", Expected::no_stream(), {event("alert.confirmed")}),
                                part("case-1", Expected::no_stream(), {event("case.opened")})}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::conflict);
  EXPECT_EQ(log_->head(), Position{1});
  EXPECT_EQ(log_->version_of({"alert-1"}), Version{0});
}

TEST_F(LogAppends, AConflictNamesTheStreamAndBothVersions) {
  must_append(frame(1, "case-1", Expected::no_stream()));
  must_append(frame(2, "case-1", Expected::exactly(Version{1})));
  const auto refused = append(frame(3, "case-1", Expected::exactly(Version{1})));
  ASSERT_FALSE(refused);
  const Error& error = refused.error();
  EXPECT_EQ(error.code, Errc::conflict);
  EXPECT_EQ(detail(error, "reason"), "conflict");
  EXPECT_EQ(detail(error, "stream"), "case-1");
  EXPECT_EQ(detail(error, "expected_version"), "1");
  EXPECT_EQ(detail(error, "actual_version"), "2");
}

TEST_F(LogAppends, AVersionThatIsNotReachedYetIsAConflictToo) {
  must_append(frame(1, "case-1", Expected::no_stream()));
  const auto refused = append(frame(2, "case-1", Expected::exactly(Version{5})));
  ASSERT_FALSE(refused);
  EXPECT_EQ(detail(refused.error(), "actual_version"), "1");
}

TEST_F(LogAppends, ExpectedExistsNeedsAnEventAndExpectedAnyNeedsNothing) {
  const auto refused = append(frame(1, "case-1", Expected::exists()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(detail(refused.error(), "expected_version"), "exists");
  must_append(frame(2, "case-1", Expected::any()));
  must_append(frame(3, "case-1", Expected::exists()));
  must_append(frame(4, "case-1", Expected::any()));
  EXPECT_EQ(log_->version_of({"case-1"}), Version{3});
}

TEST_F(LogAppends, AFrameOfChecksOnlyWritesNothingAndAnswersTheHead) {
  must_append(frame(1, "roles", Expected::no_stream()));
  const Receipt receipt = must_append(frame(
      request(2), {check("roles", Expected::exactly(Version{1})), check("x", Expected::any())}));
  EXPECT_EQ(receipt.events, 0u);
  EXPECT_EQ(receipt.first, Position{1});
  EXPECT_EQ(log_->head(), Position{1});
  const auto refused = append(frame(request(3), {check("roles", Expected::no_stream())}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::conflict);
}

TEST_F(LogAppends, TheRecordedTimeNeverGoesBackWhenTheClockDoes) {
  clock_.set(at_second(100));
  EXPECT_EQ(must_append(frame(1, "a", Expected::any())).recorded, at_second(100));
  clock_.set(at_second(40));
  EXPECT_EQ(must_append(frame(2, "a", Expected::any())).recorded, at_second(100));
  reopen();
  EXPECT_EQ(must_append(frame(3, "a", Expected::any())).recorded, at_second(100));
  clock_.set(at_second(101));
  EXPECT_EQ(must_append(frame(4, "a", Expected::any())).recorded, at_second(101));
  EXPECT_EQ(log_->last_recorded(), at_second(101));
}

TEST_F(LogAppends, EverythingAndTheIdentityAreThereAfterOpeningAgain) {
  const LogId id = log_->id();
  for (std::uint64_t i = 0; i < 50; ++i)
    must_append(frame(i, "stream-" + std::to_string(i % 7), Expected::any(), std::string(i, 'x')));
  const auto before = everything();
  reopen();
  EXPECT_EQ(log_->id(), id);
  EXPECT_EQ(log_->head(), Position{50});
  EXPECT_EQ(everything(), before);
  EXPECT_EQ(log_->version_of({"stream-3"}), Version{7});
  must_append(frame(50, "stream-3", Expected::exactly(Version{7})));
}

TEST_F(LogAppends, TwoLogsHaveDifferentIdentities) {
  LogOptions other = options();
  other.folder = folder_ / "other";
  const auto opened = Log::open(other);
  ASSERT_TRUE(opened);
  EXPECT_NE((*opened)->id(), log_->id());
  EXPECT_TRUE((*opened)->id());
}

TEST_F(LogAppends, AnEmptyPayloadAndTheLargestFrameComeBackUnchanged) {
  must_append(frame(1, "a", Expected::any(), ""));
  const std::string large(512 * 1024 - 1 - std::string("thing.done").size(), '\0');
  must_append(frame(2, "b", Expected::any(), large));
  const auto first = log_->commit_at(Position{0});
  const auto second = log_->commit_at(Position{1});
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->events[0].payload, "");
  EXPECT_EQ(second->events[0].payload, large);
}

TEST_F(LogAppends, AllOfTheHeaderComesBackAsItWasGiven) {
  Frame given = frame(1, "a", Expected::any());
  given.actor.kind = ActorRef::Kind::reactor;
  given.actor.ref.bytes[3] = 7;
  given.cause.event = Position{0};
  given.cause.correlation = request(77);
  given.occurred = Instant{std::chrono::microseconds{-5}};
  given.parts[0].events[0].schema = 9;
  const CommitHeader expected{.request = given.request,
                              .first = Position{0},
                              .events = 1,
                              .actor = given.actor,
                              .cause = given.cause,
                              .occurred = given.occurred,
                              .recorded = at_second(0)};
  must_append(std::move(given));
  const auto commit = log_->commit_at(Position{0});
  ASSERT_TRUE(commit);
  EXPECT_EQ(commit->header, expected);
  EXPECT_EQ(commit->events[0].schema, 9);
}

TEST_F(LogRefuses, AFolderThatAnotherLogHasOpen) {
  const auto second = Log::open(options());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Errc::unavailable);
}

TEST_F(LogRefuses, AFolderThatHoldsOtherFiles) {
  std::filesystem::create_directories(folder_ / "photos/2026");
  LogOptions other = options();
  other.folder = folder_ / "photos";
  const auto opened = Log::open(other);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::corrupt);
}

TEST_F(LogRefuses, AFrameThatIsTooLargeNamingLimitAndSize) {
  const auto refused = append(frame(1, "a", Expected::any(), std::string(512 * 1024, 'x')));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::too_large);
  EXPECT_EQ(detail(refused.error(), "reason"), "too_large");
  EXPECT_EQ(detail(refused.error(), "limit"), "524288");
  EXPECT_EQ(detail(refused.error(), "actual"), "524299");
}

TEST_F(LogRefuses, AFrameOfTooManyEventsOrParts) {
  const auto events = append(frame(
      request(1), {part("a", Expected::any(), std::vector<EncodedEvent>(4097, event("t", "")))}));
  ASSERT_FALSE(events);
  EXPECT_EQ(events.error().code, Errc::too_large);
  EXPECT_EQ(detail(events.error(), "actual"), "4097");
  std::vector<Part> parts;
  for (int i = 0; i < 4097; ++i) parts.push_back(check("s-" + std::to_string(i), Expected::any()));
  const auto checks = append(frame(request(2), std::move(parts)));
  ASSERT_FALSE(checks);
  EXPECT_EQ(checks.error().target, "parts");
  must_append(frame(request(3),
                    {part("a", Expected::any(), std::vector<EncodedEvent>(4096, event("t", "")))}));
}

struct BadFrame {
  const char* name;
  const char* target;
  std::function<void(Frame&)> spoil;
};

class AFrameIsRefused : public LogTest, public ::testing::WithParamInterface<BadFrame> {};

TEST_P(AFrameIsRefused, NamingTheFieldThatIsWrong) {
  Frame bad = frame(request(1), {part("a", Expected::any(), {event("t"), event("u")}),
                                 part("b", Expected::any(), {event("t")})});
  GetParam().spoil(bad);
  const auto refused = append(std::move(bad));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::invalid);
  EXPECT_EQ(refused.error().target, GetParam().target);
  EXPECT_EQ(log_->head(), Position{0});
}

INSTANTIATE_TEST_SUITE_P(
    Table, AFrameIsRefused,
    ::testing::Values(
        BadFrame{"NoRequest", "request", [](Frame& f) { f.request = {}; }},
        BadFrame{"UnknownActor", "actor.kind",
                 [](Frame& f) { f.actor.kind = static_cast<ActorRef::Kind>(9); }},
        BadFrame{"NoParts", "parts", [](Frame& f) { f.parts.clear(); }},
        BadFrame{"OneStreamTwice", "parts", [](Frame& f) { f.parts[1].stream = {"a"}; }},
        BadFrame{"NoStreamName", "parts[1].stream", [](Frame& f) { f.parts[1].stream = {""}; }},
        BadFrame{"UpperCaseStream", "parts[1].stream",
                 [](Frame& f) { f.parts[1].stream = {"Case-1"}; }},
        BadFrame{"ZeroByteInStream", "parts[0].stream",
                 [](Frame& f) { f.parts[0].stream = {std::string("a\0b", 3)}; }},
        BadFrame{"LongStreamName", "parts[0].stream",
                 [](Frame& f) { f.parts[0].stream = {std::string(97, 'a')}; }},
        BadFrame{"UnknownExpectation", "parts[1].expected",
                 [](Frame& f) { f.parts[1].expected.kind = static_cast<Expected::Kind>(0); }},
        BadFrame{"NoEventType", "parts[0].events[1].type",
                 [](Frame& f) { f.parts[0].events[1].type = ""; }},
        BadFrame{"SpaceInEventType", "parts[0].events[1].type",
                 [](Frame& f) { f.parts[0].events[1].type = "a b"; }},
        BadFrame{"LongEventType", "parts[1].events[0].type",
                 [](Frame& f) { f.parts[1].events[0].type = std::string(65, 'a'); }},
        BadFrame{"SchemaZero", "parts[1].events[0].schema",
                 [](Frame& f) { f.parts[1].events[0].schema = 0; }}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(LogRefuses, EveryAppendAfterItWasClosedButStillReads) {
  must_append(frame(1, "a", Expected::any()));
  log_->close();
  log_->close();
  const auto waited = append(frame(2, "a", Expected::any()));
  ASSERT_FALSE(waited);
  EXPECT_EQ(detail(waited.error(), "reason"), "closed");
  std::optional<Error> called;
  log_->append(frame(3, "a", Expected::any()),
               [&](Result<Receipt> outcome) { called = outcome.error(); });
  ASSERT_TRUE(called);
  EXPECT_EQ(called->code, Errc::unavailable);
  EXPECT_EQ(everything().size(), 1u);
}

TEST_F(LogAppends, AndOnceItIsClosedHasNothingToMakeUpForWhenItIsOpened) {
  must_append(frame(1, "a", Expected::any()));
  log_->close();
  std::uintmax_t journals = 0;
  for (const auto& file : std::filesystem::directory_iterator(log_->folder()))
    if (file.path().extension() == ".log") journals += file.file_size();
  EXPECT_EQ(journals, 0u);
  reopen();
  EXPECT_EQ(everything().size(), 1u);
}

TEST_F(LogAppends, ACallbackMayAppendAgainFromWithinItself) {
  constexpr int chain = 200;
  std::atomic<int> done = 0;
  std::function<void(Result<Receipt>)> next = [&](Result<Receipt> outcome) {
    if (!outcome || ++done == chain) return;
    log_->append(frame(static_cast<std::uint64_t>(done.load()), "a", Expected::any()), next);
  };
  log_->append(frame(0, "a", Expected::any()), next);
  log_->close();
  EXPECT_EQ(done.load(), chain);
  EXPECT_EQ(log_->head(), Position{chain});
}

}  // namespace riskflow::eventstore
