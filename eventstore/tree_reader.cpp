#include "eventstore/tree_reader.hpp"

#include <fmt/format.h>

#include "eventstore/leaves.hpp"
#include "eventstore/mending.hpp"

namespace riskflow::eventstore {

proof::SubtreeRoot TreeReader::subtrees() {
  return [this](unsigned level, std::uint64_t index) { return subtree(level, index); };
}

Result<proof::TreeHead> TreeReader::tree(std::uint64_t size) {
  const auto root = proof::root_of(size, subtrees());
  if (!root) return fail(root.error());
  return proof::TreeHead{size, *root};
}

Result<std::vector<proof::Hash>> TreeReader::inclusion(Position position, std::uint64_t size) {
  return proof::inclusion_proof(to_number(position), size, subtrees());
}

Result<std::vector<proof::Hash>> TreeReader::consistency(std::uint64_t from, std::uint64_t to) {
  return proof::consistency_proof(from, to, subtrees());
}

Result<proof::RangeProof> TreeReader::range(std::uint64_t from, std::uint64_t to,
                                            std::uint64_t size) {
  return proof::range_proof(from, to, size, subtrees());
}

// A subtree lies within one tile: its hashes there are neighbours.
Result<proof::Hash> TreeReader::subtree(unsigned level, std::uint64_t index) {
  const unsigned height = level % tile_height;
  const auto in_tile = tile_width >> height;  // subtrees of that height
  const TilePlace place{static_cast<std::uint8_t>(level / tile_height), index / in_tile};
  if (const auto known = cache_.find(place))
    if (const auto* const root = known->root(height, index % in_tile)) return *root;
  const auto loaded = load(place);
  if (!loaded) return fail(loaded.error());
  const auto* const root = (*loaded)->root(height, index % in_tile);
  if (root == nullptr)
    return fail(Errc::corrupt,
                fmt::format("a tile of the log's tree ends too early; {}", log_mending), "log");
  return *root;
}

Result<TileCache::Held> TreeReader::load(const TilePlace& place) {
  auto stored = read_tile(tables_, place);
  if (!stored) return fail(stored.error());
  std::vector<proof::Hash> hashes;
  if (*stored) {
    hashes = std::move(**stored);
  } else if (place.level == 0) {
    auto made = last_leaves(place.number * tile_width);
    if (!made) return fail(made.error());
    hashes = std::move(*made);
  }
  auto nodes = std::make_shared<const TileNodes>(std::move(hashes));
  cache_.put(place, nodes);
  return nodes;
}

// The leaves of the tile that is not full yet.
Result<std::vector<proof::Hash>> TreeReader::last_leaves(std::uint64_t first) const {
  std::vector<proof::Hash> hashes;
  const Position end{std::min(first + tile_width, to_number(head_))};
  const auto made =
      each_leaf(tables_, Position{first}, end, [&](const proof::Hash& leaf) -> Status {
        hashes.push_back(leaf);
        return {};
      });
  if (!made) return fail(made.error());
  return hashes;
}

}  // namespace riskflow::eventstore
