#pragma once
// What the log keeps of an event for ever, and signs: the leaf of its tree.  It names no person;
// the payload is in it by its hash, so that the payload can go and the proofs stay.  Bytes:
// docs/format.md, "Skeleton" and "Leaf".

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/core/big_endian.hpp"
#include "domain/core/time.hpp"
#include "eventstore/proof/hash.hpp"

namespace riskflow::proof {

// Who caused it.  Opaque: names lie elsewhere, sealed.
struct ActorRef {
  enum class Kind : std::uint8_t {
    system = 1,   // riskflow itself: pump, timers, import of the sample
    person = 2,   // an operator; `ref` is an OperatorRef
    reactor = 3,  // the flow engine, acting for `ref`, the operator who started the run
  };
  Kind kind = Kind::system;
  OperatorRef ref;
  bool operator==(const ActorRef&) const = default;
};

// Why it happened: the event it reacts to (none for a request of a person) and the request that
// started the chain.
struct Cause {
  std::optional<Position> event;
  RequestId correlation;
  bool operator==(const Cause&) const = default;
};

// How a commit is laid out.  In the first format a payload is hashed as it is, later in pieces
// (pieces.hpp).
inline constexpr std::uint8_t first_format = 1;
inline constexpr std::uint8_t newest_format = 2;

// The header that every event of a commit shares.
struct CommitHeader {
  RequestId request;
  Position first{};
  std::uint32_t events = 0;
  ActorRef actor;
  Cause cause;
  Instant occurred;
  Instant recorded;
  std::uint8_t format = newest_format;
  bool operator==(const CommitHeader&) const = default;
};

// What a frame asks for, but for its payloads and versions: tells a retry from another frame under
// the same request id.
using Fingerprint = std::array<std::uint8_t, 16>;

inline constexpr std::size_t skeleton_header_size = 103;

// Appends the header that a skeleton and each of its leaves begin with: first a byte, the format.
void append_header(Bytes& to, const CommitHeader& header, const Fingerprint& fingerprint);
// Takes it off again, but for the format.  false: it says what no riskflow writes.
bool read_header(ByteReader& in, CommitHeader& header, Fingerprint& fingerprint);

// Times that have a text, in a year of four digits (ISO 8601): an event of another could not be
// exported.
constexpr bool has_text(Instant at) {
  using std::chrono::sys_days, std::chrono::year;
  return at >= sys_days{year{1} / 1 / 1} && at < sys_days{year{10'000} / 1 / 1};
}

// One event of a commit.  Views into what it was read from.
struct EventSkeleton {
  std::string_view stream;
  Version version{};
  std::string_view type;
  std::uint16_t schema = 1;
  std::uint32_t payload_size = 0;  // as it was written
  BytesView payload_hash;          // 32 bytes
};

struct Leaf {
  CommitHeader header;
  Fingerprint fingerprint{};
  std::uint32_t index = 0;  // of the event within its commit
  EventSkeleton event;

  Position position() const { return header.first + index; }
};

// The bytes that are hashed into the tree, in place of what was in `into`.  At most 360.
void leaf_bytes(const Leaf& leaf, Bytes& into);

// The leaf of these bytes; views into them.  Takes just what `leaf_bytes` makes.  Error: invalid.
Result<Leaf> leaf_from_bytes(BytesView bytes);

}  // namespace riskflow::proof
