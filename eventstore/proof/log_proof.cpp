#include "eventstore/proof/log_proof.hpp"

#include "eventstore/proof/base64.hpp"
#include "eventstore/proof/text.hpp"

namespace riskflow::proof {

static constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1";
static constexpr std::string_view extra_start = "extra ";
static constexpr std::string_view index_start = "index ";
static constexpr std::size_t path_max = 64;  // no tree is higher

std::string to_text(const LogProof& proof) {
  std::string text(first_line);
  text += '\n';
  if (!proof.leaf.empty()) text += std::string(extra_start) + base64(proof.leaf) + '\n';
  text += index_start;
  text += std::to_string(proof.index) + '\n';
  for (const auto& hash : proof.path) text += base64(view_of(hash)) + '\n';
  text += '\n';
  text += proof.checkpoint;
  return text;
}

static std::unexpected<Error> no_proof(std::string_view what) {
  return fail(Errc::invalid, "not a proof of a log: " + std::string(what), "proof");
}

Result<LogProof> log_proof_from_text(std::string_view text) {
  Lines lines(text);
  if (lines.next() != first_line)
    return no_proof("it should begin with " + std::string(first_line));
  auto line = lines.next().value_or("");
  LogProof out;
  if (line.starts_with(extra_start)) {
    auto leaf = from_base64(line.substr(extra_start.size()));
    if (!leaf || leaf->empty()) return no_proof("the leaf is not base64");
    out.leaf = std::move(*leaf);
    line = lines.next().value_or("");
  }
  const auto index =
      line.starts_with(index_start) ? number_from(line.substr(index_start.size())) : std::nullopt;
  if (!index) return no_proof("the line with the index is missing");
  out.index = *index;
  for (;;) {
    const auto next = lines.next();
    if (!next) return no_proof("the checkpoint is missing");
    if (next->empty()) break;
    const auto hash = hash_from(*next);
    if (!hash || out.path.size() == path_max) return no_proof("a hash is malformed");
    out.path.push_back(*hash);
  }
  out.checkpoint = lines.rest();
  return out;
}

std::string to_text(std::span<const LogProof> receipt) {
  std::string text;
  for (const auto& proof : receipt) text += to_text(proof);
  return text;
}

bool is_receipt(std::string_view text) { return Lines(text).next() == first_line; }

Result<std::vector<LogProof>> receipt_from_text(std::string_view text) {
  const auto next_proof = "\n" + std::string(first_line) + '\n';
  std::vector<LogProof> out;
  do {
    const auto end = text.find(next_proof);
    const auto one = text.substr(0, end == text.npos ? end : end + 1);
    auto proof = log_proof_from_text(one);
    if (!proof) return fail(proof.error());
    out.push_back(std::move(*proof));
    text.remove_prefix(one.size());
  } while (!text.empty());
  return out;
}

Result<Checkpoint> verify_log_proof(const LogProof& proof, std::span<const VerifierKey> keys) {
  auto checkpoint = verify_checkpoint(proof.checkpoint, keys);
  if (!checkpoint) return checkpoint;
  const auto& tree = checkpoint->tree;
  if (auto ok =
          verify_inclusion(proof.index, tree.size, leaf_hash(proof.leaf), proof.path, tree.root);
      !ok)
    return fail(ok.error());
  return checkpoint;
}

}  // namespace riskflow::proof
