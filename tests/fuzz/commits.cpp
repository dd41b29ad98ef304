// The two records of a commit, frames on their way to become one, and payloads that are purged.

#include <algorithm>

#include "domain/core/big_endian.hpp"
#include "eventstore/commit_record.hpp"
#include "eventstore/crc32c.hpp"
#include "eventstore/crypto.hpp"
#include "eventstore/draft.hpp"
#include "eventstore/proof/export.hpp"
#include "eventstore/purge.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/fuzz/targets.hpp"

namespace riskflow::fuzz {

using namespace eventstore;

static Instant at_second(std::uint32_t second) { return Instant{std::chrono::seconds{second}}; }

// ---- skeletons ----

// With a checksum that holds, so that the structure is what is judged.
static Bytes with_checksum(BytesView body) {
  Bytes record(body);
  append_number(record, crc32c(body));
  return record;
}

static Position first_in(BytesView body) {
  if (body.size() < skeleton_first_offset + sizeof(std::uint64_t)) return {};
  return Position{load_number<std::uint64_t>(body.data() + skeleton_first_offset)};
}

static void append_part(Bytes& to, std::span<const EventSkeleton> part) {
  append_number(to, static_cast<std::uint8_t>(part[0].stream.size()));
  to += part[0].stream;
  append_number(to, to_number(part[0].version) - 1);
  append_number(to, static_cast<std::uint16_t>(part.size()));
}

// docs/format.md, "Skeleton", once more: neighbours of one stream are one part.
static Bytes encoded(const Skeleton& skeleton) {
  Bytes parts, events;
  std::uint16_t part_count = 0;
  const auto& all = skeleton.events;
  for (std::size_t begin = 0; begin < all.size(); ++part_count) {
    auto end = begin + 1;
    while (end < all.size() && all[end].stream == all[begin].stream) ++end;
    append_part(parts, std::span(all).subspan(begin, end - begin));
    begin = end;
  }
  for (const auto& event : all) {
    append_number(events, static_cast<std::uint8_t>(event.type.size()));
    events += event.type;
    append_number(events, event.schema);
    append_number(events, event.payload_size);
    events += event.payload_hash;
  }
  Bytes out;
  proof::append_header(out, skeleton.header, skeleton.fingerprint);
  append_number(out, part_count);
  return out + parts + events;
}

// What is in the log can be exported, and the export says the same.
static void promise_exportable(const Skeleton& skeleton) {
  for (std::size_t i = 0; i < skeleton.events.size(); ++i) {
    const auto leaf = leaf_of(skeleton, i);
    const auto line = proof::to_line(leaf, {});
    proof::ExportedEvent read;
    promise(proof::read_event_line(line, read).has_value(), "an exported event is read back");
    Bytes written, again;
    proof::leaf_bytes(leaf, written);
    proof::leaf_bytes(read.leaf, again);
    promise(written == again, "an exported event has the leaf that it has in the log");
  }
}

void run_skeleton(BytesView input) {
  const Bytes record = with_checksum(input);
  Skeleton skeleton;
  const auto read = decode_skeleton(record, first_in(input), skeleton);
  if (!read) return promise(read.error().code == Errc::corrupt, "a bad skeleton is corrupt");
  promise(encoded(skeleton) == input, "a skeleton has one encoding");
  const auto header = decode_skeleton_header(record, first_in(input));
  promise(header && header->header == skeleton.header, "the header alone is the same header");
  for (std::size_t i = 0; i < skeleton.events.size(); ++i)
    promise(!proof::to_line(leaf_of(skeleton, i), {}).empty(), "whatever is read can be shown");
}

// ---- commits ----

// Size and body of the skeleton, then the payloads.
struct Records {
  BytesView skeleton;
  BytesView payloads;
};

static Records records_in(BytesView input) {
  ByteReader in(input);
  const std::size_t size = in.number<std::uint16_t>();
  const auto skeleton = in.bytes(std::min(size, in.rest().size()));
  return {skeleton, in.rest()};
}

// docs/format.md, "Payloads", said the simple way.
static bool fits(const Skeleton& skeleton, BytesView payloads) {
  ByteReader in(payloads);
  const auto format = skeleton.header.format;
  if (in.number<std::uint8_t>() != format) return false;
  for (const auto& event : skeleton.events) {
    const bool is_whole = format == proof::first_format;
    const auto sizes = is_whole ? BytesView() : in.bytes(in.number<std::uint16_t>() * 4UZ);
    std::size_t size = is_whole ? event.payload_size : 0;
    for (ByteReader each(sizes); !each.rest().empty();) size += each.number<std::uint32_t>();
    const auto bytes = in.bytes(size);
    if (!in.intact() || !proof::is_payload_of(skeleton.header, event, {bytes, sizes})) return false;
  }
  return in.rest().empty();
}

void run_commit(BytesView input) {
  const auto [body, payloads] = records_in(input);
  const Bytes record = with_checksum(body);
  Skeleton skeleton;
  if (!decode_skeleton(record, first_in(body), skeleton)) return;
  Skeleton scratch;
  Commit commit;
  const auto read = decode_commit(record, payloads, first_in(body), scratch, commit);
  promise(read.has_value() == fits(skeleton, payloads),
          "a commit is read if, and only if, each payload has its size and hash");
  if (!read) return;
  Bytes all{static_cast<char>(commit.header.format)};
  for (const auto& event : commit.events)
    if (commit.header.format == proof::first_format)
      all += event.payload;
    else
      append_payload(all, {event.payload, event.pieces});
  promise(all == payloads, "every byte of the payloads belongs to one event");
}

// ---- frames ----

// Takes a frame from the input: mostly one that is good, now and then one that must be refused.
static std::string name_from(ByteReader& in, std::size_t size_max) {
  constexpr std::string_view characters = "abcdefghijklmnopqrstuvwxyz0123456789.-$A";
  std::string name;
  for (const char c : in.bytes(
           std::min<std::size_t>(in.number<std::uint8_t>() % (size_max + 3), in.rest().size())))
    name += characters[static_cast<unsigned char>(c) % characters.size()];
  return name;
}

static EncodedEvent event_from(ByteReader& in) {
  EncodedEvent event;
  event.type = name_from(in, type_name_limit);
  event.schema = in.number<std::uint16_t>();
  event.payload = in.bytes(std::min<std::size_t>(in.number<std::uint8_t>(), in.rest().size()));
  return event;
}

static Part part_from(ByteReader& in) {
  Part part{{name_from(in, stream_name_limit)}, {}, {}};
  part.expected.kind = static_cast<Expected::Kind>(in.number<std::uint8_t>() % 4);
  part.expected.version = Version{in.number<std::uint8_t>()};
  for (auto events = in.number<std::uint8_t>() % 4; events > 0; --events)
    part.events.push_back(event_from(in));
  return part;
}

static Frame frame_from(ByteReader& in) {
  Frame frame;
  frame.request = in.id<RequestId>();
  frame.actor.kind = static_cast<ActorRef::Kind>(in.number<std::uint8_t>() % 5);
  frame.actor.ref = in.id<OperatorRef>();
  if (in.number<std::uint8_t>() % 2 == 1) frame.cause.event = Position{in.number<std::uint64_t>()};
  frame.cause.correlation = in.id<RequestId>();
  frame.occurred =
      Instant{std::chrono::microseconds{static_cast<std::int64_t>(in.number<std::uint64_t>())}};
  for (auto parts = in.number<std::uint8_t>() % 5; parts > 0; --parts)
    frame.parts.push_back(part_from(in));
  return frame;
}

static void promise_same(const Commit& commit, const Frame& frame) {
  promise(commit.header.request == frame.request && commit.header.actor == frame.actor &&
              commit.header.cause == frame.cause && commit.header.occurred == frame.occurred,
          "a commit has the header of its frame");
  auto stored = commit.events.begin();
  for (const auto& part : frame.parts)
    for (std::size_t i = 0; i < part.events.size(); ++i, ++stored) {
      const auto& event = part.events[i];
      promise(stored != commit.events.end() && stored->stream == part.stream.name &&
                  stored->type == event.type && stored->schema == event.schema &&
                  stored->payload == event.payload,
              "a commit has the events of its frame, in their order");
      promise(stored->version == Version{i + 8}, "the versions of a stream follow each other");
    }
  promise(stored == commit.events.end(), "a commit has no event that its frame has not");
}

void run_frame(BytesView input) {
  ByteReader in(input);
  const Position first{in.number<std::uint32_t>()};
  const Frame frame = frame_from(in);
  auto draft = make_draft(frame, {.frame_bytes = 600});
  if (!draft)
    return promise(draft.error().code == Errc::invalid || draft.error().code == Errc::too_large,
                   "a frame is refused for what it is");
  if (draft->events == 0) return;
  place(*draft, first, at_second(1'767'225'600), std::vector(frame.parts.size(), Version{7}));
  Skeleton scratch;
  Commit commit;
  promise(decode_commit(draft->skeleton, draft->payloads, first, scratch, commit).has_value(),
          "a frame that was accepted can be read");
  promise_same(commit, frame);
  promise_exportable(scratch);
}

// ---- purges ----

// Which envelopes may go (a bit each), how many pieces, their sizes, and the pieces.
struct Pieces {
  std::uint64_t may_go = 0;
  proof::Payload payload;
};

static Pieces pieces_from(BytesView input) {
  ByteReader in(input);
  Pieces out;
  out.may_go = in.number<std::uint8_t>();
  const auto size = in.number<std::uint8_t>() * sizeof(std::uint32_t);
  out.payload.sizes = in.bytes(std::min(size, in.rest().size()));
  out.payload.bytes = in.rest();
  return out;
}

// Its plain pieces only.
static Bytes plain_in(const proof::Payload& payload) {
  Bytes out;
  proof::each_piece(payload, [&](proof::Piece kind, BytesView piece) {
    if (kind == proof::Piece::plain) out += Bytes(piece) + '|';
  });
  return out;
}

static bool can_be_purged(const proof::Payload& payload) {
  bool all_sealed = true;
  return proof::each_piece(payload,
                           [&](proof::Piece kind, BytesView piece) {
                             all_sealed = all_sealed && (kind == proof::Piece::plain ||
                                                         proof::is_sealed_piece(piece));
                           }) &&
         all_sealed;
}

void run_purge(BytesView input) {
  const auto [may_go, payload] = pieces_from(input);
  std::uint64_t asked = 0;
  const auto goes = [&, may_go](BytesView) -> Result<bool> {
    return (may_go >> asked++ % 8 & 1) != 0;
  };
  const auto once = purged(payload, goes);
  promise(once.has_value() == can_be_purged(payload), "what is in pieces can be purged");
  if (!once) return promise(once.error().code == Errc::corrupt, "a bad payload is corrupt");
  const auto hash = proof::hash_of(payload);
  promise(hash && proof::hash_of(once->view()) == hash, "a purge leaves the hash as it was");
  promise(proof::purged_in(once->view()) == once->gone, "a purge counts what is gone");
  promise(plain_in(once->view()) == plain_in(payload), "a purge leaves what is plain");
  promise(once->is_changed || once->bytes == payload.bytes, "what is not changed is the same");
  const auto none = [](BytesView) -> Result<bool> { return false; };
  const auto again = purged(once->view(), none);
  promise(again && !again->is_changed && again->bytes == once->bytes && again->gone == once->gone,
          "what was purged can be purged again");
}

// ---- seeds ----

static Draft placed(std::size_t parts, std::size_t events) {
  Frame frame;
  frame.request.bytes.fill(1);
  frame.actor.kind = ActorRef::Kind::person;
  frame.cause.correlation = frame.request;
  if (parts > 1) frame.cause.event = Position{3};
  frame.occurred = at_second(1'767'225'600);
  for (std::size_t i = 0; i < parts; ++i) {
    frame.parts.push_back({{"case-0" + std::to_string(i)}, Expected::any(), {}});
    for (std::size_t n = 0; n < events; ++n)
      frame.parts.back().events.push_back({"case.noted", 1, Bytes(n * 3, 'p')});
  }
  auto draft = *make_draft(std::move(frame), {});
  place(draft, Position{5}, at_second(1'767'225'601), std::vector(parts, Version{2}));
  return draft;
}

static Bytes body_of(const Draft& draft) {
  return draft.skeleton.substr(0, draft.skeleton.size() - sizeof(std::uint32_t));
}

std::vector<Bytes> skeleton_seeds() {
  return {body_of(placed(1, 1)), body_of(placed(2, 2)), body_of(placed(3, 1))};
}

std::vector<Bytes> commit_seeds() {
  std::vector<Bytes> seeds;
  for (const auto& draft : {placed(1, 1), placed(2, 3)}) {
    Bytes seed;
    append_number(seed, static_cast<std::uint16_t>(body_of(draft).size()));
    seeds.push_back(seed + body_of(draft) + draft.payloads);
  }
  return seeds;
}

// Plain pieces, and an envelope between each two.
static Bytes purge_seed(std::uint8_t may_go, std::span<const BytesView> plain, BytesView envelope) {
  Bytes sizes, bytes;
  const auto add = [&](BytesView piece) {
    append_number(sizes, static_cast<std::uint32_t>(piece.size()));
    bytes += piece;
  };
  const Bytes sealed =
      Bytes{static_cast<char>(envelope.size()), '\0', '\0', '\0'} + Bytes(envelope);
  for (std::size_t n = 0; n < plain.size(); ++n) {
    if (n > 0) add(sealed);
    add(plain[n]);
  }
  Bytes seed{static_cast<char>(may_go), static_cast<char>(sizes.size() / sizeof(std::uint32_t))};
  return seed + sizes + bytes;
}

std::vector<Bytes> purge_seeds() {
  using Plain = std::vector<BytesView>;
  const Bytes gone = Bytes(1, '\0') + Bytes(32, 'h');
  return {purge_seed(0, Plain{"nothing sealed"}, ""), purge_seed(1, Plain{"a", "b"}, "envelope"),
          purge_seed(2, Plain{"", "and", ""}, "envelope"),
          purge_seed(3, Plain{"x", "", "y"}, gone)};
}

std::vector<Bytes> frame_seeds() {
  std::vector<Bytes> seeds;
  for (const std::size_t size : {60u, 200u, 500u}) {
    Bytes seed;
    for (std::size_t i = 0; i < size; ++i) seed += static_cast<char>(i * i + size);
    seeds.push_back(seed);
  }
  return seeds;
}

}  // namespace riskflow::fuzz
