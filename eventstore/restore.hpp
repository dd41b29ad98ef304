#pragma once
// Restores a backup into a new data folder: the log as it was, or as it was at some earlier moment.
// Everything is read and verified before the folder is there at all.
//
// The key that signs is not in a backup, since one key never signs two histories: whatever the log
// got after the backup may have been signed.  So whoever restores says how the log goes on:
//   - as the same log, with the old data folder's key and newest checkpoint: only when the backup
//     has all that was signed.  The key is taken out of the old folder;
//   - as a new log, with an origin and a key of its own, whose first event names the old one;
//   - for reading only.
// The keys of persons come apart: `restore_keys` (restore_keys.hpp).

#include <filesystem>
#include <functional>
#include <optional>
#include <variant>

#include "eventstore/backup.hpp"

namespace riskflow::eventstore {

struct SameLog {
  std::filesystem::path old_data;  // holds audit.key and checkpoint
};
struct NewLog {};
struct ReadOnly {};
using GoingOn = std::variant<SameLog, NewLog, ReadOnly>;

// The position of the last event wanted, whose commit is never cut, or a time.
using AsOf = std::variant<Position, Instant>;

struct RestoreOrder {
  std::filesystem::path backup;
  std::filesystem::path data;  // absent or empty
  std::optional<AsOf> as_of;   // none: all of it
  GoingOn going_on;
  std::vector<proof::VerifierKey> keys{};  // one signed the backup; none: those that lie in it
};

struct Restored {
  VerifiedBackup from;
  proof::TreeHead kept;  // of the events that were taken over
  std::string origin;    // of the new folder's log
};

// Appends the first event of a new log, which names `Restored::from`.
using BeginNewLog = std::function<Status(Log&, const Restored&)>;

// Where key pages wait for their root.
inline constexpr std::string_view waiting_keys = "keys.backup";

// The data folder gets `log/`, `keys.backup/` (the key pages, and what tells their root), and for a
// log that goes on `audit.key`, `audit.pub` and `checkpoint`.  Errors: conflict (the folder is
// filled; a server has the old one), rejected with {"reason","below_checkpoint"} (events were
// signed that the backup has not), not_found, corrupt, unavailable; nothing is left then.
// Cost: some replays.
Result<Restored> restore_backup(const RestoreOrder& order, const BeginNewLog& begin);

}  // namespace riskflow::eventstore
