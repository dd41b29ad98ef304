// Reading: whole commits in order, one stream, one moment; and damage is never taken for an end.

#include <thread>

#include "eventstore/tiles.hpp"
#include "tests/eventstore/damaged_log.hpp"

namespace riskflow::eventstore {

using LogReads = LogTest;

TEST_F(LogReads, FromTheMiddleOfACommitTheWholeCommit) {
  must_append(frame(1, "a", Expected::any()));
  must_append(
      frame(request(2), {part("b", Expected::any(), {event("t"), event("t"), event("t")})}));
  must_append(frame(3, "c", Expected::any()));
  for (const std::uint64_t from : {1u, 2u, 3u}) {
    const auto read = everything(Position{from});
    ASSERT_EQ(read.size(), 2u) << from;
    EXPECT_NE(read[0].find("first=1 events=3"), std::string::npos) << read[0];
  }
  EXPECT_EQ(log_->commit_at(Position{3})->header.first, Position{1});
}

// The event at `position` as "first/version:payload", or the error's code.
static std::string event_at(const Log& log, std::uint64_t position) {
  std::string out;
  const auto read =
      log.read_event(Position{position}, [&](const CommitHeader& header, const StoredEvent& e) {
        EXPECT_EQ(e.position, Position{position});
        out = std::to_string(to_number(header.first)) + "/" + std::to_string(to_number(e.version)) +
              ":" + std::string(e.payload);
        return Reading::more;
      });
  return read ? out : std::string(to_text(read.error().code));
}

TEST_F(LogReads, OneEventOutOfTheMiddleOfACommit) {
  must_append(frame(1, "a", Expected::any()));
  must_append(frame(request(2), {part("a", Expected::any(), {event("t", "one")}),
                                 part("b", Expected::any(), {event("t", ""), event("t", "two")})}));
  EXPECT_EQ(event_at(*log_, 1), "1/2:one");
  EXPECT_EQ(event_at(*log_, 2), "1/1:");
  EXPECT_EQ(event_at(*log_, 3), "1/2:two");
  EXPECT_EQ(event_at(*log_, 4), "not_found");
}

TEST_F(LogReads, UntilTheVisitorHasEnoughAndAnswerWhereItStopped) {
  for (std::uint64_t i = 0; i < 6; ++i)
    must_append(frame(request(i + 1), {part("a", Expected::any(), {event("t"), event("t")})}));
  int seen = 0;
  const auto stopped = log_->read(
      Position{2}, [&](const Commit&) { return ++seen == 2 ? Reading::enough : Reading::more; });
  EXPECT_EQ(stopped, Position{6});
  EXPECT_EQ(log_->read(Position{12}, [](const Commit&) { return Reading::more; }), Position{12});
}

TEST_F(LogReads, NothingPastTheHeadButSayThatItIsNotThere) {
  must_append(frame(1, "a", Expected::any()));
  EXPECT_EQ(log_->commit_at(Position{1}).error().code, Errc::not_found);
  const auto read = log_->read(Position{2}, [](const Commit&) { return Reading::more; });
  EXPECT_EQ(read.error().code, Errc::not_found);
}

TEST_F(LogReads, AnEmptyLogWithoutAnError) {
  EXPECT_EQ(log_->head(), Position{0});
  EXPECT_EQ(log_->last_recorded(), Instant{});
  EXPECT_TRUE(everything().empty());
  EXPECT_EQ(log_->version_of({"a"}), Version{0});
  EXPECT_EQ(log_->position_at(at_second(5)), Position{0});
}

static std::vector<std::string> stream_from(const Log& log, const std::string& stream,
                                            std::uint64_t after, Version* version = nullptr) {
  std::vector<std::string> out;
  const auto read =
      log.read_stream({stream}, Version{after}, [&](const CommitHeader&, const StoredEvent& e) {
        out.push_back(std::to_string(to_number(e.version)) + ":" + std::string(e.payload));
        return Reading::more;
      });
  EXPECT_TRUE(read) << read.error().message;
  if (version != nullptr) *version = *read;
  return out;
}

TEST_F(LogReads, TheEventsOfOneStreamAndOfNoOtherWithALikeName) {
  for (const char* name : {"case-1", "case-10", "case-1.0", "case-", "case"})
    must_append(frame(request(static_cast<std::uint64_t>(std::hash<std::string>{}(name))),
                      {part(name, Expected::no_stream(), {event("t", name)})}));
  for (const std::string name : {"case-1", "case-10", "case-1.0", "case-", "case"}) {
    Version version{};
    EXPECT_EQ(stream_from(*log_, name, 0, &version), std::vector{"1:" + name});
    EXPECT_EQ(version, Version{1});
  }
  EXPECT_TRUE(stream_from(*log_, "case-2", 0).empty());
}

TEST_F(LogReads, AStreamFromEveryVersionAlsoWithinACommit) {
  must_append(frame(request(1), {part("x", Expected::any(), {event("t", "x")}),
                                 part("a", Expected::any(), {event("t", "1"), event("t", "2")})}));
  must_append(frame(2, "x", Expected::any()));
  must_append(frame(request(3), {part("a", Expected::any(),
                                      {event("t", "3"), event("t", "4"), event("t", "5")})}));
  const std::vector<std::string> all{"1:1", "2:2", "3:3", "4:4", "5:5"};
  for (std::uint64_t after = 0; after <= 7; ++after) {
    const auto skipped = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(after, 5));
    Version version{};
    EXPECT_EQ(stream_from(*log_, "a", after, &version),
              std::vector<std::string>(all.begin() + skipped, all.end()));
    EXPECT_EQ(version, Version{5});
  }
  const auto stopped =
      log_->read_stream({"a"}, Version{0}, [](const CommitHeader&, const StoredEvent& e) {
        return e.version == Version{3} ? Reading::enough : Reading::more;
      });
  EXPECT_EQ(stopped, Version{3});
}

