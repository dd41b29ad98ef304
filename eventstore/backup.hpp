#pragma once
// Backups: the log as it was at a moment while it ran, its key pages without the root that opens
// them, and a checkpoint of just these events, signed.  A backup is a folder that is there whole or
// not at all; it is read back and its tree made anew from its events before it counts.
//
//   COLLECTION/20261123T020000Z-48211/
//     backup       what it is, in words
//     checkpoint   audit.pub
//     log/         keys/pages/
//     SHA256SUMS   of all of these, for sha256sum -c
//
// Files of the log that an earlier backup of the collection has are links to its own.  What it
// does not hold: the root of the keys (escrow.hpp), the unlock key, the key that signs, and views.
// Bytes: docs/format.md, "Backup".

#include <filesystem>
#include <optional>
#include <vector>

#include "eventstore/keyring.hpp"
#include "eventstore/notary.hpp"

namespace riskflow::eventstore {

inline constexpr std::string_view backup_facts_file = "backup";

// What a backup says of itself.
struct Backup {
  std::filesystem::path folder;
  LogId log;
  std::string origin;  // of its checkpoint
  Instant made;
  std::uint64_t events = 0;
  std::uint64_t key_generation = 0;  // of the root that opens its key pages
};

struct BackupSource {
  const Log& log;
  Notary& notary;
  const Keyring& keys;
};

// A backup that was read and found whole.
struct VerifiedBackup {
  Backup backup;
  proof::TreeHead tree;
  std::string checkpoint;  // the note
};

// Makes a backup in a new folder of `collection`, which may be on another disk, while the log runs.
// When it returns, all of it is synced and verified.  One at a time.  Errors: conflict (there is
// one of this second already), unavailable, corrupt (also when a table or a key page of the source
// is damaged).  Cost: a flush, the bytes that no earlier backup has, a replay of the whole log, and
// opening every key page twice.
Result<VerifiedBackup> make_backup(const BackupSource& source,
                                   const std::filesystem::path& collection, Instant now);

// Its words, which lie in the file `backup`, and back; nothing is said in two ways.  Error:
// corrupt, also when a newer riskflow wrote them.
std::string text_of(const Backup& backup);
Result<Backup> backup_from_text(std::string_view text, const std::filesystem::path& folder);

// The backup in `folder`, by its own words.  Errors: not_found; corrupt, also when a newer riskflow
// made it.
Result<Backup> read_backup(const std::filesystem::path& folder);

// Those in `collection`, the oldest first; what is no backup is passed over.  Error: not_found.
Result<std::vector<Backup>> backups_in(const std::filesystem::path& collection);

// Reads all of a backup, as a scrub and a restore do: each file by its hash, each record of the
// log, and the tree that its events make against the checkpoint.  The key pages by their hashes
// only: they were opened when it was made, and the root is not in it.  The checkpoint is signed by
// one of `keys`; by one that lies in the backup, when none are given.  Writes nothing.  Errors:
// not_found, corrupt, unavailable.  Cost: two readings of all its bytes.
Result<VerifiedBackup> verify_backup(const std::filesystem::path& folder,
                                     std::span<const proof::VerifierKey> keys = {});

}  // namespace riskflow::eventstore
