// A scrub: of records that do not fit one another, and, as a backup too, of files that have rotted
// below a log that runs: a table of any family, a page of the keys.

#include <set>

#include "eventstore/notary.hpp"
#include "eventstore/scrubber.hpp"
#include "eventstore/tiles.hpp"
#include "tests/eventstore/damaged_log.hpp"
#include "tests/eventstore/safe_log.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

class AScrub : public DamagedLog {
 protected:
  // Three leaves' tiles, and a last one that is not full.
  AScrub() {
    for (std::uint64_t i = 0; i < 3; ++i)
      must_append(
          frame(request(20 + i), {part("c", Expected::any(), std::vector(200, event("t", "more"))),
                                  part("d", Expected::any(), {event("t")})}));
  }
  std::string complaint() {
    const auto done = log_->scrub();
    if (done) return "";
    EXPECT_EQ(done.error().code, Errc::corrupt);
    return done.error().message;
  }
};

TEST_F(AScrub, OfASoundLogSaysWhatItHasRead) {
  const auto done = log_->scrub();
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->tree, log_->tree(to_number(log_->head())).value());
  EXPECT_EQ(done->commits, 9u);
  EXPECT_EQ(done->parts, 12u);
  EXPECT_EQ(done->tiles, 4u) << "863 events: three tiles of leaves, and one above";
}

