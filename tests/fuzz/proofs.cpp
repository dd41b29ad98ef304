// What a verifier reads: nothing is taken that the keeper of the log did not sign.

#include <algorithm>
#include <array>
#include <bit>

#include "domain/core/big_endian.hpp"
#include "eventstore/proof/base64.hpp"
#include "eventstore/proof/log_proof.hpp"
#include "tests/eventstore/proof/paper_log.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/fuzz/targets.hpp"

namespace riskflow::fuzz {

using namespace proof;

static const PaperLog& log() {
  static const PaperLog made(11);
  return made;
}

static std::span<const VerifierKey> keys() {
  static const std::array made{a_key().verifier()};
  return made;
}

// ---- notes ----

static std::string encoded(const Note& note) {
  std::string out = note.text + '\n';
  for (const auto& [name, key, signature] : note.signatures) {
    Bytes bytes;
    append_number(bytes, key);
    out += "\xe2\x80\x94 " + name + ' ' + base64(bytes + signature) + '\n';
  }
  return out;
}

void run_note(BytesView input) {
  if (const auto note = note_from_text(input))
    promise(encoded(*note) == input, "a note has one encoding");
  if (const auto checkpoint = checkpoint_from_text(input))
    promise(input.starts_with(to_text(*checkpoint)), "a checkpoint begins with its own text");
  const auto verified = verify_checkpoint(input, keys());
  if (!verified) return;
  promise(*verified == Checkpoint{std::string(PaperLog::origin), log().tree(verified->tree.size)},
          "only what was signed verifies");
}

std::vector<Bytes> note_seeds() {
  const auto key = a_key();
  const std::array<const SigningKey*, 1> signers{&key};
  const Checkpoint checkpoint{std::string(PaperLog::origin), log().tree(11)};
  const auto foreign = SigningKey::from_secret("other", std::array<std::uint8_t, 32>{1});
  const std::array both{&key, &foreign};
  return {log().signed_tree(key, 0), log().signed_tree(key, 11),
          sign_note(to_text(checkpoint) + "an extension\n", signers),
          sign_note(to_text(checkpoint), both), to_text(checkpoint)};
}

void run_verifier_key(BytesView input) {
  if (const auto key = verifier_key_from_text(input))
    promise(to_text(*key) == input, "a verifier key has one encoding");
}

std::vector<Bytes> verifier_key_seeds() { return {to_text(a_key().verifier())}; }

// ---- proofs of a log ----

static Bytes leaf_at(std::uint64_t index) {
  const auto hash = *hash_of(log().payload_of(index).view());
  Bytes leaf;
  leaf_bytes(log().leaf_of(index, view_of(hash)), leaf);
  return leaf;
}

void run_log_proof(BytesView input) {
  const auto read = log_proof_from_text(input);
  if (!read) return;
  promise(to_text(*read) == input, "a proof has one encoding");
  if (!verify_log_proof(*read, keys())) return;
  promise(read->index < log().size() && read->leaf == leaf_at(read->index),
          "only an event that is in the log is proved");
}

std::vector<Bytes> log_proof_seeds() {
  std::vector<Bytes> seeds;
  const auto note = log().signed_tree(a_key(), log().size());
  for (const std::uint64_t index : {0u, 6u, 10u}) {
    LogProof proof{index, leaf_at(index), *inclusion_proof(index, log().size(), log().subtrees()),
                   note};
    seeds.push_back(to_text(proof));
    proof.leaf.clear();
    seeds.push_back(to_text(proof));
  }
  return seeds;
}

// ---- trees ----

// RFC 9162, 2.1.1, word for word.
static Hash root_of(std::span<const Hash> leaves) {
  if (leaves.empty()) return empty_root();
  if (leaves.size() == 1) return leaves[0];
  const auto half = std::bit_floor(leaves.size() - 1);
  return node_hash(root_of(leaves.first(half)), root_of(leaves.subspan(half)));
}

// A path with one change that the input chose: a bit, the last hash gone, one more.
static std::vector<Hash> changed(std::vector<Hash> path, ByteReader& in) {
  const auto how = in.number<std::uint8_t>();
  const auto at = in.number<std::uint16_t>();
  if (path.empty() || how % 4 == 0) {
    path.push_back(empty_root());
  } else if (how % 4 == 1) {
    path.pop_back();
  } else {
    auto& byte = path[at % path.size()][at / 8 % sizeof(Hash)];
    byte = static_cast<std::uint8_t>(byte ^ (1 << at % 8));
  }
  return path;
}

static void check_inclusion(std::span<const Hash> leaves, ByteReader& in) {
  const auto index = in.number<std::uint8_t>() % leaves.size();
  const auto subtree = [&](unsigned level, std::uint64_t at) -> Result<Hash> {
    return root_of(leaves.subspan(at << level, std::size_t{1} << level));
  };
  const auto root = root_of(leaves);
  const auto path = *inclusion_proof(index, leaves.size(), subtree);
  promise(verify_inclusion(index, leaves.size(), leaves[index], path, root).has_value(),
          "a leaf of the tree is proved");
  promise(!verify_inclusion(index, leaves.size(), leaves[index], changed(path, in), root),
          "a path that was changed proves nothing");
  const auto other = in.number<std::uint8_t>();
  promise(other == index || !verify_inclusion(other, leaves.size(), leaves[index], path, root),
          "a leaf is proved at its place only");
}

static void check_growth(std::span<const Hash> leaves, ByteReader& in) {
  const auto from = 1 + in.number<std::uint8_t>() % leaves.size();
  const auto subtree = [&](unsigned level, std::uint64_t at) -> Result<Hash> {
    return root_of(leaves.subspan(at << level, std::size_t{1} << level));
  };
  const TreeHead earlier{from, root_of(leaves.first(from))};
  const TreeHead later{leaves.size(), root_of(leaves)};
  const auto path = *consistency_proof(from, leaves.size(), subtree);
  promise(verify_consistency(earlier, later, path).has_value(), "a tree that grew is proved");
  promise(!verify_consistency(earlier, later, changed(path, in)),
          "a path that was changed proves no growth");
}

static void check_edge(std::span<const Hash> leaves, ByteReader& in) {
  const auto at = in.number<std::uint8_t>() % (leaves.size() + 1);
  Frontier tree;
  for (const auto& leaf : leaves.first(at)) tree.add(leaf);
  promise(tree.root() == root_of(leaves.first(at)), "a growing tree has the root of its leaves");
  Frontier again(tree.size(), {tree.roots().begin(), tree.roots().end()});
  for (const auto& leaf : leaves.subspan(at)) again.add(leaf);
  promise(again.root() == root_of(leaves), "a tree goes on from its edge");
}

// Paths of whatever length for trees of whatever size: refused, or the one of a lone leaf.
static void check_noise(ByteReader& in) {
  const auto index = in.number<std::uint64_t>(), size = in.number<std::uint64_t>();
  std::vector<Hash> path(in.rest().size() / sizeof(Hash));
  for (auto& hash : path) std::ranges::copy(in.bytes(sizeof(Hash)), hash.begin());
  const auto leaf = leaf_hash("a leaf"), root = leaf_hash("a root");
  promise(!verify_inclusion(index, size, leaf, path, root), "noise proves no leaf");
  promise(!verify_consistency({index, leaf}, {size, root}, path), "noise proves no growth");
}

void run_tree(BytesView input) {
  ByteReader in(input);
  const auto size = in.number<std::uint8_t>();
  std::vector<Hash> leaves;
  for (unsigned n = 0; n < size; ++n) leaves.push_back(leaf_hash(std::to_string(n)));
  if (!leaves.empty()) {
    check_inclusion(leaves, in);
    check_growth(leaves, in);
  }
  check_edge(leaves, in);
  check_noise(in);
}

std::vector<Bytes> tree_seeds() {
  std::vector<Bytes> seeds;
  for (const std::uint8_t size : std::to_array<std::uint8_t>({0, 1, 2, 7, 8, 100})) {
    Bytes seed;
    append_number(seed, size);
    for (std::size_t i = 0; i < 100; ++i) seed += static_cast<char>(i * size + 3);
    seeds.push_back(seed);
  }
  return seeds;
}

}  // namespace riskflow::fuzz
