#include "eventstore/proof/merkle.hpp"

#include <algorithm>
#include <bit>

#include "domain/core/ensure.hpp"

namespace riskflow::proof {

Hash empty_root() { return sha256({}); }

// ---- the right edge ----

Frontier::Frontier(std::uint64_t size, std::vector<Hash> roots)
    : size_(size), roots_(std::move(roots)) {
  ensure(static_cast<std::size_t>(std::popcount(size_)) == roots_.size(),
         "a tree has one complete subtree for each bit of its size");
}

void Frontier::add(const Hash& root, unsigned level) {
  const auto leaves = std::uint64_t{1} << level;
  ensure(size_ % leaves == 0, "a complete subtree begins at a multiple of its size");
  Hash whole = root;
  for (std::uint64_t size = size_ >> level; (size & 1) != 0; size >>= 1) {
    whole = node_hash(roots_.back(), whole);
    roots_.pop_back();
  }
  roots_.push_back(whole);
  size_ += leaves;
}

Hash Frontier::root() const {
  if (roots_.empty()) return empty_root();
  Hash root = roots_.back();
  for (std::size_t i = roots_.size() - 1; i > 0; --i) root = node_hash(roots_[i - 1], root);
  return root;
}

// ---- proofs ----

// Some neighbouring leaves: a subtree as the tree is cut.
struct Range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::uint64_t size() const { return end - begin; }
  // Where it is cut: the largest power of two smaller than its size belongs to the left.
  std::uint64_t middle() const { return begin + std::bit_floor(size() - 1); }
  Range left() const { return {begin, middle()}; }
  Range right() const { return {middle(), end}; }
};

static Result<Hash> root_of(const Range& range, const SubtreeRoot& subtree) {
  if (std::has_single_bit(range.size())) {
    const auto level = static_cast<unsigned>(std::countr_zero(range.size()));
    return subtree(level, range.begin >> level);
  }
  auto left = root_of(range.left(), subtree);
  if (!left) return left;
  auto right = root_of(range.right(), subtree);
  if (!right) return right;
  return node_hash(*left, *right);
}

Result<Hash> root_of(std::uint64_t size, const SubtreeRoot& subtree) {
  if (size == 0) return empty_root();
  return root_of(Range{0, size}, subtree);
}

// Adds the hash of a range to a path.
static Status add_root(std::vector<Hash>& path, const Range& range, const SubtreeRoot& subtree) {
  const auto root = root_of(range, subtree);
  if (!root) return fail(root.error());
  path.push_back(*root);
  return {};
}

static Status add_inclusion(std::vector<Hash>& path, std::uint64_t index, const Range& range,
                            const SubtreeRoot& subtree) {
  if (range.size() == 1) return {};
  const bool is_left = index < range.middle();
  const auto& [inside, sibling] =
      is_left ? std::pair{range.left(), range.right()} : std::pair{range.right(), range.left()};
  if (auto ok = add_inclusion(path, index, inside, subtree); !ok) return ok;
  return add_root(path, sibling, subtree);
}

Result<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size,
                                          const SubtreeRoot& subtree) {
  ensure(index < size, "the leaf is in the tree");
  std::vector<Hash> path;
  if (auto ok = add_inclusion(path, index, {0, size}, subtree); !ok) return fail(ok.error());
  return path;
}

// RFC 6962, 2.1.2, SUBPROOF: whether the verifier has the root of `range` already.
enum class Known : std::uint8_t { yes, no };

static Status add_consistency(std::vector<Hash>& path, std::uint64_t from, const Range& range,
                              Known known, const SubtreeRoot& subtree) {
  if (from == range.end) return known == Known::yes ? Status{} : add_root(path, range, subtree);
  if (from <= range.middle()) {
    if (auto ok = add_consistency(path, from, range.left(), known, subtree); !ok) return ok;
    return add_root(path, range.right(), subtree);
  }
  if (auto ok = add_consistency(path, from, range.right(), Known::no, subtree); !ok) return ok;
  return add_root(path, range.left(), subtree);
}

Result<std::vector<Hash>> consistency_proof(std::uint64_t from, std::uint64_t to,
                                            const SubtreeRoot& subtree) {
  ensure(0 < from && from <= to, "the later tree is no smaller, the earlier one not empty");
  std::vector<Hash> path;
  if (auto ok = add_consistency(path, from, {0, to}, Known::yes, subtree); !ok)
    return fail(ok.error());
  return path;
}

