#pragma once
// The folder of a log: making it whole or not at all, and checking it when it is opened.

#include <memory>

#include "eventstore/records.hpp"
#include "eventstore/tables.hpp"
#include "eventstore/tree_edge.hpp"

namespace riskflow::eventstore {

struct OpenedLog {
  Genesis genesis;
  Head head;
  std::unique_ptr<Tables> tables;
  TreeEdge tree{};
};

// Opens the log in `options.folder`; makes one with `limits` when the folder is missing or empty.
// A log is made beside its place and moved there by one rename, so that a crash leaves a whole log
// or none. Errors: unavailable, corrupt.
Result<OpenedLog> open_log_folder(const TableOptions& options, const Limits& limits);

}  // namespace riskflow::eventstore