TEST_F(AScrub, IsDoneStepByStepWhileEventsAreAppended) {
  for (const std::uint64_t step : {1U, 100U, 257U, 5'000U}) {
    const auto tree = log_->tree(to_number(log_->head())).value();
    Scrubber pass(*log_);
    std::optional<Scrubbed> found;
    for (std::uint64_t i = 0; !found; ++i) {
      if (i < 300)
        must_append(frame(request(1'000 * step + i), {part("e", Expected::any(), {event("t")})}));
      const auto done = pass.step(step);
      ASSERT_TRUE(done) << done.error().message;
      found = *done;
    }
    EXPECT_EQ(found->tree, tree);
  }
}

TEST_F(AScrub, OfAnEmptyLogHasNothingToSay) {
  const auto empty = Log::open({.folder = folder_ / "empty"});
  ASSERT_TRUE(empty);
  EXPECT_EQ((*empty)->scrub()->tree, (*empty)->tree(0).value());
}

TEST_F(AScrub, FindsAFlippedByteInEveryFamily) {
  const std::pair<Family, Bytes> places[] = {{Family::payloads, position_key(Position{4})},
                                             {Family::skeletons, position_key(Position{2})},
                                             {Family::streams, stream_key("a", Version{3})},
                                             {Family::tree, tile_key({0, 1})},
                                             {Family::requests, remembered_key(request(20))},
                                             {Family::requests, order_key(1)}};
  for (const auto& [family, key] : places) {
    ASSERT_TRUE(flip(family, key, 7));
    EXPECT_NE(complaint(), "") << static_cast<int>(family);
    ASSERT_TRUE(flip(family, key, 7));
    EXPECT_EQ(complaint(), "") << static_cast<int>(family);
  }
}

TEST_F(AScrub, FindsATileThatIsWholeButNotOfItsEvents) {
  const Bytes key = tile_key({0, 1});
  ASSERT_TRUE(damage([&](Tables& tables, Batch& batch) {
    auto hashes = decode_tile(key, *tables.get(Family::tree, key).value()).value();
    hashes[9][0] ^= 1;
    batch.put(Family::tree, key, encode_tile(hashes, key));
  }));
  EXPECT_NE(complaint().find("tile 1 of level 0"), std::string::npos) << complaint();
}

TEST_F(AScrub, FindsAStreamEntryThatIsMissingOrTooMany) {
  const Bytes key = stream_key("a", Version{3});
  Bytes value;
  ASSERT_TRUE(damage([&](Tables& tables, Batch& batch) {
    value = tables.get(Family::streams, key).value().value();
    batch.erase(Family::streams, key);
  }));
  EXPECT_NE(complaint().find("stream a"), std::string::npos) << complaint();
  const Bytes other = stream_key("nobody", Version{1});
  ASSERT_TRUE(damage([&](Tables&, Batch& batch) {
    batch.put(Family::streams, key, value);
    batch.put(Family::streams, other, encode(StreamEntry{Position{0}, 0, 1}, other));
  }));
  EXPECT_NE(complaint().find("13 entries"), std::string::npos) << complaint();
}

TEST_F(AScrub, CountsTheRequestsThatAreRemembered) {
  std::uint64_t entries = 0;
  ASSERT_TRUE(damage([&](Tables& tables, Batch&) {
    auto scan = tables.scan(Family::requests, {}, Access::few);
    for (scan.seek({}); scan.valid(); scan.next()) ++entries;
  }));
  EXPECT_GE(entries, 6u);
  EXPECT_EQ(log_->scrub()->requests, entries / 2) << "each stands there twice";
}

TEST_F(AScrub, FindsARememberedRequestThatIsMissingOnEitherSide) {
  for (const Bytes& key : {remembered_key(request(21)), order_key(0)}) {
    Bytes value;
    ASSERT_TRUE(damage([&](Tables& tables, Batch& batch) {
      value = tables.get(Family::requests, key).value().value();
      batch.erase(Family::requests, key);
    }));
    EXPECT_NE(complaint().find("remembered request"), std::string::npos) << complaint();
    ASSERT_TRUE(damage([&](Tables&, Batch& batch) { batch.put(Family::requests, key, value); }));
    EXPECT_EQ(complaint(), "");
  }
}

TEST_F(AScrub, FindsARequestThatNeverMadeTheCommitItIsRememberedFor) {
  const Bytes key = remembered_key(request(21));
  ASSERT_TRUE(damage([&](Tables& tables, Batch& batch) {
    auto entry = decode_remembered(key, *tables.get(Family::requests, key).value()).value();
    entry.first = Position{0};
    batch.put(Family::requests, key, encode(entry, key));
  }));
  EXPECT_NE(complaint().find("did not make it"), std::string::npos) << complaint();
}

TEST_F(AScrub, FindsARememberedRequestTooMany) {
  for (const Bytes& key : {order_key(1'000), Bytes("p")}) {
    ASSERT_TRUE(damage([&](Tables&, Batch& batch) {
      batch.put(Family::requests, key, encode_order(request(1), key));
    }));
    EXPECT_NE(complaint().find("remembered request"), std::string::npos) << complaint();
    ASSERT_TRUE(damage([&](Tables&, Batch& batch) { batch.erase(Family::requests, key); }));
    EXPECT_EQ(complaint(), "");
  }
}

TEST_F(AScrub, FindsWhatLiesBehindTheLastCommitOrBesideTheHead) {
  const std::pair<Family, Bytes> places[] = {{Family::payloads, position_key(Position{5'000})},
                                             {Family::meta, "note"}};
  for (const auto& [family, key] : places) {
    ASSERT_TRUE(damage([&](Tables&, Batch& batch) { batch.put(family, key, "x"); }));
    EXPECT_NE(complaint(), "") << key;
    ASSERT_TRUE(damage([&](Tables&, Batch& batch) { batch.erase(family, key); }));
    EXPECT_EQ(complaint(), "") << key;
  }
}

TEST_F(AScrub, FindsACommitThatIsMissing) {
  ASSERT_TRUE(damage([](Tables&, Batch& batch) {
    for (const auto family : {Family::skeletons, Family::payloads})
      batch.erase(family, position_key(Position{4}));
  }));
  EXPECT_NE(complaint().find("position 4"), std::string::npos) << complaint();
  EXPECT_NE(complaint().find("riskflow restore"), std::string::npos) << "what to do about it";
}

TEST_F(AScrub, ThatFindsDamageBreaksTheLogSoThatItTakesNothingMore) {
  ASSERT_TRUE(flip(Family::payloads, position_key(Position{4}), 7));
  must_append(frame(request(100), {part("a", Expected::any(), {event("t")})}));
  EXPECT_NE(complaint(), "");
  const auto health = log_->health();
  EXPECT_EQ(health.condition, Condition::broken);
  ASSERT_TRUE(health.cause);
  EXPECT_EQ(detail(*health.cause, "reason"), "damaged");
  const auto head = log_->head();
  const auto refused = append(frame(request(101), {part("a", Expected::any(), {event("t")})}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(detail(refused.error(), "reason"), "damaged");
  EXPECT_FALSE(log_->mend());
  EXPECT_EQ(log_->health().condition, Condition::broken);
  EXPECT_EQ(log_->head(), head);
  EXPECT_TRUE(log_->commit_at(Position{0})) << "what is whole can still be read";
}

TEST_F(AScrub, ThatFindsDamageIsNotForgottenByARestartUntilOneFindsTheLogSound) {
  ASSERT_TRUE(flip(Family::payloads, position_key(Position{4}), 7));
  const auto found = complaint();
  for (int start = 0; start < 2; ++start) {
    reopen();
    EXPECT_EQ(log_->health().condition, Condition::broken);
    EXPECT_EQ(log_->health().cause->message, found);
    EXPECT_TRUE(log_->commit_at(Position{0})) << "what is whole can still be read";
  }
  ASSERT_TRUE(flip(Family::payloads, position_key(Position{4}), 7)) << "as it was";
  ASSERT_TRUE(log_->scrub());
  reopen();
  EXPECT_EQ(log_->health().condition, Condition::healthy);
  must_append(frame(request(100), {part("a", Expected::any(), {event("t")})}));
}

TEST_F(AScrub, ThatFindsDamageEndsTheSigningOfCheckpoints) {
  fs::create_directories(folder_ / "notary");
  ASSERT_TRUE(flip(Family::payloads, position_key(Position{4}), 7));
  const auto notary = Notary::open(*log_, folder_ / "notary").value();
  const auto before = notary->sign().value();
  EXPECT_NE(complaint(), "");
  EXPECT_EQ(notary->sign(), before) << "what is signed stays signed";
  EXPECT_EQ(notary->sign(3).error().code, Errc::corrupt);
  EXPECT_EQ(notary->add_key().error().code, Errc::corrupt);
}

TEST_F(AScrub, ThatFindsDamageBehindTheNewestCheckpointLeavesItUnsigned) {
  fs::create_directories(folder_ / "notary");
  ASSERT_TRUE(flip(Family::payloads, position_key(Position{4}), 7));
  const auto notary = Notary::open(*log_, folder_ / "notary").value();
  const auto size = notary->signed_size();
  must_append(frame(request(100), {part("a", Expected::any(), {event("t")})}));
  EXPECT_NE(complaint(), "");
  EXPECT_EQ(notary->sign().error().code, Errc::corrupt);
  EXPECT_EQ(notary->signed_size(), size);
}

// ---- files ----

class Rotting : public SafeLog {
 protected:
  // A log that has a table in every family, and has read all of them.
  Rotting() {
    append_some(100);
    for (std::uint64_t n = 0; n < 20; ++n)
      must_append(frame(request(5'000 + n), {part("any", Expected::any(), {event("x")})}));
    close();
    open();
    open_parts();
  }

  std::set<fs::path> tables() const {
    std::set<fs::path> out;
    for (const auto& entry : fs::directory_iterator(folder_ / "log"))
      if (entry.path().extension() == ".sst") out.insert(entry.path());
    return out;
  }
  std::set<fs::path> pages() const {
    std::set<fs::path> out;
    for (const auto& entry : fs::directory_iterator(data() / "keys" / "pages"))
      out.insert(entry.path());
    return out;
  }
  // In a block of data, in what leads there, and at the very end.
  static std::vector<std::size_t> places_in(const fs::path& file) {
    const auto size = fs::file_size(file);
    return {9, size / 2, size - 70, size - 1};
  }
  bool has_backup() const { return fs::exists(collection()) && !fs::is_empty(collection()); }
  void erase_people(std::uint8_t from, std::uint8_t count) {
    for (std::uint8_t n = from; n < from + count; ++n) {
      SubjectRef person{};
      person.bytes.fill(static_cast<std::uint8_t>(n * 37));
      ASSERT_TRUE(keys_->erase(std::array{person}));
    }
  }
};

// What the log has read is in its cache: only the files tell.
TEST_F(Rotting, IsFoundByAScrubInEveryTableOfALogThatHasReadThemAll) {
  ASSERT_TRUE(log_->scrub());
  const auto files = tables();
  EXPECT_GE(files.size(), 6u) << "a table of each family";
  EXPECT_EQ(log_->scrub()->files, files.size());
  for (const auto& file : files)
    for (const auto at : places_in(file)) {
      flip_byte(file, at);
      const auto found = log_->scrub();
      ASSERT_FALSE(found) << file << " " << at;
      EXPECT_EQ(found.error().code, Errc::corrupt);
      EXPECT_NE(found.error().message.find(file.filename()), std::string::npos)
          << found.error().message;
      flip_byte(file, at);
    }
  EXPECT_TRUE(log_->scrub());
}

TEST_F(Rotting, OfATableThatIsCutShortOrGoneIsFoundByAScrub) {
  for (const auto& file : tables()) {
    const auto kept = folder_ / "kept";
    fs::copy_file(file, kept);
    fs::resize_file(file, fs::file_size(file) - 1);
    EXPECT_EQ(log_->scrub().error().code, Errc::corrupt) << file;
    fs::remove(file);
    EXPECT_EQ(log_->scrub().error().code, Errc::corrupt) << file;
    fs::rename(kept, file);
  }
  EXPECT_TRUE(log_->scrub());
}

TEST_F(Rotting, OfATableKeepsABackupFromBeingMade) {
  for (const auto& file : tables())
    for (const auto at : places_in(file)) {
      flip_byte(file, at);
      const auto made = back_up();
      EXPECT_FALSE(made) << file << " " << at;
      EXPECT_FALSE(has_backup()) << file << " " << at;
      flip_byte(file, at);
    }
  must_restore(must_back_up().backup.folder, NewLog{});
}

TEST_F(Rotting, IsLookedForWhileTheLogGrowsAndForgetsRequests) {
  log_.reset();
  fs::remove_all(folder_ / "log");
  fs::remove_all(data());
  fs::create_directories(data());
  open({.limits = {.window = 5}});
  std::uint64_t number = 0;
  const auto append_one = [&] {
    ++number;
    clock_.set(at_second(static_cast<std::int64_t>(number)));
    must_append(frame(request(number, static_cast<std::int64_t>(number)),
                      {part("any", Expected::any(), {event("x")})}));
  };
  for (int n = 0; n < 40; ++n) append_one();
  for (const std::uint64_t step : {1U, 2U, 7U, 1'000U}) {
    Scrubber pass(*log_);
    std::optional<Scrubbed> found;
    for (int n = 0; !found; ++n) {
      const auto done = pass.step(step);
      ASSERT_TRUE(done) << done.error().message;
      found = *done;
      if (n < 200) append_one();
    }
  }
}

// ---- key pages ----

TEST_F(Rotting, OfAKeyPageIsFoundAndItsFileNamed) {
  erase_people(1, 6);
  EXPECT_EQ(keys_->check().value(), pages().size());
  for (const auto& file : pages()) {
    for (const auto at : {fs::file_size(file) / 2, fs::file_size(file) - 1}) {
      flip_byte(file, at);
      const auto found = keys_->check();
      ASSERT_FALSE(found) << file;
      EXPECT_EQ(found.error().code, Errc::corrupt);
      EXPECT_NE(found.error().message.find(file.string()), std::string::npos)
          << found.error().message;
      flip_byte(file, at);
    }
    const auto kept = folder_ / "kept";
    fs::rename(file, kept);
    EXPECT_EQ(keys_->check().error().code, Errc::corrupt) << file;
    fs::rename(kept, file);
  }
  EXPECT_TRUE(keys_->check());
}

TEST_F(Rotting, OfAKeyPageKeepsABackupFromBeingMade) {
  erase_people(1, 6);
  for (const auto& file : pages()) {
    flip_byte(file, fs::file_size(file) / 2);
    const auto made = back_up();
    ASSERT_FALSE(made) << file;
    EXPECT_EQ(made.error().code, Errc::corrupt);
    EXPECT_NE(made.error().message.find(file.string()), std::string::npos) << made.error().message;
    EXPECT_FALSE(has_backup()) << file;
    flip_byte(file, fs::file_size(file) / 2);
  }
  EXPECT_TRUE(back_up());
}

TEST_F(Rotting, OfAKeyPageIsLookedForWhilePeopleAreErased) {
  erase_people(1, 6);
  KeyCheck pass;
  for (std::uint8_t n = 10; !pass.is_done; ++n) {
    const auto before = pass.pages;
    ASSERT_TRUE(keys_->check(pass, 1));
    EXPECT_LE(pass.pages, before + 1);
    if (n < 13) erase_people(n, 1);
  }
  EXPECT_GE(pass.pages, 6u);
  KeyCheck again;
  while (!again.is_done) ASSERT_TRUE(keys_->check(again, 2));
  EXPECT_EQ(again.pages, pages().size());
}

}  // namespace riskflow::eventstore
