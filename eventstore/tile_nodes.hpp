#pragma once
// Tiles with the nodes above their hashes: a proof needs some at every height, and proofs of one
// log meet the same upper tiles again and again.

#include <array>
#include <memory>
#include <mutex>

#include "eventstore/lru.hpp"
#include "eventstore/tiles.hpp"

namespace riskflow::eventstore {

// A tile's hashes, in rows: row 0 is they, row h holds the roots of all complete subtrees of 2^h.
class TileNodes {
 public:
  // Cost: a hash for each of `hashes`.
  explicit TileNodes(std::vector<proof::Hash> hashes);

  // The root of the hashes from `index << height` up to `(index + 1) << height`; null when the tile
  // does not have them all.
  const proof::Hash* root(unsigned height, std::uint64_t index) const;

 private:
  std::array<std::vector<proof::Hash>, tile_height> rows_;
};

// Tiles that were used lately, up to 4 MiB of them.  One that was not full stays right for what it
// has: a tile only grows.  Thread rule: any thread.
class TileCache {
 public:
  using Held = std::shared_ptr<const TileNodes>;  // may be in use when it leaves the cache

  // Null when it is not held.
  Held find(const TilePlace& place);
  void put(const TilePlace& place, Held nodes);

 private:
  struct Hash {
    std::size_t operator()(const TilePlace& place) const {
      return std::hash<std::uint64_t>{}(place.number << tile_height | place.level);
    }
  };
  static constexpr std::size_t tiles = 256;  // of 16 KiB

  std::mutex mutex_;
  Lru<TilePlace, Held, TilePlace, Hash> held_{tiles};
};

}  // namespace riskflow::eventstore
