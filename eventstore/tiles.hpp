#pragma once
// The stored form of the Merkle tree: tiles of up to 256 hashes (C2SP tlog-tiles 0.1.0).  A hash on
// level L is the root of the complete subtree of 256^L leaves; tile n of a level holds its hashes
// from 256 n on.  On level 0 only full tiles are stored: the rest is made from the skeletons.
// Bytes: docs/format.md, "Tree".

#include <span>
#include <vector>

#include "eventstore/proof/hash.hpp"
#include "eventstore/tables.hpp"

namespace riskflow::eventstore {

inline constexpr std::uint64_t tile_width = 256;
inline constexpr unsigned tile_height = 8;  // 2^8 hashes

struct TilePlace {
  std::uint8_t level = 0;
  std::uint64_t number = 0;
  auto operator<=>(const TilePlace&) const = default;
};

Bytes tile_key(const TilePlace& place);
Result<TilePlace> place_of_tile_key(BytesView key);

Bytes encode_tile(std::span<const proof::Hash> hashes, BytesView key);
// Error: corrupt.
Result<std::vector<proof::Hash>> decode_tile(BytesView key, BytesView value);

// The tile at a place; nothing when it is not stored.  Error: corrupt.
Result<std::optional<std::vector<proof::Hash>>> read_tile(const Tables& tables,
                                                          const TilePlace& place);

}  // namespace riskflow::eventstore
