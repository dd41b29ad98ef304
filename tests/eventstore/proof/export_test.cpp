// Exports that verify: what their lines are, and that no change of one goes unseen.

#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "eventstore/proof/export_verifier.hpp"
#include "tests/eventstore/proof/paper_log.hpp"

namespace riskflow::proof {

static Result<Verified> verify(const std::vector<std::string>& lines, const SigningKey& key,
                               std::optional<Checkpoint> earlier = {}) {
  ExportVerifier verifier({key.verifier()}, std::move(earlier));
  for (const auto& line : lines)
    if (auto ok = verifier.take(line); !ok) return fail(ok.error());
  return verifier.finish();
}

static std::string complaint(const Result<Verified>& verified) {
  return verified ? "nothing" : verified.error().message;
}

static Checkpoint checkpoint_of(const PaperLog& log, std::uint64_t size) {
  return {std::string(PaperLog::origin), log.tree(size)};
}

TEST(Export, OfAnyRangeOfAnyLogVerifies) {
  const auto key = a_key();
  for (const std::uint64_t size : {0u, 1u, 2u, 3u, 7u, 8u, 13u, 32u, 37u}) {
    const PaperLog log(size);
    for (std::uint64_t from = 0; from <= size; ++from)
      for (auto to = from; to <= size; ++to) {
        const auto verified = verify(log.lines(key, from, to), key);
        ASSERT_TRUE(verified) << from << " to " << to << " of " << size << ": "
                              << complaint(verified);
        EXPECT_EQ(verified->checkpoint, checkpoint_of(log, size));
        EXPECT_EQ(verified->from, Position{from});
        EXPECT_EQ(verified->to, Position{to});
        EXPECT_FALSE(verified->grew_from_earlier);
      }
  }
}

TEST(Export, SaysOfAnEventWhatItsLeafSays) {
  const PaperLog log(1);
  const auto hash = sha256("payload 0");
  auto leaf = log.leaf_of(0, view_of(hash));
  leaf.event.payload_size = 9;
  const std::string start =
      R"({"position":0,"recorded":"2026-01-12T08:00:00.500000Z",)"
      R"("occurred":"2026-01-12T08:00:00Z","actorKind":"person",)"
      R"("actor":"a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1","stream":"case-01","version":1,)"
      R"("type":"case.noted","schema":1,"request":"00000000000000000000000000000000",)"
      R"("correlation":"00000000000000000000000000000000","cause":null,"index":0,)"
      R"("events":3,"fingerprint":"07070707070707070707070707070707","payloadSize":9,)"
      R"("payloadHash":"C1DBaWxuBvWWDWV1F0k71xJ02PqqNSToF4VjO55yjuU=",)";
  EXPECT_EQ(to_line(leaf, {"payload 0", BytesView("\0\0\0\x09", 4)}),
            start + R"("pieces":[9],"payload":"cGF5bG9hZCAw"})");
  leaf.header.format = first_format;
  EXPECT_EQ(to_line(leaf, {"payload 0", {}}), start + R"("payload":"cGF5bG9hZCAw"})");
}

TEST(Export, OfAnEventOfTheFirstFormatHasItsPayloadInOne) {
  const PaperLog log(1);
  const auto hash = sha256("payload 0");
  auto leaf = log.leaf_of(0, view_of(hash));
  leaf.event.payload_size = 9;
  leaf.header.format = first_format;
  ExportedEvent read;
  const auto line = to_line(leaf, {"payload 0", {}});
  ASSERT_TRUE(read_event_line(line, read));
  EXPECT_EQ(read.leaf.header.format, first_format);
  EXPECT_TRUE(is_payload_of(read.leaf.header, read.leaf.event, read.payload()));
}

// Each byte of a whole export, one at a time.
TEST(Export, WithAnyByteChangedDoesNotVerify) {
  const auto key = a_key();
  const auto lines = PaperLog(11).lines(key, 3, 8, 2, 9);
  for (std::size_t i = 0; i < lines.size(); ++i)
    for (std::size_t at = 0; at < lines[i].size(); ++at)
      for (const int flip : {1, 2, 16}) {
        auto changed = lines;
        changed[i][at] = static_cast<char>(changed[i][at] ^ flip);
        // The proof of growth is looked at only by who has an earlier checkpoint.
        const auto growth = lines[0].find(R"("growth":)"), end = lines[0].find(R"(,"checkpoint")");
        if (i == 0 && at > growth && at < end) continue;
        EXPECT_FALSE(verify(changed, key)) << lines[i].substr(0, at) << " <- " << changed[i];
      }
}

TEST(Export, TellsWhichEventWasDroppedInsertedOrMoved) {
  const auto key = a_key();
  const auto lines = PaperLog(20).lines(key, 5, 15);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto here = fmt::format("event {}", 4 + i);
    auto dropped = lines;
    dropped.erase(dropped.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_NE(complaint(verify(dropped, key)).find(here), std::string::npos);
    auto doubled = lines;
    doubled.insert(doubled.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
    EXPECT_FALSE(verify(doubled, key));
    for (auto j = i + 1; j < lines.size(); ++j) {
      auto moved = lines;
      std::swap(moved[i], moved[j]);
      EXPECT_NE(complaint(verify(moved, key)).find(here), std::string::npos);
    }
  }
}

TEST(Export, CutShortAnywhereDoesNotVerify) {
  const auto key = a_key();
  auto lines = PaperLog(9).lines(key, 0, 9);
  while (!lines.empty()) {
    lines.pop_back();
    EXPECT_FALSE(verify(lines, key)) << lines.size();
  }
}

TEST(Export, SignedByAnotherKeyDoesNotVerify) {
  const PaperLog log(6);
  const auto foreign = SigningKey::generate(PaperLog::origin);
  EXPECT_FALSE(verify(log.lines(foreign, 0, 6), a_key()));
  EXPECT_TRUE(verify(log.lines(foreign, 0, 6), foreign));
}

// Whoever rewrites an event, and everything else but the signature, is found out.
TEST(Export, OfARewrittenLogDoesNotVerifyUnderTheOldSignature) {
  const auto key = a_key();
  const PaperLog log(12), rewritten(12, "re");
  auto lines = rewritten.lines(key, 0, 12);
  auto head = *head_from_line(lines[0]);
  head.checkpoint = log.signed_tree(key, 12);
  lines[0] = to_line(head);
  EXPECT_NE(complaint(verify(lines, key)).find("at least one was changed"), std::string::npos);
}

TEST(Export, OfPurgedFieldsVerifiesAndCountsThem) {
  const auto key = a_key();
  const PaperLog log(5);
  auto lines = log.lines(key, 0, 5);
  for (const std::uint64_t n : {2u, 4u}) {
    const auto hash = *hash_of(log.payload_of(n).view());
    lines[n + 1] = to_line(log.leaf_of(n, view_of(hash)), log.purged_payload_of(n).view());
  }
  const auto verified = verify(lines, key);
  ASSERT_TRUE(verified) << complaint(verified);
  EXPECT_EQ(verified->purged, 2u);
}

// What is left of a purged payload is still proved.
TEST(Export, OfAPurgedPayloadWithAnyByteChangedDoesNotVerify) {
  const auto key = a_key();
  const PaperLog log(3);
  auto lines = log.lines(key, 0, 3);
  const auto hash = *hash_of(log.payload_of(1).view());
  const auto left = log.purged_payload_of(1);
  for (std::size_t at = 0; at < left.bytes.size(); ++at) {
    auto changed = left;
    changed.bytes[at] = static_cast<char>(changed.bytes[at] ^ 1);
    lines[2] = to_line(log.leaf_of(1, view_of(hash)), changed.view());
    EXPECT_FALSE(verify(lines, key)) << at;
  }
  auto shifted = left;
  shifted.sizes[3] = static_cast<char>(shifted.sizes[3] - 1);
  shifted.sizes[7] = static_cast<char>(shifted.sizes[7] + 1);
  lines[2] = to_line(log.leaf_of(1, view_of(hash)), shifted.view());
  EXPECT_FALSE(verify(lines, key));
}

TEST(Export, CarriesAPurgeThatIsProvedToBeInTheLog) {
  const auto key = a_key();
  for (const std::uint64_t size : {1u, 2u, 7u, 8u, 13u})
    for (std::uint64_t purge = 0; purge < size; ++purge) {
      const PaperLog log(size);
      const auto lines = log.lines(key, 0, purge, {}, purge);
      EXPECT_TRUE(verify(lines, key)) << purge << " of " << size;
      ExportVerifier verifier({key.verifier()});
      EXPECT_EQ(verifier.carried_purge(), nullptr);
      ASSERT_TRUE(verifier.take(lines[0]));
      ASSERT_NE(verifier.carried_purge(), nullptr);
      EXPECT_EQ(verifier.carried_purge()->leaf.position(), Position{purge});
    }
}

TEST(Export, ThatCarriesAPurgeOfAnotherTreeDoesNotVerify) {
  const auto key = a_key();
  const PaperLog log(12), longer(13), other(12, "another ");
  const auto lines = log.lines(key, 0, 5, {}, 9);
  EXPECT_TRUE(verify(lines, key));
  for (const auto* foreign : {&longer, &other}) {
    auto changed = lines;
    auto head = *head_from_line(lines[0]);
    head.purge = head_from_line(foreign->lines(key, 0, 5, {}, 9)[0])->purge;
    changed[0] = to_line(head);
    EXPECT_NE(complaint(verify(changed, key)).find("not in the log that was signed"),
              std::string::npos);
  }
  auto head = *head_from_line(lines[0]);
  head.purge->event = log.line(8);
  EXPECT_FALSE(verify({to_line(head)}, key)) << "the proof is of its neighbour";
}

TEST(Export, OfALogThatGrewVerifiesAgainstEveryEarlierCheckpoint) {
  const auto key = a_key();
  const PaperLog log(21);
  for (std::uint64_t size = 1; size <= 21; ++size) {
    const auto verified = verify(log.lines(key, 6, 14, size), key, checkpoint_of(log, size));
    ASSERT_TRUE(verified) << size << ": " << complaint(verified);
    EXPECT_TRUE(verified->grew_from_earlier);
  }
}

TEST(Export, OfARangeThatMeetsTheEarlierCheckpointNeedsNoOtherProof) {
  const auto key = a_key();
  const PaperLog log(21);
  for (std::uint64_t size = 6; size <= 14; ++size)
    EXPECT_TRUE(verify(log.lines(key, 6, 14), key, checkpoint_of(log, size))) << size;
  const auto without = verify(log.lines(key, 6, 14), key, checkpoint_of(log, 3));
  EXPECT_NE(complaint(without).find("--since 3"), std::string::npos);
}

TEST(Export, OfALogThatWasRolledBackIsFoundOut) {
  const auto key = a_key();
  const PaperLog log(21), restored(15);
  const auto verified = verify(restored.lines(key, 0, 15), key, checkpoint_of(log, 21));
  EXPECT_NE(complaint(verified).find("rolled back"), std::string::npos);
}

TEST(Export, OfALogThatForkedIsFoundOut) {
  const auto key = a_key();
  const PaperLog log(10), other(15, "another ");
  for (std::uint64_t size = 1; size <= 10; ++size) {
    const auto all = verify(other.lines(key, 0, 15), key, checkpoint_of(log, size));
    EXPECT_NE(complaint(all).find("forked"), std::string::npos) << size;
    const auto some = verify(other.lines(key, 11, 15, size), key, checkpoint_of(log, size));
    EXPECT_NE(complaint(some).find("forked"), std::string::npos) << size;
  }
}

TEST(Export, OfAnotherLogIsToldFromTheLogOfTheCheckpoint) {
  const auto key = a_key();
  const PaperLog log(4);
  const auto verified = verify(log.lines(key, 0, 4), key, Checkpoint{"another", log.tree(4)});
  EXPECT_NE(complaint(verified).find("another"), std::string::npos);
}

TEST(Export, OfANewerFormatIsRefusedByName) {
  const auto key = a_key();
  auto lines = PaperLog(1).lines(key, 0, 1);
  lines[0].replace(lines[0].find(":1,"), 3, ":3,");
  EXPECT_NE(complaint(verify(lines, key)).find("newer"), std::string::npos);
}

// One spelling: the format tells whether a purge is carried.
TEST(Export, IsOfTheSecondFormatWhenItCarriesAPurge) {
  const auto key = a_key();
  const PaperLog log(3);
  for (const auto& purge : {std::optional<std::uint64_t>(), std::optional<std::uint64_t>(2)}) {
    auto line = log.lines(key, 0, 1, {}, purge)[0];
    ASSERT_TRUE(head_from_line(line));
    auto& format = line[line.find(':') + 1];
    EXPECT_EQ(format, purge ? '2' : '1');
    format = purge ? '1' : '2';
    EXPECT_FALSE(head_from_line(line));
  }
}

}  // namespace riskflow::proof
