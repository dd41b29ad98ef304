#pragma once
// Copies a log, up to a position, into a new folder: how a backup is restored, whole or to the
// past. Records are taken over byte by byte, each with its checksum; the tree is made anew from
// them.

#include "eventstore/log_folder.hpp"

namespace riskflow::eventstore {

// Copies the events before `end`, which is the end of a commit, to `to.folder`, which must not be
// there; `genesis` says what the new log is.  Requests that the old one had forgotten by its head
// are forgotten in the copy too.  Errors: corrupt, unavailable.  Cost: every record read and
// written once.
Status copy_log(const OpenedLog& from, Position end, const Genesis& genesis,
                const TableOptions& to);

}  // namespace riskflow::eventstore
