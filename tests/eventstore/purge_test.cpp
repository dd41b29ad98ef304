// A purge: what is sealed and of no use goes from the disk; everything else stays, and is proved as
// before.

#include <fstream>
#include <thread>

#include <fmt/format.h>

#include "eventstore/records.hpp"
#include "tests/eventstore/failing_files.hpp"
#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

class APurge : public LogTest {
 protected:
  // Events n has "plain n", then an envelope about ann or about ben, and "end"; the third of a
  // commit has none.
  APurge() {
    for (std::uint64_t n = 0; n < 60; n += 3)
      must_append(frame(request(n + 1), {part("a", Expected::any(),
                                              {sealed_event(n, "ann"), sealed_event(n + 1, "ben"),
                                               event("t", fmt::format("plain {}", n + 2))})}));
  }

  static std::string envelope_of(std::uint64_t n, std::string_view about) {
    std::string noise;
    for (std::uint64_t i = 1; noise.size() < 600; ++i)
      noise += fmt::format("{:016x}", (n + 1) * i * 0x9e3779b97f4a7c15u);
    return fmt::format("{} {}", about, noise);
  }
  static EncodedEvent sealed_event(std::uint64_t n, std::string_view about) {
    const auto plain = fmt::format("plain {}", n);
    const auto envelope = envelope_of(n, about);
    std::string piece;
    for (std::size_t i = 0; i < 4; ++i) piece += static_cast<char>(envelope.size() >> (8 * i));
    piece += envelope;
    auto out = event("t", plain + piece + "end");
    out.sealed = {
        {static_cast<std::uint32_t>(plain.size()), static_cast<std::uint32_t>(piece.size())}};
    return out;
  }

  static Result<bool> about_ann(BytesView envelope) { return envelope.starts_with("ann"); }
  Purged must_purge() {
    const auto done = log_->purge(log_->head(), about_ann);
    EXPECT_TRUE(done) << done.error().message;
    return done.value_or(Purged{});
  }

  Bytes payload_at(std::uint64_t n) {
    Bytes out;
    EXPECT_TRUE(log_->read_event(Position{n}, [&](const CommitHeader&, const StoredEvent& e) {
      out = e.payload;
      return Reading::enough;
    }));
    return out;
  }

  // What of ann's envelopes stands in the files of the log.
  std::size_t left_on_disk() const {
    std::size_t found = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / "log")) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string content{std::istreambuf_iterator<char>(in), {}};
      for (std::uint64_t n = 0; n < 60; n += 3)
        found += content.contains(envelope_of(n, "ann").substr(100, 64)) ? 1 : 0;
    }
    return found;
  }

  void expect_purged() {
    for (std::uint64_t n = 0; n < 60; ++n) {
      const auto payload = payload_at(n);
      EXPECT_TRUE(payload.starts_with(fmt::format("plain {}", n)));
      EXPECT_EQ(payload.contains(envelope_of(n, "ben")), n % 3 == 1) << n;
      if (n % 3 == 0) {
        EXPECT_TRUE(payload.ends_with("end"));
        EXPECT_EQ(payload.size(), fmt::format("plain {}", n).size() + 37 + 3);
      }
    }
    EXPECT_EQ(left_on_disk(), 0u);
    const auto scrubbed = log_->scrub();
    ASSERT_TRUE(scrubbed) << scrubbed.error().message;
    EXPECT_EQ(scrubbed->purged, 20u);
  }
};

TEST_F(APurge, TakesWhatMayGoFromEveryFileAndLeavesTheRest) {
  EXPECT_GE(left_on_disk(), 20u) << "or the search finds nothing";
  const auto done = must_purge();
  EXPECT_EQ(done.fields, 20u);
  EXPECT_EQ(done.events, 20u);
  expect_purged();
  reopen();
  expect_purged();
}

TEST_F(APurge, RemovesWhatABackupThatWasKilledLeftBesideTheLog) {
  fs::create_directories(folder_ / "log.staged");
  for (const auto& file : fs::directory_iterator(folder_ / "log"))
    fs::create_hard_link(file.path(), folder_ / "log.staged" / file.path().filename());
  must_purge();
  EXPECT_FALSE(fs::exists(folder_ / "log.staged"));
}

