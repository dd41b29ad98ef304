#pragma once
// The settings of the RocksDB database under a log: what 7.8.3 can be trusted with, and what pays;
// the reason stands at each.

#include <array>
#include <atomic>
#include <memory>
#include <string_view>
#include <vector>

#include "eventstore/tables.hpp"

namespace rocksdb {
struct ColumnFamilyDescriptor;
struct DBOptions;
}  // namespace rocksdb

namespace riskflow::eventstore {

inline constexpr std::array<std::string_view, 6> family_names{"default", "skeletons", "payloads",
                                                              "streams", "requests",  "tree"};
// Logs made before there was a tree get its family when they are opened.
inline constexpr std::string_view later_family = "tree";
inline constexpr std::size_t protection_bytes = 8;  // per key, from batch to memtable to file

// `failed` is set when RocksDB gives up on a flush or a compaction.
rocksdb::DBOptions database_settings(const TableOptions& options, rocksdb::Env* env,
                                     std::shared_ptr<std::atomic<bool>> failed);

// Of all families, in their order; they share one cache.
std::vector<rocksdb::ColumnFamilyDescriptor> family_settings(const TableOptions& options);

}  // namespace riskflow::eventstore
