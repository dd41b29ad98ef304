// The Merkle tree, against the leaves and roots that Certificate Transparency's reference trees are
// tested with, and against a tree that is built by the definition.

#include "eventstore/proof/merkle.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace riskflow::proof {

static std::string hex_of(const Hash& hash) { return hex(view_of(hash)); }

static Hash leaf_number(std::uint64_t index) { return leaf_hash(fmt::format("leaf {}", index)); }

// MTH of RFC 9162, 2.1.1, as it is defined.
static Hash root_by_definition(std::uint64_t begin, std::uint64_t end) {
  if (begin == end) return sha256({});
  if (end - begin == 1) return leaf_number(begin);
  std::uint64_t k = 1;
  while (2 * k < end - begin) k *= 2;
  return node_hash(root_by_definition(begin, begin + k), root_by_definition(begin + k, end));
}

static Result<Hash> subtree(unsigned level, std::uint64_t index) {
  return root_by_definition(index << level, (index + 1) << level);
}

static TreeHead tree_of(std::uint64_t size) { return {size, root_by_definition(0, size)}; }

TEST(Merkle, HasTheRootsOfTheReferenceTrees) {
  using namespace std::string_view_literals;
  const std::pair<BytesView, const char*> steps[] = {
      {""sv, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
      {"\x00"sv, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
      {"\x10"sv, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
      {"\x20\x21"sv, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
      {"\x30\x31"sv, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
      {"\x40\x41\x42\x43"sv, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
      {"\x50\x51\x52\x53\x54\x55\x56\x57"sv,
       "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
      {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"sv,
       "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}};
  Frontier tree;
  EXPECT_EQ(hex_of(tree.root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (const auto& [leaf, root] : steps) {
    tree.add(leaf_hash(leaf));
    EXPECT_EQ(hex_of(tree.root()), root) << tree.size();
  }
}

TEST(Merkle, GrowsLeafByLeafToTheTreeOfTheDefinition) {
  Frontier tree;
  for (std::uint64_t size = 0; size <= 70; ++size) {
    EXPECT_EQ(tree.root(), root_by_definition(0, size)) << size;
    EXPECT_EQ(root_of(size, subtree), tree.root()) << size;
    const Frontier again(size, {tree.roots().begin(), tree.roots().end()});
    EXPECT_EQ(again.root(), tree.root()) << size;
    tree.add(leaf_number(size));
  }
}

TEST(Merkle, ProvesEveryLeafOfEveryTree) {
  for (std::uint64_t size = 1; size <= 40; ++size)
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto path = inclusion_proof(index, size, subtree);
      ASSERT_TRUE(path);
      EXPECT_TRUE(verify_inclusion(index, size, leaf_number(index), *path, tree_of(size).root))
          << index << " of " << size;
    }
}

TEST(Merkle, ProvesThatEveryTreeBeginsWithEveryEarlierOne) {
  for (std::uint64_t to = 1; to <= 40; ++to)
    for (std::uint64_t from = 1; from <= to; ++from) {
      const auto path = consistency_proof(from, to, subtree);
      ASSERT_TRUE(path);
      EXPECT_TRUE(verify_consistency(tree_of(from), tree_of(to), *path)) << from << " to " << to;
    }
}

TEST(Merkle, EveryTreeBeginsWithTheEmptyOne) {
  EXPECT_TRUE(verify_consistency(tree_of(0), tree_of(0), {}));
  EXPECT_TRUE(verify_consistency(tree_of(0), tree_of(7), {}));
  EXPECT_FALSE(verify_consistency({0, leaf_number(1)}, tree_of(7), {}));
  EXPECT_FALSE(verify_consistency(tree_of(7), tree_of(0), {}));
}

// Every proof with one thing changed.
TEST(Merkle, AcceptsNoPathForAnythingElse) {
  const auto other = leaf_number(1'000);
  for (std::uint64_t size = 2; size <= 24; ++size) {
    const auto root = tree_of(size).root;
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto path = *inclusion_proof(index, size, subtree);
      const auto leaf = leaf_number(index);
      EXPECT_FALSE(verify_inclusion(index, size, other, path, root));
      EXPECT_FALSE(verify_inclusion(index, size, leaf, path, other));
      EXPECT_FALSE(verify_inclusion(size, size, leaf, path, root));
      for (std::uint64_t wrong = 0; wrong < size; ++wrong)
        EXPECT_EQ(bool(verify_inclusion(wrong, size, leaf, path, root)), wrong == index);
      auto longer = path;
      longer.push_back(other);
      EXPECT_FALSE(verify_inclusion(index, size, leaf, longer, root));
      const std::span shorter(path.data(), path.size() - 1);
      EXPECT_FALSE(verify_inclusion(index, size, leaf, shorter, root));
      for (std::size_t i = 0; i < path.size(); ++i) {
        auto changed = path;
        changed[i][31] ^= 1;
        EXPECT_FALSE(verify_inclusion(index, size, leaf, changed, root));
      }
    }
  }
}

TEST(Merkle, AcceptsNoPathBetweenTreesThatDoNotBelongTogether) {
  for (std::uint64_t to = 2; to <= 24; ++to)
    for (std::uint64_t from = 1; from < to; ++from) {
      const auto path = *consistency_proof(from, to, subtree);
      const auto earlier = tree_of(from), later = tree_of(to);
      EXPECT_FALSE(verify_consistency({from, later.root}, later, path));
      EXPECT_FALSE(verify_consistency(earlier, {to, earlier.root}, path));
      EXPECT_FALSE(verify_consistency(earlier, later, {}));
      auto longer = path;
      longer.push_back(later.root);
      EXPECT_FALSE(verify_consistency(earlier, later, longer));
      for (std::size_t i = 0; i < path.size(); ++i) {
        auto changed = path;
        changed[i][0] ^= 128;
        EXPECT_FALSE(verify_consistency(earlier, later, changed)) << from << " to " << to;
      }
    }
}

TEST(Merkle, PassesOnWhyASubtreeCannotBeRead) {
  const auto unreadable = [](unsigned, std::uint64_t) -> Result<Hash> {
    return fail(Errc::corrupt, "gone");
  };
  EXPECT_EQ(root_of(3, unreadable).error().message, "gone");
  EXPECT_EQ(inclusion_proof(1, 3, unreadable).error().code, Errc::corrupt);
  EXPECT_EQ(consistency_proof(1, 3, unreadable).error().code, Errc::corrupt);
}

}  // namespace riskflow::proof
