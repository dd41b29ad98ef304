#pragma once
// RocksDB 7.8 names its list of files (MANIFEST) in the file CURRENT: it writes and syncs a new
// list, moves a new CURRENT into place, and syncs the folder once, after both.  A power cut before
// that may keep the new CURRENT and lose the name of the list, and then the database does not open.
// Here the folder is synced before CURRENT is moved, too.

#include <memory>

namespace rocksdb {
class Env;
}

namespace riskflow::eventstore {

// `base` (that of the machine when null) with that order.  It outlives every database on it.
std::unique_ptr<rocksdb::Env> with_ordered_names(rocksdb::Env* base);

}  // namespace riskflow::eventstore
