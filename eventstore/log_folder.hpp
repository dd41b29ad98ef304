#pragma once
// The folder of a log: making it whole or not at all, and checking it when it is opened.

#include <filesystem>
#include <memory>
#include <optional>
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
  std::optional<std::filesystem::path>
      dropped{};  // where the damaged end was put, if there was one
};

// Opens the log in `options.folder`; makes one with `limits` when the folder is missing or empty.
// A log is made beside its place and moved there by one rename, so that a crash leaves a whole log
// or none.
//
// The log must hold every one of `floors`.  They also say how much of a damaged write-ahead log may
// go: when what lies before the damage reaches them all, the rest was never acknowledged, as far as
// anybody can know; the damaged files are copied aside and the rest is dropped.  Without a floor,
// or below one, the log is not opened and nothing is changed.  Errors: unavailable; corrupt, with
// the facts of floor.hpp.
using Floors = std::vector<proof::TreeHead>;
Result<OpenedLog> open_log_folder(const TableOptions& options, const Limits& limits,
                                  const Floors& floors = {});

// The log in `options.folder`, for reading only: nothing is written there.  Its tree has no edge to
// grow from.  Errors: unavailable, corrupt.
Result<OpenedLog> open_log_folder_read_only(const TableOptions& options);

}  // namespace riskflow::eventstore
