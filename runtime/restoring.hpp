#pragma once
// Restoring a backup as a data folder of riskflow: what the event store restores, and the first
// event of a log that goes on as a new one.  Thread rule: any thread.

#include "eventstore/restore.hpp"

namespace riskflow::runtime {

// Errors: those of eventstore::restore_backup.
Result<eventstore::Restored> restore(const eventstore::RestoreOrder& order, Clock& clock);

}  // namespace riskflow::runtime
