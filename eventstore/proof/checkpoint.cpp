#include "eventstore/proof/checkpoint.hpp"

#include "eventstore/proof/base64.hpp"
#include "eventstore/proof/text.hpp"

namespace riskflow::proof {

std::string to_text(const Checkpoint& checkpoint) {
  return checkpoint.origin + '\n' + std::to_string(checkpoint.tree.size) + '\n' +
         base64(view_of(checkpoint.tree.root)) + '\n';
}

static std::unexpected<Error> no_checkpoint(std::string_view what) {
  return fail(Errc::invalid, "not a checkpoint: " + std::string(what), "checkpoint");
}

Result<Checkpoint> checkpoint_from_text(std::string_view text) {
  Lines lines(text);
  Checkpoint out;
  out.origin = lines.next().value_or("");
  if (out.origin.empty()) return no_checkpoint("its first line should name the log");
  const auto size = number_from(lines.next().value_or(""));
  if (!size) return no_checkpoint("its second line should be the number of events");
  const auto root = hash_from(lines.next().value_or(""));
  if (!root) return no_checkpoint("its third line should be the root, in base64");
  out.tree = {*size, *root};
  return out;
}

Result<Checkpoint> verify_checkpoint(std::string_view note, std::span<const VerifierKey> keys) {
  const auto read = note_from_text(note);
  if (!read) return fail(read.error());
  auto checkpoint = checkpoint_from_text(read->text);
  if (!checkpoint) return checkpoint;
  const auto verified = verify_note(note, keys_named(checkpoint->origin, keys));
  if (!verified) return fail(verified.error());
  return checkpoint;
}

}  // namespace riskflow::proof
