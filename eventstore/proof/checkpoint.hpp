#pragma once
// Checkpoints (C2SP tlog-checkpoint 1.0.0): which log, how many events, and the root of their tree;
// as a note, signed.

#include "eventstore/proof/merkle.hpp"
#include "eventstore/proof/note.hpp"

namespace riskflow::proof {

struct Checkpoint {
  std::string origin;  // of one log only
  TreeHead tree;
  bool operator==(const Checkpoint&) const = default;
};

// The text that is signed: origin, size and root, a line each.
std::string to_text(const Checkpoint& checkpoint);
// Lines that an extension adds are passed over.  Error: invalid.
Result<Checkpoint> checkpoint_from_text(std::string_view text);

// The checkpoint of a note that one of `keys` signed, one that is named as the log: the key of
// another log vouches for nothing in this one.  Error: invalid.
Result<Checkpoint> verify_checkpoint(std::string_view note, std::span<const VerifierKey> keys);

}  // namespace riskflow::proof
