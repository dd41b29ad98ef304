#include "eventstore/tree_reader.hpp"

#include "eventstore/leaves.hpp"

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

// A subtree lies within one tile: its leaves there are neighbours.
Result<proof::Hash> TreeReader::subtree(unsigned level, std::uint64_t index) {
  const unsigned inside = level % tile_height;
  const std::uint64_t first = index << inside;
  const std::uint64_t width = std::uint64_t{1} << inside;
  const TilePlace place{static_cast<std::uint8_t>(level / tile_height), first / tile_width};
  const auto hashes = tile(place);
  if (!hashes) return fail(hashes.error());
  const auto begin = first % tile_width;
  if (begin + width > (*hashes)->size())
    return fail(Errc::corrupt, "a tile of the log's tree ends too early", "log");
  proof::Frontier made;
  for (auto i = begin; i < begin + width; ++i) made.add((**hashes)[i]);
  return made.root();
}

Result<const TreeReader::Hashes*> TreeReader::tile(const TilePlace& place) {
  if (const auto known = tiles_.find(place); known != tiles_.end()) return &known->second;
  auto stored = read_tile(tables_, place);
  if (!stored) return fail(stored.error());
  Hashes hashes;
  if (*stored) {
    hashes = std::move(**stored);
  } else if (place.level == 0) {
    auto made = last_leaves(place.number * tile_width);
    if (!made) return fail(made.error());
    hashes = std::move(*made);
  }
  return &(tiles_[place] = std::move(hashes));
}

// The leaves of the tile that is not full yet.
Result<TreeReader::Hashes> TreeReader::last_leaves(std::uint64_t first) const {
  Hashes hashes;
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
