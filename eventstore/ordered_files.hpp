#pragma once
// The order in which what RocksDB writes reaches the disk, where 7.8 leaves that open to the disk
// and a power cut may leave a database that does not open:
//
// * It names its list of files (MANIFEST) in the file CURRENT: it writes and syncs a new list,
//   moves a new CURRENT into place, and syncs the folder once, after both.  The new CURRENT may be
//   kept then, and the name of the list lost.  Here the folder is synced before CURRENT is moved.
// * It may write several records to the list and sync them all at once, and any of them may be kept
//   then and those before it lost, which looks like damage.  Here each is synced before the next is
//   written, but for those that a new list begins with: nothing names it yet.

#include <memory>

namespace rocksdb {
class Env;
}

namespace riskflow::eventstore {

// `base` (that of the machine when null) with that order.  It outlives every database on it.
std::unique_ptr<rocksdb::Env> with_ordered_files(rocksdb::Env* base);

}  // namespace riskflow::eventstore
