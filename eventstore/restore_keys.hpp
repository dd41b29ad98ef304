#pragma once
// Gives a restored data folder the keys of its persons: the pages that came with the backup, and
// the root of their time out of escrow.  Whoever was erased since is forgotten again before the
// folder of the keys is there at all.

#include <filesystem>
#include <optional>

#include "eventstore/erasure_list.hpp"
#include "eventstore/escrow.hpp"

namespace riskflow::eventstore {

struct KeyRestoreOrder {
  std::filesystem::path data;         // a backup was restored into it
  std::filesystem::path escrow;       // the root: a file that was made for it
  std::filesystem::path escrow_key;   // that opens it: 64 hexadecimal digits
  std::filesystem::path erasures;     // the list of erasures, signed by the log of the backup
  std::filesystem::path unlock_file;  // of the new folder; made when it is not there
  Instant now;
  std::vector<proof::VerifierKey> keys{};  // one signed the list; none: those of the backup
  std::optional<Key> unlock{};             // of the new folder, in place of its file
};

struct RestoredKeys {
  std::uint64_t generation = 0;  // above those of all roots that lie there
  std::size_t erased = 0;        // how many persons the root opened, and were forgotten again
};

// Error: conflict, when the data folder has keys.
Status keys_may_be_restored(const std::filesystem::path& data);

// Makes `keys/` of the data folder, whole or not at all.  Errors: conflict (it is there), expired
// (the root is past its time, and opens somebody who was erased, or may do so), rejected (the list
// is older than the root, or lacks some), corrupt (the root is another log's or of another
// generation than the pages; something is damaged), not_found, unavailable.
Result<RestoredKeys> restore_keys(const KeyRestoreOrder& order);

// The list that these keys were restored with, until `put_on_record`; nothing afterwards, and for
// keys that were never restored.  Errors: corrupt, unavailable.
Result<std::optional<ErasureList>> forgotten_again(const std::filesystem::path& keys);

// Error: unavailable.
Status put_on_record(const std::filesystem::path& keys);

}  // namespace riskflow::eventstore
