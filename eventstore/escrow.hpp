#pragma once
// The root of a key folder in escrow: an artefact apart from the backups, without which their key
// pages open to nobody.  It is sealed under the escrow key, which the operator keeps elsewhere, and
// says until when it counts.  Whoever holds artefact and key can read what that root opens,
// whatever the date: that it is removed in time is what makes an erasure whole.  Bytes:
// docs/format.md, "Escrow".  Thread rule: pure functions.

#include "eventstore/key_pages.hpp"

namespace riskflow::eventstore {

struct EscrowTerms {
  LogId log;
  std::uint64_t generation = 0;  // of the root; set by the keyring
  std::uint64_t erasures = 0;    // that were done in this root already
  Instant made;
  Instant until;
};

Bytes seal_for_escrow(const KeyRoot& root, EscrowTerms terms, const Key& by);

// What the artefact says of itself, unverified.  Error: corrupt, also when a newer riskflow made
// it.
Result<EscrowTerms> escrow_terms(BytesView artefact);

// The root.  Error: corrupt, when `by` does not open it.
Result<KeyRoot> open_escrow(BytesView artefact, const Key& by);

}  // namespace riskflow::eventstore
