#include "eventstore/tables.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>

#include "domain/core/big_endian.hpp"
#include "domain/core/ensure.hpp"
#include "eventstore/mending.hpp"
#include "eventstore/ordered_files.hpp"
#include "eventstore/table_settings.hpp"

namespace riskflow::eventstore {

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
            fmt::format("the log lacks a file: {}; {}", status.ToString(), log_mending),
            "log",
            {}};
  if (status.IsIOError())
    return {Errc::unavailable,
            fmt::format("the log's files cannot be used, perhaps another process has them: {}",
                        status.ToString()),
            "log",
            {}};
  if (status.IsCorruption() || status.IsInvalidArgument())
    return {Errc::corrupt,
            fmt::format("the log's files are damaged: {}; {}", status.ToString(), log_mending),
            "log",
            {}};
  return {Errc::unavailable, fmt::format("the log's files: {}", status.ToString()), "log", {}};
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
  auto database = database_settings(options, env.get(), std::make_shared<std::atomic<bool>>(false));
  database.create_if_missing = true;
  database.create_missing_column_families = true;
  database.error_if_exists = true;
  rocksdb::DB* raw = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  auto status = rocksdb::DB::Open(database, options.folder.string(), family_settings(options),
                                  &handles, &raw);
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
  out->folder_ = options.folder;
  out->failed_ = std::make_shared<std::atomic<bool>>(false);
  out->env_ = with_ordered_files(options.env);
  auto database = database_settings(options, out->env_.get(), out->failed_);
  const auto is_older = lacks_later_family(database, options.folder.string());
  if (!is_older) return fail(is_older.error());
  database.create_missing_column_families = *is_older;
  rocksdb::DB* raw = nullptr;
  const auto folder = options.folder.string();
  const auto status =
      rocksdb::DB::Open(database, folder, family_settings(options), &out->handles_, &raw);
  if (!status.ok()) return fail(error_of(status));
  out->db_.reset(raw);
  return out;
}

Result<std::unique_ptr<Tables>> Tables::open_read_only(const TableOptions& options) {
  std::unique_ptr<Tables> out(new Tables());
  out->folder_ = options.folder;
  out->failed_ = std::make_shared<std::atomic<bool>>(false);
  out->env_ = with_ordered_files(options.env);
  const auto database = database_settings(options, out->env_.get(), out->failed_);
  const auto is_older = lacks_later_family(database, options.folder.string());
  if (!is_older) return fail(is_older.error());
  if (*is_older)
    return fail(Errc::corrupt, "this is not a whole log: the table of its tree is missing", "log",
                {{"reason", "older_log"}});
  rocksdb::DB* raw = nullptr;
  const auto status = rocksdb::DB::OpenForReadOnly(database, options.folder.string(),
                                                   family_settings(options), &out->handles_, &raw);
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

// RocksDB removes files at the end of a job, in the thread of that, but any other job that ends
// wakes those who wait for this one; and what the last job made needless it may leave to the next.
// This waits until no job is left, and has the rest removed.
static rocksdb::Status finish_removals(rocksdb::DB& db) {
  if (auto paused = db.PauseBackgroundWork(); !paused.ok()) return paused;
  auto status = db.DisableFileDeletions();
  if (status.ok()) status = db.EnableFileDeletions(false);
  const auto goes_on = db.ContinueBackgroundWork();
  return status.ok() ? goes_on : status;
}

Status Tables::compact(Family family) {
  rocksdb::CompactRangeOptions how;
  // Also of the lowest level, where the old values are.
  how.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  auto status = db_->CompactRange(how, handle(family), nullptr, nullptr);
  if (status.ok()) status = finish_removals(*db_);
  if (!status.ok()) return fail(error_of(status));
  return {};
}

std::uint64_t Tables::size_of(Family family) const {
  rocksdb::ColumnFamilyMetaData files;
  db_->GetColumnFamilyMetaData(handle(family), &files);
  return files.size;
}

static std::optional<std::uint32_t> checksum_of(const rocksdb::LiveFileMetaData& file) {
  if (file.file_checksum_func_name != "FileChecksumCrc32c") return std::nullopt;
  if (file.file_checksum.size() != sizeof(std::uint32_t)) return std::nullopt;
  return load_number<std::uint32_t>(file.file_checksum.data());
}

std::vector<TableFile> Tables::files() const {
  std::vector<rocksdb::LiveFileMetaData> live;
  db_->GetLiveFilesMetaData(&live);
  std::vector<TableFile> out;
  for (const auto& file : live)
    out.push_back({file.relative_filename, file.size, checksum_of(file)});
  return out;
}

Result<Bytes> Tables::read_part(const TableFile& file, std::uint64_t at, std::size_t size) const {
  std::unique_ptr<rocksdb::RandomAccessFile> opened;
  auto status = env_->NewRandomAccessFile((folder_ / file.name).string(), &opened, {});
  if (!status.ok()) return fail(error_of(status));
  // What the system keeps of it may be better than what lies on the disk.
  if (at == 0) opened->InvalidateCache(0, 0).PermitUncheckedError();
  Bytes out(size, '\0');
  rocksdb::Slice read;
  status = opened->Read(at, size, &read, out.data());
  if (!status.ok()) return fail(error_of(status));
  if (read.data() != out.data()) return Bytes(view(read));
  out.resize(read.size());
  return out;
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
