#pragma once
// The root of a key folder in escrow: an artefact apart from the backups, without which their key
// pages open to nobody.  It is sealed under the escrow key, which the operator keeps elsewhere, and
// says until when it counts.  Whoever holds artefact and key can read what that root opens,
// whatever the date: that it is removed in time is what makes an erasure whole.  Bytes:
// docs/format.md, "Escrow".  Thread rule: any thread.

#include <optional>

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

// Roots that lie in `folder` and the folders in it, of whatever log.  A folder that is not there
// has none.  Error: unavailable (what lies there cannot be looked at).
struct RootFile {
  std::filesystem::path path;
  EscrowTerms terms;
};
struct Roots {
  std::vector<RootFile> files;
  std::vector<Error> damaged;  // or of a newer format: nobody can say until when they count
};
inline constexpr std::string_view root_ending = ".escrow";
Result<Roots> roots_in(const std::filesystem::path& folder);

// What a restored key folder remembers of the log it comes from: the generation of the root that
// opened it, and until when a root lives there that opens its backups.
struct RestoredRoot {
  std::uint64_t generation = 0;
  Instant until;
};
inline constexpr std::string_view restored_root_file = "restored";
Bytes encode(const RestoredRoot& root);
// Nothing for keys that were never restored.  Errors: corrupt, unavailable.
Result<std::optional<RestoredRoot>> restored_root(const std::filesystem::path& keys);

// The root.  Error: corrupt, when `by` does not open it.
Result<KeyRoot> open_escrow(BytesView artefact, const Key& by);

}  // namespace riskflow::eventstore
