#pragma once
// The keys that sign a log, in two files of a folder: `audit.key` (0600), the secrets, and
// `audit.pub`, the verifier keys to give to auditors; a key a line, the newest first.
//
// There is one key.  To replace it, a second is added and both sign; whoever trusts the old one
// takes over the new one from what both signed, and when everybody has, the old one is retired.
// Thread rule: one thread at a time.

#include <filesystem>
#include <vector>

#include "eventstore/proof/note.hpp"

namespace riskflow::eventstore {

inline constexpr std::string_view audit_key_file = "audit.key";
inline constexpr std::string_view audit_verifier_file = "audit.pub";

class SigningKeys {
 public:
  // The keys in `folder`, for a log that is known as `name`.  `audit.pub` is not looked at: it says
  // what somebody was told, and whether these are the keys of the log is known only when they are
  // held against what was signed.  Errors: not_found (there is no `audit.key`), corrupt,
  // unavailable.
  static Result<SigningKeys> read(const std::filesystem::path& folder, std::string_view name);
  // Makes the first, in memory; `save` writes both files.
  static SigningKeys generate(const std::filesystem::path& folder, std::string_view name);
  // Error: unavailable.
  Status save() const;
  // Writes `audit.pub` where it is missing or says something else.  Error: unavailable.
  Status publish() const;

  // The newest first; one or two.
  std::vector<proof::VerifierKey> verifiers() const;

  // The note of `text`, signed by each key.
  std::string sign(std::string_view text) const;

  // Adds a key, which signs from now on too.  Errors: conflict (two sign already), unavailable.
  Status add();
  // Overwrites and removes the secret of `key`.  Errors: not_found, conflict (no other is there),
  // unavailable.
  Status retire(proof::KeyId key);

 private:
  SigningKeys(std::filesystem::path folder, std::vector<proof::SigningKey> keys);
  enum class Old : std::uint8_t { none, overwritten };
  Status store(Old old) const;

  std::filesystem::path folder_;
  std::vector<proof::SigningKey> keys_;
};

// The keys in the `audit.pub` of `folder`.  Errors: not_found, corrupt, unavailable.
Result<std::vector<proof::VerifierKey>> verifiers_in(const std::filesystem::path& folder);

}  // namespace riskflow::eventstore
