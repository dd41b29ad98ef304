// The bytes of docs/format.md.  A golden file that changes means logs that no released riskflow can
// read any more.

#include "domain/core/big_endian.hpp"
#include "eventstore/commit_record.hpp"
#include "eventstore/crc32c.hpp"
#include "eventstore/crypto.hpp"
#include "eventstore/draft.hpp"
#include "eventstore/envelope_bytes.hpp"
#include "eventstore/records.hpp"
#include "eventstore/tiles.hpp"
#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

// The worked example of docs/format.md.
static Draft example() {
  Frame given = frame(
      request(1), {part("alert-01", Expected::exactly(Version{2}), {event("alert.confirmed", "A")}),
                   check("roles", Expected::exists()),
                   part("case-02", Expected::no_stream(),
                        {event("case.opened", "BC"), event("case.noted", "")})});
  given.actor.kind = ActorRef::Kind::person;
  given.actor.ref.bytes[15] = 9;
  given.cause.event = Position{3};
  given.occurred = at_second(0);
  auto draft = make_draft(std::move(given), {});
  EXPECT_TRUE(draft);
  place(*draft, Position{5}, at_second(1), std::vector{Version{2}, Version{1}, Version{0}});
  return std::move(*draft);
}

TEST(StoredBytes, OfASkeletonAndItsPayloadsAreGolden) {
  const Draft draft = example();
  expect_golden("format/skeleton.hex", draft.skeleton);
  expect_golden("format/payloads.hex", draft.payloads);
}

// Logs that were written before payloads were in pieces.
TEST(StoredBytes, OfTheFirstFormatAreStillRead) {
  Skeleton scratch;
  Commit first;
  ASSERT_TRUE(decode_commit(golden("format/skeleton_1.hex"), golden("format/payloads_1.hex"),
                            Position{5}, scratch, first));
  Commit now;
  const Draft draft = example();
  ASSERT_TRUE(decode_commit(draft.skeleton, draft.payloads, Position{5}, scratch, now));
  EXPECT_EQ(describe(first), describe(now));
  EXPECT_EQ(first.header.format, proof::first_format);
}

TEST(StoredBytes, OfALeafAreGolden) {
  const Draft draft = example();
  Skeleton skeleton;
  ASSERT_TRUE(decode_skeleton(draft.skeleton, Position{5}, skeleton));
  Bytes leaf;
  proof::leaf_bytes(leaf_of(skeleton, 1), leaf);
  expect_golden("format/leaf.hex", leaf);
}

TEST(StoredBytes, OfATileAreGolden) {
  const std::array hashes{proof::leaf_hash("a"), proof::leaf_hash("b")};
  const Bytes key = tile_key({1, 2});
  expect_golden("format/tile.hex", key + encode_tile(hashes, key));
}

TEST(StoredBytes, OfKeysAndSmallRecordsAreGolden) {
  const Bytes key = stream_key("case-02", Version{1});
  expect_golden("format/stream_entry.hex", key + encode(StreamEntry{Position{5}, 1, 2}, key));
  expect_golden("format/head.hex", encode(Head{Position{8}, at_second(1), 12, 2, at_second(0)}));
  Genesis genesis;
  genesis.log.bytes.fill(0xab);
  genesis.origin = genesis.log;
  expect_golden("format/genesis.hex", encode(genesis));
  genesis.origin.bytes.fill(0xcd);
  genesis.standing = Standing::read_only;
  expect_golden("format/genesis_restored.hex", encode(genesis));
  EXPECT_EQ(decode_genesis(encode(genesis)).value(), genesis);
  const Bytes remembered = remembered_key(request(1));
  expect_golden("format/remembered.hex",
                remembered + encode(Remembered{11, Position{5}}, remembered));
  const Bytes order = order_key(11);
  expect_golden("format/order.hex", order + encode_order(request(1), order));
}

TEST(StoredBytes, OfAnEnvelopeUnderFixedKeysAndSaltAreGolden) {
  std::array<std::uint8_t, 32> bytes{};
  bytes.fill(1);
  const Key first(bytes);
  bytes.fill(2);
  const Key second(bytes);
  SubjectRef ann;
  ann.bytes.fill(0xa0);
  SubjectRef ben;
  ben.bytes.fill(0xb0);
  Salt salt;
  salt.fill(0x5a);
  const Place place{
      .log = {}, .request = request(1), .ordinal = 1, .event = "case.noted", .field = 0};
  const std::vector keys{first, second};
  const Bytes sealed =
      seal_under(keys, std::vector{ann, ben}, Purpose::casework, place, "hello", salt);
  expect_golden("format/envelope.hex", sealed);
  EXPECT_EQ(open_under(keys, place, sealed), "hello");
}

TEST(StoredBytes, AreDecodedToWhatWasEncoded) {
  const Draft draft = example();
  Skeleton scratch;
  Commit commit;
  ASSERT_TRUE(decode_commit(draft.skeleton, draft.payloads, Position{5}, scratch, commit));
  EXPECT_EQ(describe(commit),
            to_text(request(1)) +
                " first=5 events=3 actor=00000000000000000000000000000009 "
                "recorded=2026-01-01T00:00:01Z | 5 alert-01@3 alert.confirmed v1 A | "
                "6 case-02@1 case.opened v1 BC | 7 case-02@2 case.noted v1 ");
  EXPECT_EQ(commit.header.cause.event, Position{3});
  const Head head{Position{8}, at_second(1), 12, 2, Head::no_edge};
  EXPECT_EQ(decode_head(encode(head)), head);
  const Genesis genesis{.log = {}, .limits = {.frame_bytes = 1, .frame_events = 2, .window = 3}};
  EXPECT_EQ(decode_genesis(encode(genesis)), genesis);
}

