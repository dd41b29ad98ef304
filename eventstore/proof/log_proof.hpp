#pragma once
// A proof that one event is in the log, in one file (C2SP tlog-proof): the receipt that somebody
// takes home, and can have verified by whoever has the log's verifier key.
//
//   c2sp.org/tlog-proof@v1
//   extra <leaf>                 the event's bytes in the tree, in base64
//   index 5
//   <hash>                       in base64, from the leaf's sibling up
//   ...
//
//   <signed checkpoint>

#include "eventstore/proof/checkpoint.hpp"

namespace riskflow::proof {

struct LogProof {
  std::uint64_t index = 0;  // the event's position
  Bytes leaf;               // what is proved
  std::vector<Hash> path;
  std::string checkpoint;  // the signed note
};

std::string to_text(const LogProof& proof);

// A receipt for a command: the proof of each of its events, one after the other.
std::string to_text(std::span<const LogProof> receipt);
// At least one proof.  Error: invalid.
Result<std::vector<LogProof>> receipt_from_text(std::string_view text);
// Whether a text is to be one.
bool is_receipt(std::string_view text);

// Nothing is verified.  A proof without its leaf is taken: the verifier brings it.  Error: invalid.
Result<LogProof> log_proof_from_text(std::string_view text);

// Whether it proves that the event with its leaf is in a log that one of `keys` vouches for;
// answers the checkpoint.  Error: invalid.
Result<Checkpoint> verify_log_proof(const LogProof& proof, std::span<const VerifierKey> keys);

}  // namespace riskflow::proof
