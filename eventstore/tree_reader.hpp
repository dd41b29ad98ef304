#pragma once
// Roots and proofs of the log's tree, at any size it has had.  For one question: what it read is
// kept until it goes.  Thread rule: one thread.

#include <map>

#include "eventstore/proof/merkle.hpp"
#include "eventstore/tiles.hpp"

namespace riskflow::eventstore {

class TreeReader {
 public:
  // `head`: how many events are durable.  `tables` outlives it.
  TreeReader(const Tables& tables, Position head) : tables_(tables), head_(head) {}

  // Sizes are at most the head.  Errors: corrupt, unavailable.  Cost: O(log size) tiles, and up to
  // 255 leaves made anew.
  Result<proof::TreeHead> tree(std::uint64_t size);
  Result<std::vector<proof::Hash>> inclusion(Position position, std::uint64_t size);
  Result<std::vector<proof::Hash>> consistency(std::uint64_t from, std::uint64_t to);
  Result<proof::RangeProof> range(std::uint64_t from, std::uint64_t to, std::uint64_t size);

 private:
  using Hashes = std::vector<proof::Hash>;
  proof::SubtreeRoot subtrees();
  Result<proof::Hash> subtree(unsigned level, std::uint64_t index);
  Result<const Hashes*> tile(const TilePlace& place);
  Result<Hashes> last_leaves(std::uint64_t first) const;

  const Tables& tables_;
  const Position head_;
  std::map<TilePlace, Hashes> tiles_;
};

}  // namespace riskflow::eventstore
