#pragma once
// The Merkle tree of a log (RFC 6962, 2.1; RFC 9162, 2.1): its root, proofs that a leaf is in it
// and that a later tree begins with an earlier one, and their verification.  Nothing here stores a
// tree: whoever makes proofs brings the hashes.  Thread rule: pure functions; a Frontier has one
// owner.

#include <functional>
#include <span>
#include <vector>

#include "eventstore/proof/hash.hpp"

namespace riskflow::proof {

// The root of the tree without leaves: SHA-256 of nothing.
Hash empty_root();

// The right edge of a growing tree: the roots of its complete subtrees, largest first, one for each
// bit of its size.  Adding a leaf costs one node on average.
class Frontier {
 public:
  Frontier() = default;
  // As it was; `roots`: one for each bit of `size`.
  Frontier(std::uint64_t size, std::vector<Hash> roots);

  // A leaf, or the root of a complete subtree of 2^level leaves; the size is a multiple of that.
  void add(const Hash& root, unsigned level = 0);

  std::uint64_t size() const { return size_; }
  std::span<const Hash> roots() const { return roots_; }
  // Cost: O(log size).
  Hash root() const;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> roots_;
};

// The root of the complete subtree of 2^level leaves that begins at leaf `index << level`.
using SubtreeRoot = std::function<Result<Hash>(unsigned level, std::uint64_t index)>;

// Root and proofs of the tree of the first `size` leaves.  Cost: O(log size) calls of `subtree`;
// the errors are its.  `index` < `size`; 0 < `from` <= `to`.
Result<Hash> root_of(std::uint64_t size, const SubtreeRoot& subtree);
Result<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size,
                                          const SubtreeRoot& subtree);
Result<std::vector<Hash>> consistency_proof(std::uint64_t from, std::uint64_t to,
                                            const SubtreeRoot& subtree);

// What the leaves from `from` up to `to` lack to make the whole tree: the roots of the complete
// subtrees before them, as a Frontier of that size has them, and of those after them, from left to
// right.
struct RangeProof {
  std::vector<Hash> left;
  std::vector<Hash> right;
  bool operator==(const RangeProof&) const = default;
};
Result<RangeProof> range_proof(std::uint64_t from, std::uint64_t to, std::uint64_t size,
                               const SubtreeRoot& subtree);

// The level of the next complete subtree on the way from `at` leaves to `size`, which is more.
unsigned next_level(std::uint64_t at, std::uint64_t size);

// Whether `path` proves that `leaf` is leaf number `index` of the tree with that size and root
// (RFC 9162, 2.1.3.2).  Error: invalid.
Status verify_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                        std::span<const Hash> path, const Hash& root);

// A tree, told by its size and root.
struct TreeHead {
  std::uint64_t size = 0;
  Hash root{};
  bool operator==(const TreeHead&) const = default;
};

// Whether `path` proves that the later tree begins with the leaves of the earlier one (RFC 9162,
// 2.1.4.2).  Every tree begins with the empty one: then the path is empty, and `earlier` must have
// the root of no leaves.  Error: invalid.
Status verify_consistency(const TreeHead& earlier, const TreeHead& later,
                          std::span<const Hash> path);

}  // namespace riskflow::proof
