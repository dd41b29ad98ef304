#pragma once
// The end of RocksDB's newest write-ahead log after a power cut, which may keep any part of what
// was not synced.
//
// RocksDB 7.8 takes only a file that ends early for that.  Where sectors of the last record are
// missing it sees damage and does not open; where a length is damaged it sees the end, and drops
// all that follows in silence.  We can tell the two apart: each group is one record, and synced
// before the next is written.  So a broken record with nothing intact after it was never
// acknowledged, and is cut off; with an intact one after it, it is damage.  What remains open is
// damage of just the newest record: that only a checkpoint tells.
//
// RocksDB's list of files (MANIFEST) has the same format and the same rule: what a record says is
// relied on once it is synced.  A broken one at its end is cut off too.

#include <cstdint>
#include <filesystem>
#include <optional>

#include "domain/core/result.hpp"

namespace riskflow::eventstore {

struct TornTail {
  std::filesystem::path journal;  // or the list of files
  std::uint64_t sound = 0;        // where the last record before it ends
  std::uint64_t bytes = 0;        // of the tail
};

// The torn tail of the newest write-ahead log in `folder`, if it has one: to be cut off before the
// database is opened.  Errors: corrupt, naming file and byte; unavailable.  Cost: reads the file.
Result<std::optional<TornTail>> find_torn_tail(const std::filesystem::path& folder);

// The torn tail of the list of files of the database in `folder`.  Errors and cost: the same.
Result<std::optional<TornTail>> find_torn_list(const std::filesystem::path& folder);

// How many write-ahead logs there are in `folder`.  Error: unavailable.
Result<std::size_t> count_journals(const std::filesystem::path& folder);

// Holds the write-ahead logs from number `first` on, those before are not needed any more, against
// each other: all but the newest are whole, and each begins with the sequence number that follows
// the last one's.  RocksDB takes damage at the end of any of them for that of the newest, and drops
// what was acknowledged.  Errors and cost: as of find_torn_tail, for all files.
Status check_journals(const std::filesystem::path& folder, std::uint64_t first);

// Durable when it returns well.  Error: unavailable.
Status cut_off(const TornTail& tail);

}  // namespace riskflow::eventstore
