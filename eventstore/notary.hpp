#pragma once
// Signs checkpoints of a log, and holds the log to those it signed before.  It follows the log and
// is no part of the sequencer: an append never waits for a signature.
//
// In its folder: `audit.key` and `audit.pub`, the keys (signing_keys.hpp), the first of which is
// made on first start; `checkpoint`, the newest checkpoint, synced.  They lie outside the database:
// a log that lost its end, or was put back to an older state, is told by them.  And `audit.new`,
// the verifier key of a log that has begun anew with it, until that is on record. Thread rule: any
// thread.

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

#include "eventstore/erasure_list.hpp"
#include "eventstore/log.hpp"
#include "eventstore/proof/checkpoint.hpp"
#include "eventstore/signing_keys.hpp"

namespace riskflow::eventstore {

// What a checkpoint of a log is known by: "riskflow/" and its origin.
std::string origin_of(const LogId& origin);
inline constexpr std::string_view checkpoint_file = "checkpoint";
inline constexpr std::string_view new_key_file = "audit.new";

// The tree of the newest checkpoint in `folder`, for opening the log with (LogOptions::floor);
// nothing before the first.  Verified with `audit.key`; with `audit.pub` where the secrets are
// gone.  Errors: corrupt (a file is damaged, or the signature is not that of the keys),
// unavailable.
Result<std::optional<proof::TreeHead>> signed_floor(const std::filesystem::path& folder);

class Notary {
 public:
  // Reads or makes the key, and compares the log with the newest checkpoint.  `log` outlives it.
  // Errors: corrupt with {"reason","below_floor"} when the log is shorter than the
  // checkpoint, and {"reason","another_history"} when it is another one; corrupt when the key or
  // the checkpoint is damaged or foreign, or the key is missing where a checkpoint is there;
  // unavailable.  Changes no file that is there: a wrong `audit.key` does no harm.
  static Result<std::unique_ptr<Notary>> open(const Log& log, const std::filesystem::path& folder);

  // Whether the log begins anew with its key: it had events, and neither a key nor a checkpoint.
  // So it stays, also when it is opened again, until `confirm_new_key`, which is for when that is
  // on record.  Error: unavailable.
  bool begins_anew() const;
  Status confirm_new_key();

  // Writes `audit.pub` where it is missing or says something else: to be called when nothing speaks
  // against these keys.  Error: unavailable.
  Status publish() const;

  // The keys that sign, the newest first: one, or two while one is being replaced.
  std::vector<proof::VerifierKey> keys() const;

  // Adds a key; from now on, and of the newest checkpoint at once, both sign.  Errors: conflict
  // (two sign already), unavailable, corrupt.
  Status add_key();
  // Has the others sign the newest checkpoint, then destroys the secret of `key`.  Errors:
  // not_found, conflict (it is the only one), unavailable, corrupt.
  Status retire_key(proof::KeyId key);

  // The newest checkpoint, signed: of all events that are durable now.  In its file before it is
  // given out, so that no two histories are ever signed.  Of a log that is known to be damaged
  // nothing is signed that was not signed before.  Errors: unavailable, corrupt.
  // Cost: O(log n) gets, a signature, and a synced file when there is something new.
  Result<std::string> sign();

  // The same of the first `size` events, of which there are as many; for a backup.  What it signs
  // is part of the newest checkpoint's tree, which is signed before it.
  Result<std::string> sign(std::uint64_t size);

  // A list of erasures, signed with the keys of the checkpoints.
  std::string sign(const ErasureList& erasures) const;

  // The size of the newest checkpoint.
  std::uint64_t signed_size() const;

 private:
  Notary(const Log& log, std::filesystem::path folder, SigningKeys keys);
  static Result<std::unique_ptr<Notary>> begin(const Log& log, const std::filesystem::path& folder);
  Status read_checkpoint();
  Status sign_first();
  Status check(const proof::Checkpoint& checkpoint) const;
  Status may_vouch() const;
  std::string note_of(const proof::TreeHead& tree) const;
  Result<std::string> sign_newest();

  const Log& log_;
  const std::filesystem::path folder_;
  mutable std::mutex mutex_;  // guards what follows
  SigningKeys keys_;
  std::uint64_t size_ = 0;
  std::string newest_;  // the note; empty before the first
};

}  // namespace riskflow::eventstore
