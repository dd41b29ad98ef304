#pragma once
// Power cuts while somebody keeps the data safe: makes a backup, restores one as the same log, as a
// new one or for reading, restores its keys, purges, signs.  Afterwards the log has everything that
// was acknowledged and nothing less than what was signed; a backup that is listed is whole; a
// restored folder is whole or not there; and what was cut off is done when it is asked for again.

#include "tests/faults/oracle.hpp"

namespace riskflow::faults {

// Number n: one of them in turn, and the power goes at each of its operations in turn.
Complaints play_safekeeping(std::uint64_t number);
// The same with ENOSPC or EIO in place of the first power cut, once or from there on, which is
// answered; then the power goes and takes whatever was not synced.
Complaints play_keep_error(std::uint64_t number);

}  // namespace riskflow::faults
