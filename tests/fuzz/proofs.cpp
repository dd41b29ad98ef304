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

// Two keys have one name, as before and after a change of keys.
static std::span<const SigningKey> signers() {
  static const std::array made{
      SigningKey::from_secret("example.test/log", std::array<std::uint8_t, 32>{1}),
      SigningKey::from_secret("example.test/log", std::array<std::uint8_t, 32>{2}),
      SigningKey::from_secret("witness.test", std::array<std::uint8_t, 32>{3})};
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

// One a line; whether a line ends in a carriage return too, or is blank, means nothing.
void run_verifier_keys(BytesView input) {
  const auto keys = verifier_keys_from_text(input);
  if (!keys) return;
  auto key = keys->begin();
  for (std::size_t at = 0; at < input.size();) {
    const auto end = std::min(input.find('\n', at), input.size());
    auto line = input.substr(at, end - at);
    at = end + 1;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    promise(key != keys->end() && to_text(*key) == line, "each line of a file of keys is a key");
    ++key;
  }
  promise(!keys->empty() && key == keys->end(), "a file of keys has the keys of its lines");
}

std::vector<Bytes> verifier_keys_seeds() {
  const auto one = to_text(signers()[0].verifier()), other = to_text(signers()[2].verifier());
  return {one, one + '\n' + other + '\n', '\n' + one + "\r\n\r\n" + other};
}

// ---- notes of several keys ----

// Which of three keys sign, which of them are known, where a byte is changed and by which bits (0:
// none), then the text.
struct Signing {
  std::uint8_t signing = 0;
  std::uint8_t known = 0;
  std::uint16_t at = 0;
  std::uint8_t bits = 0;
  std::string text;
};

static Signing signing_from(BytesView input) {
  ByteReader in(input);
  Signing out;
  out.signing = in.number<std::uint8_t>() % 8;
  out.known = in.number<std::uint8_t>() % 8;
  out.at = in.number<std::uint16_t>();
  out.bits = in.number<std::uint8_t>();
  for (const char c : in.rest()) out.text += c == '\n' || (c >= ' ' && c != '\x7f') ? c : '-';
  out.text += '\n';
  return out;
}

static std::string signed_note(const Signing& how) {
  std::vector<const SigningKey*> by;
  for (std::size_t n = 0; n < signers().size(); ++n)
    if (how.signing >> n & 1) by.push_back(&signers()[n]);
  auto note = sign_note(how.text, by);
  auto& byte = note[how.at % note.size()];
  byte = static_cast<char>(byte ^ how.bits);
  return note;
}

void run_note_keys(BytesView input) {
  const auto how = signing_from(input);
  const auto note = signed_note(how);
  std::vector<VerifierKey> known;
  bool is_known_alone = false;
  for (std::size_t n = 0; n < signers().size(); ++n) {
    if ((how.known >> n & 1) == 0) continue;
    known.push_back(signers()[n].verifier());
    is_known_alone = is_known_alone || verify_note(note, std::span(&known.back(), 1));
  }
  const auto verified = verify_note(note, known);
  if (how.bits == 0)
    promise(verified.has_value() == ((how.signing & how.known) != 0),
            "a note holds when, and only when, a key that is known has signed it");
  if (!verified) return;
  promise(verified->text == how.text, "what verifies is what was signed");
  promise(is_known_alone, "keys together let nothing pass that each alone refuses");
  std::ranges::reverse(known);
  promise(verify_note(note, known).has_value(), "the order of the keys means nothing");
}

std::vector<Bytes> note_keys_seeds() {
  using namespace std::string_literals;
  return {"\x01\x07\0\0\0a text"s, "\x07\x02\0\0\0two\nlines"s, "\x06\x05\0\x20\x01unknown"s,
          "\x03\x02\0\x60\x02 of one name"s, "\x05\0\0\0\0nobody"s};
}

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

void run_receipt(BytesView input) {
  const auto read = receipt_from_text(input);
  if (!read) return;
  promise(is_receipt(input), "what is read as a receipt looks like one");
  promise(!read->empty(), "a receipt has a proof");
  promise(to_text(std::span(*read)) == input, "a receipt has one encoding");
  for (const auto& proof : *read) {
    const auto again = log_proof_from_text(to_text(proof));
    promise(again && again->index == proof.index && again->leaf == proof.leaf &&
                again->path == proof.path && again->checkpoint == proof.checkpoint,
            "each proof of a receipt stands alone");
    if (verify_log_proof(proof, keys()))
      promise(proof.index < log().size() && proof.leaf == leaf_at(proof.index),
              "only an event that is in the log is proved");
  }
}

std::vector<Bytes> receipt_seeds() {
  const auto proofs = log_proof_seeds();
  return {proofs[0], proofs[0] + proofs[2], proofs[4] + proofs[1] + proofs[0]};
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