unsigned next_level(std::uint64_t at, std::uint64_t size) {
  const auto fits = static_cast<unsigned>(std::bit_width(size - at)) - 1;
  return std::min(fits, static_cast<unsigned>(std::countr_zero(at)));
}

Result<RangeProof> range_proof(std::uint64_t from, std::uint64_t to, std::uint64_t size,
                               const SubtreeRoot& subtree) {
  ensure(from <= to && to <= size, "the range lies within the tree");
  RangeProof proof;
  const auto add = [&](std::vector<Hash>& side, std::uint64_t at, std::uint64_t end) -> Status {
    while (at < end) {
      const auto level = next_level(at, end);
      const auto root = subtree(level, at >> level);
      if (!root) return fail(root.error());
      side.push_back(*root);
      at += std::uint64_t{1} << level;
    }
    return {};
  };
  if (auto ok = add(proof.left, 0, from); !ok) return fail(ok.error());
  if (auto ok = add(proof.right, to, size); !ok) return fail(ok.error());
  return proof;
}

// ---- verification ----

// The place of a node within its level, and of the level's last: a path goes up from there.
struct Climb {
  std::uint64_t node = 0;
  std::uint64_t last = 0;

  bool is_at_top() const { return last == 0; }
  // Whether the sibling on the path stands on the left; goes up to the node above both.
  bool goes_right() const { return (node & 1) != 0 || node == last; }
  void up() {
    node >>= 1;
    last >>= 1;
  }
  // Past the levels on which a last node without sibling stands alone.
  void up_past_lone_levels() {
    while ((node & 1) == 0 && node != 0) up();
  }
};

static std::unexpected<Error> does_not_prove(std::string_view what) {
  return fail(Errc::invalid, "the proof does not hold: " + std::string(what), "proof");
}

Status verify_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                        std::span<const Hash> path, const Hash& root) {
  if (index >= size) return does_not_prove("the leaf is not in a tree of that size");
  Climb climb{index, size - 1};
  Hash made = leaf;
  for (const Hash& sibling : path) {
    if (climb.is_at_top()) return does_not_prove("it has too many hashes");
    if (climb.goes_right()) {
      made = node_hash(sibling, made);
      climb.up_past_lone_levels();
    } else {
      made = node_hash(made, sibling);
    }
    climb.up();
  }
  if (!climb.is_at_top()) return does_not_prove("it has too few hashes");
  if (made != root) return does_not_prove("it leads to another root");
  return {};
}

// A path between two trees that differ, the earlier one not empty.
static Status verify_growth(const TreeHead& earlier, const TreeHead& later,
                            std::span<const Hash> path) {
  if (path.empty()) return does_not_prove("it has no hash");
  Climb climb{earlier.size - 1, later.size - 1};
  while ((climb.node & 1) != 0) climb.up();
  // An earlier tree that is one complete subtree is where the path begins; it is not repeated.
  const bool is_known = std::has_single_bit(earlier.size);
  Hash old_root = is_known ? earlier.root : path.front();
  Hash new_root = old_root;
  for (const Hash& sibling : is_known ? path : path.subspan(1)) {
    if (climb.is_at_top()) return does_not_prove("it has too many hashes");
    if (climb.goes_right()) {
      old_root = node_hash(sibling, old_root);
      new_root = node_hash(sibling, new_root);
      climb.up_past_lone_levels();
    } else {
      new_root = node_hash(new_root, sibling);
    }
    climb.up();
  }
  if (!climb.is_at_top()) return does_not_prove("it has too few hashes");
  if (old_root != earlier.root) return does_not_prove("it leads to another earlier root");
  if (new_root != later.root) return does_not_prove("it leads to another later root");
  return {};
}

Status verify_consistency(const TreeHead& earlier, const TreeHead& later,
                          std::span<const Hash> path) {
  if (earlier.size > later.size) return does_not_prove("the later tree is smaller");
  if (earlier.size == later.size || earlier.size == 0) {
    if (!path.empty()) return does_not_prove("it has too many hashes");
    const Hash expected = earlier.size == later.size ? later.root : empty_root();
    return earlier.root == expected ? Status{} : does_not_prove("the roots differ");
  }
  return verify_growth(earlier, later, path);
}

}  // namespace riskflow::proof
