#pragma once
// A scan of a family beside the head record of the same moment: what a log in use holds can be
// counted then.

#include "eventstore/records.hpp"
#include "eventstore/tables.hpp"

namespace riskflow::eventstore {

struct HeadScan {
  Head head;
  Scan scan;
};

// The head record as it is now; that of an empty log where there is none.  Errors: corrupt,
// unavailable.
Result<Head> read_head(const Tables& tables);

// All keys of `family`.  The same errors.  Cost: as long as groups are written meanwhile, it is
// tried again.
Result<HeadScan> scan_with_head(const Tables& tables, Family family, Access access);

}  // namespace riskflow::eventstore
