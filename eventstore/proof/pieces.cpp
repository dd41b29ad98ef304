#include "eventstore/proof/pieces.hpp"

namespace riskflow::proof {

static constexpr std::size_t size_bytes = sizeof(std::uint32_t);
static constexpr char purged_mark = '\0';
static constexpr std::size_t purged_size = size_bytes + 1 + sizeof(Hash);

// The size of what is sealed, as the piece says it; nothing when it is too short to say.
static std::optional<std::size_t> said_size(BytesView piece) {
  if (piece.size() < size_bytes) return std::nullopt;
  std::size_t size = 0;
  for (std::size_t i = size_bytes; i-- > 0;)
    size = size << 8 | static_cast<unsigned char>(piece[i]);
  return size;
}

bool is_sealed_piece(BytesView bytes) {
  return bytes.size() > size_bytes && said_size(bytes) == bytes.size() - size_bytes;
}

bool is_purged(BytesView sealed_piece) {
  return sealed_piece.size() == purged_size && is_sealed_piece(sealed_piece) &&
         sealed_piece[size_bytes] == purged_mark;
}

Bytes purged(BytesView sealed_piece) {
  const auto hash = sha256(sealed_piece);
  Bytes out{static_cast<char>(purged_size - size_bytes), '\0', '\0', '\0', purged_mark};
  out += view_of(hash);
  return out;
}

std::optional<Hash> hash_of(const Payload& payload) {
  Bytes list;
  list.reserve(payload.sizes.size() / size_bytes * sizeof(Hash));
  const bool fits = each_piece(payload, [&](Piece kind, BytesView piece) {
    if (kind == Piece::sealed && is_purged(piece)) {
      list += piece.substr(size_bytes + 1);
    } else {
      const auto hash = sha256(piece);
      list += view_of(hash);
    }
  });
  if (!fits) return std::nullopt;
  return sha256(list);
}

std::size_t purged_in(const Payload& payload) {
  std::size_t count = 0;
  each_piece(payload, [&](Piece kind, BytesView piece) {
    if (kind == Piece::sealed && is_purged(piece)) ++count;
  });
  return count;
}

bool is_payload_of(const CommitHeader& header, const EventSkeleton& event, const Payload& payload) {
  if (header.format == first_format)
    return payload.sizes.empty() && payload.bytes.size() == event.payload_size &&
           view_of(sha256(payload.bytes)) == event.payload_hash;
  const auto hash = hash_of(payload);
  if (!hash || view_of(*hash) != event.payload_hash) return false;
  return payload.bytes.size() == event.payload_size || purged_in(payload) > 0;
}

}  // namespace riskflow::proof
