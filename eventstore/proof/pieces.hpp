#pragma once
// A payload in pieces, so that what is sealed in it can go and what stays can still be proved:
// plain and sealed bytes take turns, plain first and last, and the leaf holds the hash over the
// hashes of all.  A sealed piece is a size and so many bytes; one that was purged is its own hash,
// in the same form.  Bytes: docs/format.md, "Pieces".

#include "domain/core/big_endian.hpp"
#include "eventstore/proof/hash.hpp"
#include "eventstore/proof/leaf.hpp"

namespace riskflow::proof {

// A payload as it is stored.  `sizes`: of its pieces, a u32 each; empty in commits of format 1,
// whose payloads are hashed as they are.
struct Payload {
  BytesView bytes;
  BytesView sizes;
};

enum class Piece : std::uint8_t { plain, sealed };

// Calls `visit(kind, bytes)` for each piece in order; false, when the sizes do not fill the bytes,
// or are no odd number.
template <class Visit>
bool each_piece(const Payload& payload, const Visit& visit) {
  ByteReader sizes(payload.sizes);
  ByteReader bytes(payload.bytes);
  auto kind = Piece::sealed;
  while (!sizes.rest().empty()) {
    kind = kind == Piece::plain ? Piece::sealed : Piece::plain;
    const auto piece = bytes.bytes(sizes.number<std::uint32_t>());
    if (!sizes.intact() || !bytes.intact()) return false;
    visit(kind, piece);
  }
  return kind == Piece::plain && bytes.rest().empty();
}

// What a leaf holds of it; nothing when it is not in pieces.
std::optional<Hash> hash_of(const Payload& payload);

// Whether it is what was written: all of it, but for what was purged.
bool is_payload_of(const CommitHeader& header, const EventSkeleton& event, const Payload& payload);

// A sealed piece is `u32 size` (little-endian, as serialised payloads have it) and so many bytes.
// What is sealed never begins with a zero byte: that is the mark of what was purged.
bool is_sealed_piece(BytesView bytes);
bool is_purged(BytesView sealed_piece);

// What stands in the place of a sealed piece that was purged, 37 bytes.
Bytes purged(BytesView sealed_piece);

// How many of its sealed pieces were purged.
std::size_t purged_in(const Payload& payload);

}  // namespace riskflow::proof
