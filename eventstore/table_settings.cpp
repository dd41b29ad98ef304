#include "eventstore/table_settings.hpp"

#include <algorithm>

#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/file_checksum.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

namespace riskflow::eventstore {

// Tells the tables that RocksDB gave up on a flush or a compaction.
class FailureListener final : public rocksdb::EventListener {
 public:
  explicit FailureListener(std::shared_ptr<std::atomic<bool>> failed)
      : failed_(std::move(failed)) {}
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status*) override {
    failed_->store(true, std::memory_order_relaxed);
  }

 private:
  std::shared_ptr<std::atomic<bool>> failed_;
};

// Debian builds RocksDB with its assertions, and one of them ends the process at the second line of
// that file after the disk has refused one.
class Silence final : public rocksdb::Logger {
 public:
  using Logger::Logv;
  void Logv(const char*, va_list) override {}
};

std::shared_ptr<rocksdb::Logger> silent_rocksdb() { return std::make_shared<Silence>(); }

static rocksdb::CompressionType best_of(std::initializer_list<rocksdb::CompressionType> wanted) {
  const auto supported = rocksdb::GetSupportedCompressions();
  for (const auto type : wanted)
    if (std::ranges::find(supported, type) != supported.end()) return type;
  return rocksdb::kNoCompression;
}

rocksdb::DBOptions database_settings(const TableOptions& options, rocksdb::Env* env,
                                     std::shared_ptr<std::atomic<bool>> failed) {
  rocksdb::DBOptions out;
  out.env = env;
  // Point-in-time recovery would drop acknowledged writes in silence, so it is for those who know
  // how much must be there; absolute would refuse after any crash.
  out.wal_recovery_mode = options.recovery == Recovery::all
                              ? rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords
                              : rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  out.max_bgerror_resume_count = 0;  // "resumed" databases still fail their writes: we open anew
  out.manual_wal_flush = false;      // true may leave families inconsistent after an error
  out.wal_compression =
      rocksdb::kNoCompression;  // recovery of a compressed WAL is broken before 8.0
  out.fail_if_options_file_error = true;
  out.paranoid_checks = true;
  out.verify_sst_unique_id_in_manifest = true;
  out.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();
  out.db_write_buffer_size = options.write_buffer_bytes;
  out.max_total_wal_size = 4 * options.write_buffer_bytes;  // bounds the time to open after a crash
  out.max_background_jobs = 2;
  out.max_open_files = 512;  // opening must not cost more the longer the log
  out.skip_stats_update_on_db_open = true;
  out.bytes_per_sync = 1 << 20;  // files are written back bit by bit, beside the flushes of the WAL
  out.allow_concurrent_memtable_write = false;  // there is one writer
  out.stats_dump_period_sec = 0;
  out.stats_persist_period_sec = 0;
  out.info_log = silent_rocksdb();
  out.listeners.push_back(std::make_shared<FailureListener>(std::move(failed)));
  return out;
}

// What keys of one stream have in common: all but the version at their end.
class StreamOfKey final : public rocksdb::SliceTransform {
 public:
  const char* Name() const override { return "riskflow.stream"; }
  rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
    return {key.data(), key.size() - version_bytes};
  }
  bool InDomain(const rocksdb::Slice& key) const override { return key.size() > version_bytes; }

 private:
  static constexpr std::size_t version_bytes = 8;
};

// For keys that do not come sorted.  By levels, every few new files would be merged with all that
// is there, up to 256 MiB: 20 us an append at ten million events (bench/scale).  Files of like age
// are merged instead, each key as often as the log has doubled.
static void merge_by_age(rocksdb::ColumnFamilyOptions& out) {
  out.compaction_style = rocksdb::kCompactionStyleUniversal;
  // A file's filter is built in memory, from all of its keys.
  out.target_file_size_base = 16 * 1024 * 1024;
}

static rocksdb::ColumnFamilyOptions family_options(Family family, const TableOptions& options,
                                                   const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.cache_index_and_filter_blocks = true;  // so that the cache's size is all the memory
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.format_version = 5;
  table.block_size = 16 * 1024;
  rocksdb::ColumnFamilyOptions out;
  out.compression = best_of({rocksdb::kLZ4Compression, rocksdb::kSnappyCompression});
  out.compaction_style = rocksdb::kCompactionStyleLevel;  // FIFO of 7.8 deletes files it must keep
  switch (family) {
    case Family::skeletons: break;
    case Family::tree:
      out.compression = rocksdb::kNoCompression;  // hashes
      merge_by_age(out);                          // the last tile of each level comes again
      break;
    case Family::payloads:
      out.compression = rocksdb::kNoCompression;  // ciphertext, for the most part
      table.block_size = 32 * 1024;
      break;
    case Family::streams:
      // A stream's next entry goes in beside its last, without a search: 10 to 15 % more appends a
      // second, for 0.3 KiB of memtable a stream.
      out.memtable_insert_with_hint_prefix_extractor = std::make_shared<StreamOfKey>();
      merge_by_age(out);  // its keys come in no order
      out.level0_file_num_compaction_trigger = 8;
      // Whether a stream is there at all is asked for each new one.  The filters that tell are a
      // byte and a bit a key; in the cache, large payloads would push them out.
      table.cache_index_and_filter_blocks = false;
      [[fallthrough]];
    case Family::meta:
    case Family::requests:
      table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
      out.memtable_prefix_bloom_size_ratio = 0.02;
      out.memtable_whole_key_filtering = true;
      break;
  }
  out.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  out.write_buffer_size = std::max<std::size_t>(options.write_buffer_bytes / 2, 1 << 20);
  out.max_write_buffer_number = 4;
  out.memtable_protection_bytes_per_key = protection_bytes;
  out.level_compaction_dynamic_level_bytes = true;
  // Keys of a log come sorted, so its files are moved, not merged: a backlog must never stop an
  // append.
  out.level0_slowdown_writes_trigger = 1 << 20;
  out.level0_stop_writes_trigger = 1 << 20;
  out.soft_pending_compaction_bytes_limit = std::uint64_t{1} << 39;
  out.hard_pending_compaction_bytes_limit = std::uint64_t{1} << 41;
  return out;
}

std::vector<rocksdb::ColumnFamilyDescriptor> family_settings(const TableOptions& options) {
  const auto cache = rocksdb::NewLRUCache(options.block_cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> out;
  for (std::size_t i = 0; i < family_names.size(); ++i)
    out.emplace_back(std::string(family_names[i]),
                     family_options(static_cast<Family>(i), options, cache));
  return out;
}

}  // namespace riskflow::eventstore
