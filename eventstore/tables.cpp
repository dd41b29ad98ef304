#include "eventstore/tables.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/file_checksum.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>

#include "domain/core/ensure.hpp"
#include "eventstore/ordered_files.hpp"

namespace riskflow::eventstore {

static constexpr std::array<std::string_view, 6> family_names{"default", "skeletons", "payloads",
                                                              "streams", "requests",  "tree"};
// Logs made before there was a tree get its family when they are opened.
static constexpr std::string_view later_family = "tree";
static constexpr std::size_t protection_bytes = 8;  // per key, from batch to memtable to file

static rocksdb::Slice slice(BytesView bytes) { return {bytes.data(), bytes.size()}; }
static BytesView view(const rocksdb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

static Error error_of(const rocksdb::Status& status) {
  if (status.IsNoSpace())
    return {Errc::unavailable,
            fmt::format("the disk of the log is full: {}", status.ToString()),
            "log",
            {{"reason", "disk_full"}}};
  if (status.IsPathNotFound())
    return {Errc::corrupt,
            fmt::format("the log lacks a file, restore a backup: {}", status.ToString()),
            "log",
            {}};
  if (status.IsIOError())
    return {Errc::unavailable,
            fmt::format("the log's files cannot be used, perhaps another process has them: {}",
                        status.ToString()),
            "log",
            {}};
  const Errc code =
      status.IsCorruption() || status.IsInvalidArgument() ? Errc::corrupt : Errc::unavailable;
  return {code, fmt::format("the log's files: {}", status.ToString()), "log", {}};
}

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

static rocksdb::DBOptions database_options(const TableOptions& options, rocksdb::Env* env,
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

static std::vector<rocksdb::ColumnFamilyDescriptor> descriptors(const TableOptions& options) {
  const auto cache = rocksdb::NewLRUCache(options.block_cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> out;
  for (std::size_t i = 0; i < family_names.size(); ++i)
    out.emplace_back(std::string(family_names[i]),
                     family_options(static_cast<Family>(i), options, cache));
  return out;
}

static rocksdb::WriteOptions synced() {
  rocksdb::WriteOptions out;
  out.sync = true;
  return out;
}

Batch::Batch(const Tables& tables)
    : tables_(tables), writes_(std::make_unique<rocksdb::WriteBatch>(0, 0, protection_bytes, 0)) {}

Batch::~Batch() = default;

// A batch in memory without limits and timestamps has no way to fail.
void Batch::put(Family family, BytesView key, BytesView value) {
  const auto status = writes_->Put(tables_.handle(family), slice(key), slice(value));
  ensure(status.ok(), "a batch takes every put");
}

void Batch::erase(Family family, BytesView key) {
  const auto status = writes_->Delete(tables_.handle(family), slice(key));
  ensure(status.ok(), "a batch takes every erase");
}

void Batch::clear() { writes_->Clear(); }

struct Scan::Bound {
  Bytes key;
  rocksdb::Slice slice;
};

Scan::Scan(std::unique_ptr<Bound> bound, std::unique_ptr<rocksdb::Iterator> iterator)
    : bound_(std::move(bound)), iterator_(std::move(iterator)) {}
Scan::Scan(Scan&&) noexcept = default;
Scan::~Scan() = default;

// Not the default: the old iterator goes before the bound it points to.
Scan& Scan::operator=(Scan&& other) noexcept {
  iterator_ = std::move(other.iterator_);
  bound_ = std::move(other.bound_);
  return *this;
}

void Scan::seek(BytesView at_or_after) { iterator_->Seek(slice(at_or_after)); }
void Scan::seek_back(BytesView at_or_before) { iterator_->SeekForPrev(slice(at_or_before)); }
void Scan::next() { iterator_->Next(); }
void Scan::prev() { iterator_->Prev(); }
bool Scan::valid() const { return iterator_->Valid(); }
BytesView Scan::key() const { return view(iterator_->key()); }
BytesView Scan::value() const { return view(iterator_->value()); }

Status Scan::status() const {
  const auto status = iterator_->status();
  if (!status.ok()) return fail(error_of(status));
  return {};
}

Pinned::Pinned(std::unique_ptr<rocksdb::PinnableSlice> value) : value_(std::move(value)) {}
Pinned::Pinned(Pinned&&) noexcept = default;
Pinned& Pinned::operator=(Pinned&&) noexcept = default;
Pinned::~Pinned() = default;
BytesView Pinned::view() const { return riskflow::eventstore::view(*value_); }

Status Tables::create(const TableOptions& options, Family family, BytesView key, BytesView value) {
  const auto env = with_ordered_files(options.env);
  auto database = database_options(options, env.get(), std::make_shared<std::atomic<bool>>(false));
  database.create_if_missing = true;
  database.create_missing_column_families = true;
  database.error_if_exists = true;
  rocksdb::DB* raw = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  auto status =
      rocksdb::DB::Open(database, options.folder.string(), descriptors(options), &handles, &raw);
  if (!status.ok()) return fail(error_of(status));
  const std::unique_ptr<rocksdb::DB> db(raw);
  status = db->Put(synced(), handles[static_cast<std::size_t>(family)], slice(key), slice(value));
  for (auto* const handle : handles) db->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  if (status.ok()) status = db->Close();
  if (!status.ok()) return fail(error_of(status));
  return {};
}

// RocksDB opens a database only with all its families named, and a later format may add one.
// Answers whether the one that was added is still to be made.
static Result<bool> lacks_later_family(const rocksdb::DBOptions& database,
                                       const std::string& folder) {
  std::vector<std::string> names;
  const auto status = rocksdb::DB::ListColumnFamilies(database, folder, &names);
  if (!status.ok()) return fail(error_of(status));
  const auto is_known = [](const std::string& name) {
    return std::ranges::find(family_names, name) != family_names.end();
  };
  if (!std::ranges::all_of(names, is_known))
    return fail(Errc::corrupt,
                "the log holds tables that this riskflow does not know: use a newer one", "log");
  const bool lacks_later = std::ranges::find(names, later_family) == names.end();
  if (names.size() + (lacks_later ? 1 : 0) != family_names.size())
    return fail(Errc::corrupt, "this is not a riskflow log: a table is missing", "log");
  return lacks_later;
}

Result<std::unique_ptr<Tables>> Tables::open(const TableOptions& options) {
  std::unique_ptr<Tables> out(new Tables());
  out->failed_ = std::make_shared<std::atomic<bool>>(false);
  out->env_ = with_ordered_files(options.env);
  auto database = database_options(options, out->env_.get(), out->failed_);
  const auto is_older = lacks_later_family(database, options.folder.string());
  if (!is_older) return fail(is_older.error());
  database.create_missing_column_families = *is_older;
  rocksdb::DB* raw = nullptr;
  const auto folder = options.folder.string();
  const auto status =
      rocksdb::DB::Open(database, folder, descriptors(options), &out->handles_, &raw);
  if (!status.ok()) return fail(error_of(status));
  out->db_.reset(raw);
  return out;
}

Result<std::unique_ptr<Tables>> Tables::open_read_only(const TableOptions& options) {
  std::unique_ptr<Tables> out(new Tables());
  out->failed_ = std::make_shared<std::atomic<bool>>(false);
  out->env_ = with_ordered_files(options.env);
  const auto database = database_options(options, out->env_.get(), out->failed_);
  const auto is_older = lacks_later_family(database, options.folder.string());
  if (!is_older) return fail(is_older.error());
  if (*is_older)
    return fail(Errc::corrupt, "this is not a whole log: the table of its tree is missing", "log",
                {{"reason", "older_log"}});
  rocksdb::DB* raw = nullptr;
  const auto status = rocksdb::DB::OpenForReadOnly(database, options.folder.string(),
                                                   descriptors(options), &out->handles_, &raw);
  if (!status.ok()) return fail(error_of(status));
  out->db_.reset(raw);
  return out;
}

std::uint64_t Tables::first_live_journal() const {
  std::uint64_t number = 0;
  db_->GetIntProperty(rocksdb::DB::Properties::kMinLogNumberToKeep, &number);
  return number;
}

Tables::~Tables() {
  if (!db_) return;
  for (auto* const handle : handles_) db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  // Nothing is lost if this fails: what was acknowledged was synced.
  db_->Close().PermitUncheckedError();
}

rocksdb::ColumnFamilyHandle* Tables::handle(Family family) const {
  return handles_[static_cast<std::size_t>(family)];
}

Status Tables::write(Batch& batch) {
  const auto status = db_->Write(synced(), batch.writes_.get());
  if (status.ok()) return {};
  failed_->store(true, std::memory_order_relaxed);
  return fail(error_of(status));
}

Status Tables::flush() {
  const auto status = db_->Flush(rocksdb::FlushOptions(), handles_);
  if (!status.ok()) return fail(error_of(status));
  return {};
}

Status Tables::stage(const std::filesystem::path& folder) const {
  rocksdb::Checkpoint* raw = nullptr;
  auto status = rocksdb::Checkpoint::Create(db_.get(), &raw);
  const std::unique_ptr<rocksdb::Checkpoint> made(raw);
  // 0: memtables are flushed first, so that little lies in the write-ahead log.
  if (status.ok()) status = made->CreateCheckpoint(folder.string(), 0);
  if (!status.ok()) return fail(error_of(status));
  return {};
}

Status Tables::compact(Family family) {
  rocksdb::CompactRangeOptions how;
  // Also of the lowest level, where the old values are.
  how.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  const auto status = db_->CompactRange(how, handle(family), nullptr, nullptr);
  if (!status.ok()) return fail(error_of(status));
  return {};
}

std::uint64_t Tables::size_of(Family family) const {
  rocksdb::ColumnFamilyMetaData files;
  db_->GetColumnFamilyMetaData(handle(family), &files);
  return files.size;
}

Result<std::optional<Bytes>> Tables::get(Family family, BytesView key) const {
  Bytes value;
  const auto status = db_->Get({}, handle(family), slice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return fail(error_of(status));
  return value;
}

Result<std::optional<Pinned>> Tables::pin(Family family, BytesView key) const {
  auto value = std::make_unique<rocksdb::PinnableSlice>();
  const auto status = db_->Get({}, handle(family), slice(key), value.get());
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return fail(error_of(status));
  return Pinned(std::move(value));
}

Scan Tables::scan(Family family, BytesView end, Access access) const {
  auto bound = std::make_unique<Scan::Bound>(Scan::Bound{Bytes(end), {}});
  bound->slice = slice(bound->key);
  rocksdb::ReadOptions read;
  read.total_order_seek = true;
  if (!end.empty()) read.iterate_upper_bound = &bound->slice;
  if (access == Access::replay) {
    read.readahead_size = 2 * 1024 * 1024;
    read.fill_cache = false;
  }
  std::unique_ptr<rocksdb::Iterator> iterator(db_->NewIterator(read, handle(family)));
  return {std::move(bound), std::move(iterator)};
}

}  // namespace riskflow::eventstore
