#pragma once
// The growing side of the Merkle tree: takes a leaf for each event and puts the tiles that change
// into the batch that holds the events.  A full tile is written once; of the levels above the
// leaves the last tile is written anew whenever it got a hash, every 256 events.  That is 32 to 64
// bytes an event.  Thread rule: one owner, the sequencer's worker.

#include "eventstore/proof/merkle.hpp"
#include "eventstore/tiles.hpp"

namespace riskflow::eventstore {

class TreeEdge {
 public:
  // The edge of the tree of all events of `tables`, of which there are `head`.  What an older
  // riskflow wrote has no tree, or one that ends earlier: the rest is made from the skeletons and
  // written.  Errors: corrupt, unavailable.  Cost: 255 leaves and a tile a level, but for an old
  // log.
  static Result<TreeEdge> open(Tables& tables, Position head);

  // Takes the leaf of the next event; a tile that is full now goes into the batch.
  void add(const proof::Hash& leaf, Batch& batch);
  // Puts what changed since into the batch: to be called before it is written.
  void finish(Batch& batch);

  std::uint64_t size() const { return size_; }
  // Cost: O(log size).
  proof::Hash root() const;

 private:
  // The last tile of a level, which is not full.
  struct Level {
    std::uint64_t tile = 0;
    std::vector<proof::Hash> hashes;
    proof::Frontier roots;
    bool is_changed = false;

    void add(const proof::Hash& hash);
  };

  Status restore_levels(const Tables& tables, std::uint64_t leaves);
  void add_at(std::size_t level, const proof::Hash& hash, Batch& batch);

  std::uint64_t size_ = 0;
  std::vector<Level> levels_{1};
};

}  // namespace riskflow::eventstore