TEST_F(LogReads, ThePositionAfterTheLastCommitRecordedByAMoment) {
  const std::vector<std::int64_t> seconds{10, 10, 20, 30, 30, 30, 45};
  for (std::uint64_t i = 0; i < seconds.size(); ++i) {
    clock_.set(at_second(seconds[i]));
    must_append(frame(request(i + 1), {part("a", Expected::any(), {event("t"), event("t")})}));
  }
  const auto at = [&](std::int64_t second) {
    return to_number(log_->position_at(at_second(second)).value());
  };
  EXPECT_EQ(at(9), 0u);
  EXPECT_EQ(at(10), 4u);
  EXPECT_EQ(at(19), 4u);
  EXPECT_EQ(at(20), 6u);
  EXPECT_EQ(at(30), 12u);
  EXPECT_EQ(at(44), 12u);
  EXPECT_EQ(at(45), 14u);
  EXPECT_EQ(at(1'000), 14u);
}

TEST_F(LogReads, NeverPastTheHeadThatWasDurableWhileWritersWrite) {
  std::atomic<bool> writing = true;
  std::atomic<int> looks = 0;
  std::jthread reader([&] {
    while (writing || looks < 3) {
      const Position floor = log_->head();
      Position seen{0};
      const auto end = log_->read(Position{0}, [&](const Commit& commit) {
        seen = commit.header.first + commit.header.events;
        return Reading::more;
      });
      ASSERT_TRUE(end) << end.error().message;
      ASSERT_EQ(*end, seen);
      ASSERT_LE(floor, seen);
      ASSERT_LE(seen, log_->head());
      const auto version = log_->version_of({"shared"});
      ASSERT_TRUE(version);
      ASSERT_LE(to_number(*version), to_number(log_->head()));
      ++looks;
    }
  });
  {
    std::vector<std::jthread> writers;
    for (std::uint64_t w = 0; w < 4; ++w)
      writers.emplace_back([&, w] {
        for (std::uint64_t i = 0; i < 60; ++i)
          must_append(frame(w * 1'000 + i, i % 2 == 0 ? "shared" : "own-" + std::to_string(w),
                            Expected::any()));
      });
  }
  writing = false;
  reader.join();
  EXPECT_EQ(log_->version_of({"shared"}), Version{120});
}

class DamageIsReported : public DamagedLog {
 protected:
  Error read_error() {
    const auto read = log_->read(Position{0}, [](const Commit&) { return Reading::more; });
    EXPECT_FALSE(read);
    return read ? Error{} : read.error();
  }

  Error stream_error() {
    const auto read = log_->read_stream(
        {"a"}, Version{0}, [](const CommitHeader&, const StoredEvent&) { return Reading::more; });
    EXPECT_FALSE(read);
    return read ? Error{} : read.error();
  }
};

TEST_F(DamageIsReported, OfAFlippedByteInAPayloadNamingItsPosition) {
  ASSERT_TRUE(flip(Family::payloads, position_key(Position{4}), 27));
  const Error error = read_error();
  EXPECT_EQ(error.code, Errc::corrupt);
  EXPECT_EQ(detail(error, "position"), "5");  // byte 27 lies in the second payload
  EXPECT_EQ(log_->commit_at(Position{4}).error().code, Errc::corrupt);
  EXPECT_EQ(event_at(*log_, 5), "corrupt");
  EXPECT_EQ(stream_error().code, Errc::corrupt);
  EXPECT_TRUE(log_->commit_at(Position{3}));
}

TEST_F(DamageIsReported, OfAFlippedByteAnywhereInASkeleton) {
  const Bytes key = position_key(Position{2});
  for (std::size_t at = 0; at < 201; at += 40) {
    ASSERT_TRUE(flip(Family::skeletons, key, at)) << at;
    const Error error = read_error();
    EXPECT_EQ(error.code, Errc::corrupt) << at;
    EXPECT_EQ(detail(error, "position"), "2") << at;
    ASSERT_TRUE(flip(Family::skeletons, key, at));  // back again
  }
  EXPECT_EQ(everything().size(), 6u);
}

// ---- on opening ----

TEST_F(DamageIsReported, OnOpeningWhenItIsAmongTheLastEvents) {
  const auto opened = flip(Family::skeletons, position_key(Position{10}), 5);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::corrupt);
  EXPECT_EQ(detail(opened.error(), "position"), "10");
}

TEST_F(DamageIsReported, OnOpeningWhenTheTreeHasMoreOrFewerLeavesThanTheLog) {
  const Bytes key = tile_key({1, 0});
  EXPECT_EQ(flip(Family::tree, key, 3).error().code, Errc::corrupt);
  EXPECT_TRUE(flip(Family::tree, key, 3));
  EXPECT_EQ(damage([&](Tables&, Batch& batch) { batch.erase(Family::tree, key); }).error().code,
            Errc::corrupt);
}

TEST_F(DamageIsReported, OfACommitThatIsMissing) {
  ASSERT_TRUE(damage([](Tables&, Batch& batch) {
    batch.erase(Family::skeletons, position_key(Position{4}));
    batch.erase(Family::payloads, position_key(Position{4}));
  }));
  EXPECT_EQ(detail(read_error(), "position"), "4");
  EXPECT_EQ(log_->commit_at(Position{5}).error().code, Errc::corrupt);
  EXPECT_EQ(event_at(*log_, 5), "corrupt");
  EXPECT_EQ(stream_error().code, Errc::corrupt);
}

TEST_F(DamageIsReported, OfACommitThatLiesUnderAnothersPosition) {
  ASSERT_TRUE(damage([](Tables& tables, Batch& batch) {
    for (const Family family : {Family::skeletons, Family::payloads})
      batch.put(family, position_key(Position{4}),
                *tables.get(family, position_key(Position{6})).value());
  }));
  EXPECT_EQ(detail(read_error(), "position"), "4");
}

TEST_F(DamageIsReported, OfAStreamEntryThatIsFlippedOrMissing) {
  ASSERT_TRUE(flip(Family::streams, stream_key("a", Version{5}), 7));
  EXPECT_EQ(stream_error().code, Errc::corrupt);
  ASSERT_TRUE(damage(
      [](Tables&, Batch& batch) { batch.erase(Family::streams, stream_key("a", Version{5})); }));
  const Error error = stream_error();
  EXPECT_EQ(error.code, Errc::corrupt);
  EXPECT_EQ(detail(error, "stream"), "a");
}

TEST_F(DamageIsReported, OfALastCommitThatTheHeadDoesNotKnow) {
  const auto opened = damage(
      [](Tables&, Batch& batch) { batch.erase(Family::skeletons, position_key(Position{10})); });
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::corrupt);
}

TEST_F(DamageIsReported, OfAHeadOrAGenesisThatIsFlipped) {
  EXPECT_EQ(flip(Family::meta, Bytes(head_key), 3).error().code, Errc::corrupt);
  EXPECT_TRUE(flip(Family::meta, Bytes(head_key), 3));
  EXPECT_EQ(flip(Family::meta, Bytes(genesis_key), 12).error().code, Errc::corrupt);
}

TEST_F(DamageIsReported, NotOfANewerFormatWhichIsRefusedWithAClearWord) {
  const auto opened = damage([](Tables& tables, Batch& batch) {
    Bytes genesis = *tables.get(Family::meta, genesis_key).value();
    genesis[9] = 3;
    batch.put(Family::meta, genesis_key, genesis);
  });
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::corrupt);
  EXPECT_NE(opened.error().message.find("format 3"), std::string::npos) << opened.error().message;
}

}  // namespace riskflow::eventstore
