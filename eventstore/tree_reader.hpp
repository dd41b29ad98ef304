#pragma once
// Roots and proofs of the log's tree, at any size it has had.  Thread rule: one thread.

#include "eventstore/proof/merkle.hpp"
#include "eventstore/tile_nodes.hpp"

namespace riskflow::eventstore {

class TreeReader {
 public:
  // `head`: how many events are durable.  `tables` and `cache`, which is of them, outlive it.
  TreeReader(const Tables& tables, TileCache& cache, Position head)
      : tables_(tables), cache_(cache), head_(head) {}

  // Sizes are at most the head.  Errors: corrupt, unavailable.  Cost: O(log size) tiles, 255 hashes
  // for each that is not in the cache, and at the right edge up to 255 leaves made anew.
  Result<proof::TreeHead> tree(std::uint64_t size);
  Result<std::vector<proof::Hash>> inclusion(Position position, std::uint64_t size);
  Result<std::vector<proof::Hash>> consistency(std::uint64_t from, std::uint64_t to);
  Result<proof::RangeProof> range(std::uint64_t from, std::uint64_t to, std::uint64_t size);

 private:
  proof::SubtreeRoot subtrees();
  Result<proof::Hash> subtree(unsigned level, std::uint64_t index);
  Result<TileCache::Held> load(const TilePlace& place);
  Result<std::vector<proof::Hash>> last_leaves(std::uint64_t first) const;

  const Tables& tables_;
  TileCache& cache_;
  const Position head_;
};

}  // namespace riskflow::eventstore
