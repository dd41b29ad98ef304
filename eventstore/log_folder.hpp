#pragma once
// The folder of a log: making it whole or not at all, and checking it when it is opened.

#include <memory>
#include <vector>

#include "eventstore/records.hpp"
#include "eventstore/tables.hpp"
#include "eventstore/tree_edge.hpp"

namespace riskflow::eventstore {

struct OpenedLog {
  Genesis genesis;
  Head head;
  std::unique_ptr<Tables> tables;
  TreeEdge tree{};
  std::uint64_t dropped = 0;  // bytes of a torn end that were cut off
};

// Opens the log in `options.folder`; makes one with `limits` when the folder is missing or empty.
// A log is made beside its place and moved there by one rename, so that a crash leaves a whole log
// or none.
//
// What a power cut left of a group that was never acknowledged is cut off first (journal_tail.hpp).
// The log must hold every one of `floors`, also without that: else nothing is changed.  Errors:
// unavailable; corrupt, with the facts of floor.hpp.
using Floors = std::vector<proof::TreeHead>;
Result<OpenedLog> open_log_folder(const TableOptions& options, const Limits& limits,
                                  const Floors& floors = {});

// The log in `options.folder`, for reading only: nothing is written there, and its lock is not
// taken. Its tree has no edge to grow from.  It must hold every one of `floors`.  Errors:
// unavailable, corrupt.
Result<OpenedLog> open_log_folder_read_only(const TableOptions& options, const Floors& floors = {});

// How many bytes the write-ahead log in `folder` has: as many as opening it may write to tables.
std::uint64_t journal_bytes(const std::filesystem::path& folder);

}  // namespace riskflow::eventstore