TEST(StoredBytes, CutShortAnywhereAreCorruptAndNeverReadPastTheirEnd) {
  const Draft draft = example();
  Skeleton into;
  for (std::size_t size = 0; size < draft.skeleton.size(); ++size) {
    // With a checksum that holds, so that the structure itself is what is judged.
    Bytes cut = draft.skeleton.substr(0, size);
    append_number(cut, crc32c(cut));
    if (size + 4 == draft.skeleton.size()) continue;
    const auto read = decode_skeleton(cut, Position{5}, into);
    ASSERT_FALSE(read) << size;
    EXPECT_EQ(read.error().code, Errc::corrupt);
  }
}

// With a checksum that holds: damage on purpose, or a riskflow that writes what it must not.
TEST(StoredBytes, OfASkeletonThatIsNeverWrittenAreCorrupt) {
  const Draft draft = example();
  const auto with = [&](std::size_t at, BytesView bytes) {
    Bytes body = draft.skeleton.substr(0, draft.skeleton.size() - 4);
    body.replace(at, bytes.size(), bytes);
    append_number(body, crc32c(body));
    return body;
  };
  const Bytes far_away("\x7f\0\0\0\0\0\0\0", 8);
  const std::size_t actor_kind = 29, caused = 46, occurred = 71, first_part = 105;
  const std::pair<const char*, Bytes> wrong[] = {
      {"an actor of no kind", with(actor_kind, Bytes(1, '\0'))},
      {"an actor of an unknown kind", with(actor_kind, "\x04")},
      {"a cause that is neither there nor not", with(caused, "\x02")},
      {"a cause that is not there, with a position", with(caused, Bytes(1, '\0'))},
      {"a time without a text", with(occurred, far_away)},
      {"another time without a text", with(skeleton_recorded_offset, far_away)},
      {"a part without events", with(first_part + 1 + 8 + 8 + 1, Bytes(1, '\0'))},
  };
  Skeleton into;
  ASSERT_TRUE(decode_skeleton(with(0, ""), Position{5}, into));
  for (const auto& [name, record] : wrong) {
    const auto read = decode_skeleton(record, Position{5}, into);
    ASSERT_FALSE(read) << name;
    EXPECT_EQ(read.error().code, Errc::corrupt) << name;
  }
}

TEST(StoredBytes, OfAGenesisOfFormatZeroAreCorrupt) {
  Bytes genesis = encode(Genesis{}).substr(0, 38);
  genesis[9] = '\0';
  append_number(genesis, crc32c(genesis, crc32c(genesis_key)));
  const auto read = decode_genesis(genesis);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("format 0"), std::string::npos);
}

TEST(AFrame, OfATimeThatHasNoTextIsRefused) {
  Frame given = frame(1, "case-1", Expected::any());
  for (const auto at : {Instant::min(), at_second(300'000'000'000), Instant::max()}) {
    given.occurred = at;
    const auto draft = make_draft(given, {});
    ASSERT_FALSE(draft);
    EXPECT_EQ(draft.error().target, "occurred");
  }
}

TEST(StoredBytes, SortLikeTheNumbersInTheirKeys) {
  EXPECT_LT(position_key(Position{255}), position_key(Position{256}));
  EXPECT_LT(stream_key("a", Version{255}), stream_key("a", Version{65'536}));
  EXPECT_LT(stream_key("a", Version{~std::uint64_t{0}}), stream_key("a-", Version{0}));
}

TEST(Checksums, AreCrc32cWithAndWithoutTheInstruction) {
  EXPECT_EQ(crc32c("123456789"), 0xe3069283u);  // the check value of the catalogue of CRCs
  std::string bytes;
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(crc32c(bytes), crc32c_portable(bytes)) << i;
    EXPECT_EQ(crc32c(bytes.substr(static_cast<std::size_t>(i) / 3),
                     crc32c(bytes.substr(0, static_cast<std::size_t>(i) / 3))),
              crc32c(bytes))
        << i;
    bytes += static_cast<char>(i * 37);
  }
}

TEST(Hashes, AreThoseOfTheStandards) {
  EXPECT_EQ(hex(view_of(sha256("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  // RFC 4231, test case 2 has a key of 4 bytes: padded with zeros it is a key of 32.
  std::array<std::uint8_t, 32> jefe{'J', 'e', 'f', 'e'};
  Digest mac;
  hmac_sha256(jefe, "what do ya want for nothing?", mac);
  EXPECT_EQ(hex(view_of(mac)), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  // RFC 5869, test case 1.
  const std::string secret(22, '\x0b');
  std::string salt;
  for (char c = 0; c < 13; ++c) salt += c;
  std::string purpose;
  for (int c = 0xf0; c < 0xfa; ++c) purpose += static_cast<char>(c);
  std::array<std::uint8_t, 42> out;
  hkdf_sha256(secret, salt, purpose, out);
  EXPECT_EQ(hex(view_of(out)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
}

}  // namespace riskflow::eventstore