// RocksDB removes files in a thread of its own, while any other flush that ends wakes the purge.
TEST_F(APurge, IsDoneWhenTheLastFileIsRemoved) {
  FailingFiles files;
  Seams seams;
  seams.env = files.env();
  reopen(seams);
  files.delay_next_removal();
  std::atomic<bool> done{false};
  std::jthread writer([&] {
    const std::string large(200'000, 'x');
    for (std::uint64_t n = 2000; n < 2080 && !done; ++n)
      must_append(frame(request(n), {part("b", Expected::any(), {event("t", large)})}));
  });
  EXPECT_TRUE(log_->purge(Position{60}, about_ann));
  EXPECT_EQ(left_on_disk(), 0u);
  done = true;
  files.let_go();
  writer.join();
  reopen();
}

TEST_F(APurge, SaysHowManyBytesThereWereBeforeAndAfter) {
  const auto done = must_purge();
  EXPECT_GT(done.bytes_before, 40u * 600u);
  EXPECT_LT(done.bytes_after, done.bytes_before - 20 * 500);
}

TEST_F(APurge, LeavesEveryProofAsItWas) {
  const auto size = to_number(log_->head());
  const auto tree = log_->tree(size).value();
  std::vector<Bytes> leaves;
  for (std::uint64_t n = 0; n < size; ++n) leaves.push_back(log_->leaf(Position{n}).value());
  must_purge();
  EXPECT_EQ(log_->tree(size).value(), tree);
  for (std::uint64_t n = 0; n < size; ++n) EXPECT_EQ(log_->leaf(Position{n}).value(), leaves[n]);
  reopen();
  EXPECT_EQ(log_->tree(size).value(), tree);
}

TEST_F(APurge, DoneAgainChangesNothingAndCountsTheSame) {
  must_purge();
  const auto again = must_purge();
  EXPECT_EQ(again.fields, 20u);
  expect_purged();
}

TEST_F(APurge, OfTheFirstEventsLeavesTheLaterAlone) {
  const auto done = log_->purge(Position{30}, about_ann);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->fields, 10u);
  EXPECT_TRUE(payload_at(30).contains(envelope_of(30, "ann")));
  EXPECT_EQ(log_->purge(Position{61}, about_ann).error().code, Errc::not_found);
}

TEST_F(APurge, ThatFailedAnywhereIsDoneByTheNext) {
  for (int asked = 0; asked < 40; asked += 7) {
    int left = asked;
    const auto failed = log_->purge(log_->head(), [&](BytesView envelope) -> Result<bool> {
      if (left-- == 0) return fail(Errc::unavailable, "the keys cannot be read");
      return about_ann(envelope);
    });
    EXPECT_EQ(failed.error().message, "the keys cannot be read");
    reopen();
    ASSERT_TRUE(log_->scrub());
  }
  must_purge();
  expect_purged();
}

TEST_F(APurge, WhoseWriteFailsStopsTheLogAndIsDoneAfterItIsOpenedAnew) {
  FailingFiles files;
  Seams seams;
  seams.env = files.env();
  reopen(seams);
  files.fail_syncs();
  EXPECT_FALSE(log_->purge(log_->head(), about_ann));
  files.heal();
  EXPECT_EQ(append(frame(1000, "b", Expected::any())).error().code, Errc::unavailable);
  reopen();
  must_purge();
  expect_purged();
}

// What is left is checked as what is whole: purged is a state, damaged is another.
TEST_F(APurge, IsToldFromDamage) {
  must_purge();
  log_.reset();
  const auto key = position_key(Position{3});
  Bytes record;
  {
    auto tables = Tables::open({.folder = folder_ / "log", .write_buffer_bytes = 1 << 20});
    ASSERT_TRUE(tables);
    record = (*tables)->get(Family::payloads, key)->value();
  }
  // From the purged payload's sizes to the end of its bytes.
  for (std::size_t at = 1; at < 1 + 2 + 12 + 7 + 37 + 3; at += 4) {
    auto changed = record;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    {
      auto tables = Tables::open({.folder = folder_ / "log", .write_buffer_bytes = 1 << 20});
      Batch batch(**tables);
      batch.put(Family::payloads, key, changed);
      ASSERT_TRUE((*tables)->write(batch));
    }
    open();
    EXPECT_EQ(log_->commit_at(Position{3}).error().code, Errc::corrupt) << at;
    EXPECT_EQ(log_->scrub().error().code, Errc::corrupt) << at;
    log_.reset();
  }
}

TEST_F(APurge, GoesOnBesideAppendsAndReads) {
  std::atomic<bool> done{false};
  std::jthread reader([&] {
    while (!done) EXPECT_TRUE(log_->read(Position{0}, [](const Commit&) { return Reading::more; }));
  });
  std::jthread writer([&] {
    for (std::uint64_t n = 0; !done; ++n) must_append(frame(2000 + n, "b", Expected::any()));
  });
  const auto until = Position{60};
  EXPECT_EQ(log_->purge(until, about_ann)->fields, 20u);
  done = true;
  writer.join();
  reader.join();
  expect_purged();
}

TEST_F(APurge, NeedsPiecesThatAreASizeAndAnEnvelope) {
  for (const SealedPiece wrong : {SealedPiece{0, 3}, SealedPiece{0, 4}, SealedPiece{5, 8},
                                  SealedPiece{0, 8}, SealedPiece{100, 1}}) {
    auto one = event("t", std::string("\3\0\0\0abcdef", 10));
    one.sealed = {wrong};
    const auto refused = append(frame(request(3000), {part("c", Expected::any(), {one})}));
    ASSERT_FALSE(refused) << wrong.offset << " " << wrong.size;
    EXPECT_EQ(refused.error().target, "parts[0].events[0].sealed");
  }
  auto twice = event("t", std::string("\3\0\0\0abcdef", 10));
  twice.sealed = {{0, 7}, {0, 7}};
  EXPECT_FALSE(append(frame(request(3001), {part("c", Expected::any(), {twice})})));
}

}  // namespace riskflow::eventstore
