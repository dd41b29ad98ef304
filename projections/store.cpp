#include "projections/store.hpp"

#include <algorithm>
#include <atomic>
#include <vector>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include "domain/core/ensure.hpp"
#include "projections/layout.hpp"

namespace riskflow::projections {

static rocksdb::Slice slice(BytesView bytes) { return {bytes.data(), bytes.size()}; }
static BytesView view(const rocksdb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

static Error error_of(const rocksdb::Status& status) {
  const Errc code = status.IsCorruption() || status.IsInvalidArgument() || status.IsNotSupported()
                        ? Errc::corrupt
                        : Errc::unavailable;
  return {code, fmt::format("the views' files: {}", status.ToString()), "proj", {}};
}

// The filter of a file knows rows by table and id, so that a seek for a row's version skips files.
class RowOfKey final : public rocksdb::SliceTransform {
 public:
  const char* Name() const override { return "riskflow.row"; }
  rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
    return {key.data(), key.size() - position_size};
  }
  bool InDomain(const rocksdb::Slice& key) const override {
    return key.size() > 2 + position_size && key[0] == row_mark;
  }
};

// Keys of one kind and table: the memtable remembers for each where the last one went.
class KindOfKey final : public rocksdb::SliceTransform {
 public:
  const char* Name() const override { return "riskflow.kind"; }
  rocksdb::Slice Transform(const rocksdb::Slice& key) const override { return {key.data(), 2}; }
  bool InDomain(const rocksdb::Slice& key) const override { return key.size() >= 2; }
};

static rocksdb::CompressionType best_of(std::initializer_list<rocksdb::CompressionType> wanted) {
  const auto supported = rocksdb::GetSupportedCompressions();
  for (const auto type : wanted)
    if (std::find(supported.begin(), supported.end(), type) != supported.end()) return type;
  return rocksdb::kNoCompression;
}

static rocksdb::Options options_of(const StoreOptions& wanted) {
  rocksdb::Options out;
  out.create_if_missing = true;
  out.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  out.avoid_flush_during_recovery = true;  // a disk may be full: what is in the journal can stay
  out.max_bgerror_resume_count =
      0;  // "resumed" databases of 7.8 still fail: the pump stops instead
  out.write_buffer_size = wanted.write_buffer_bytes;
  out.max_write_buffer_number = 3;
  out.max_total_wal_size = 4 * wanted.write_buffer_bytes;
  out.max_background_jobs = 2;
  out.max_open_files = 256;
  out.skip_stats_update_on_db_open = true;
  out.allow_concurrent_memtable_write = false;  // there is one writer
  out.stats_dump_period_sec = 0;
  out.stats_persist_period_sec = 0;
  out.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  out.keep_log_file_num = 2;
  out.compression = best_of({rocksdb::kLZ4Compression, rocksdb::kSnappyCompression});
  out.compaction_style = rocksdb::kCompactionStyleLevel;
  out.level_compaction_dynamic_level_bytes = true;
  out.target_file_size_base = 32 * 1024 * 1024;
  out.max_bytes_for_level_base = 8 * wanted.write_buffer_bytes;
  // Each compaction of new files rewrites most of the views: half as many are half the work.
  out.level0_file_num_compaction_trigger = 8;
  // An import outruns compaction for a minute: reads get slower then, writes do not stop.
  out.level0_slowdown_writes_trigger = 40;
  out.level0_stop_writes_trigger = 80;
  out.prefix_extractor = std::make_shared<RowOfKey>();
  out.memtable_insert_with_hint_prefix_extractor = std::make_shared<KindOfKey>();

  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(wanted.block_cache_bytes);
  // Every seek needs the index and the filter of several files.  Beside the cache they take a
  // hundredth of the views; in it they are too large for a shard, and are read at every seek.
  table.cache_index_and_filter_blocks = false;
  table.format_version = 5;
  table.block_size = 8 * 1024;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.whole_key_filtering = false;
  out.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return out;
}

// ---- changes ----

void Writes::add(Kind kind, BytesView key, BytesView value) {
  changes_.push_back({bytes_.size(), static_cast<std::uint32_t>(key.size()),
                      static_cast<std::uint32_t>(value.size()), kind});
  bytes_.append(key).append(value);
}

void Writes::put(BytesView key, BytesView value) { add(Kind::put, key, value); }
void Writes::erase(BytesView key) { add(Kind::erase, key, {}); }

void Writes::clear() {
  bytes_.clear();
  changes_.clear();
}

BytesView Writes::key_of(const Change& change) const {
  return BytesView(bytes_).substr(change.at, change.key_size);
}
BytesView Writes::value_of(const Change& change) const {
  return BytesView(bytes_).substr(change.at + change.key_size, change.value_size);
}

// ---- cursors ----

struct Cursor::Place {
  std::unique_ptr<rocksdb::Iterator> at;
};

Cursor::Cursor(std::unique_ptr<Place> place) : place_(std::move(place)) {}
Cursor::~Cursor() = default;
Cursor::Cursor(Cursor&&) noexcept = default;
Cursor& Cursor::operator=(Cursor&&) noexcept = default;

void Cursor::seek(BytesView key) { place_->at->Seek(slice(key)); }
void Cursor::seek_for_prev(BytesView key) { place_->at->SeekForPrev(slice(key)); }
void Cursor::next() { place_->at->Next(); }
void Cursor::prev() { place_->at->Prev(); }
bool Cursor::valid() const { return place_->at->Valid(); }
BytesView Cursor::key() const { return view(place_->at->key()); }
BytesView Cursor::value() const { return view(place_->at->value()); }
Status Cursor::status() const {
  const auto status = place_->at->status();
  if (!status.ok()) return fail(error_of(status));
  return {};
}

// ---- the store ----

struct Store::Open {
  std::filesystem::path folder;
  std::unique_ptr<rocksdb::DB> db;
  std::atomic<bool> remove{false};
};

Store::Store(std::unique_ptr<Open> open) : open_(std::move(open)) {}

Store::~Store() {
  // The next start has no journal to replay then.  Where there is no room, the journal has it all.
  if (!open_->remove) (void)open_->db->Flush(rocksdb::FlushOptions{});
  open_->db.reset();
  std::error_code ignored;  // what stays is removed when the views are opened next
  if (open_->remove) std::filesystem::remove_all(open_->folder, ignored);
}

Result<std::shared_ptr<Store>> Store::open(const StoreOptions& options) {
  std::error_code failed;
  std::filesystem::create_directories(options.folder, failed);
  if (failed)
    return fail(Errc::unavailable, "the views' folder cannot be made: " + failed.message(), "proj");
  auto open = std::make_unique<Open>();
  open->folder = options.folder;
  rocksdb::DB* db = nullptr;
  const auto status = rocksdb::DB::Open(options_of(options), options.folder.string(), &db);
  if (!status.ok()) return fail(error_of(status));
  open->db.reset(db);
  return std::shared_ptr<Store>(new Store(std::move(open)));
}

// What the changes of one key come to.  The store had it if the first of them erases it.
void Store::add(rocksdb::WriteBatch& batch, const Writes& writes,
                std::span<const Writes::Change> of_key) {
  const BytesView key = writes.key_of(of_key.front());
  const auto& last = of_key.back();
  rocksdb::Status added;
  if (of_key.front().kind == Writes::Kind::erase) added = batch.SingleDelete(slice(key));
  if (added.ok() && last.kind == Writes::Kind::put)
    added = batch.Put(slice(key), slice(writes.value_of(last)));
  ensure(added.ok(), "a batch in memory takes what it is given");
}

Status Store::write(Writes& writes) {
  auto& changes = writes.changes_;
  std::sort(changes.begin(), changes.end(), [&](const auto& a, const auto& b) {
    const auto order = writes.key_of(a) <=> writes.key_of(b);
    return order != 0 ? order < 0 : a.at < b.at;
  });
  rocksdb::WriteBatch batch(writes.bytes() + changes.size() * 16);
  for (auto rest = std::span<const Writes::Change>(changes); !rest.empty();) {
    const BytesView key = writes.key_of(rest.front());
    std::size_t count = 1;
    while (count < rest.size() && writes.key_of(rest[count]) == key) ++count;
    add(batch, writes, rest.first(count));
    rest = rest.subspan(count);
  }
  const auto status = open_->db->Write({}, &batch);
  if (!status.ok()) return fail(error_of(status));
  return {};
}

static Result<std::optional<Bytes>> get_from(rocksdb::DB& db, const rocksdb::ReadOptions& how,
                                             BytesView key) {
  Bytes value;
  const auto status = db.Get(how, slice(key), &value);
  if (status.IsNotFound()) return std::optional<Bytes>{};
  if (!status.ok()) return fail(error_of(status));
  return std::optional<Bytes>{std::move(value)};
}

static Cursor cursor_on(rocksdb::DB& db, rocksdb::ReadOptions how, Reach reach) {
  how.total_order_seek = reach == Reach::range;
  how.prefix_same_as_start = reach == Reach::row;
  auto place = std::make_unique<Cursor::Place>();
  place->at.reset(db.NewIterator(how));
  return Cursor(std::move(place));
}

Result<std::optional<Bytes>> Store::get(BytesView key) const {
  return get_from(*open_->db, {}, key);
}
Cursor Store::cursor(Reach reach) const { return cursor_on(*open_->db, {}, reach); }
const std::filesystem::path& Store::folder() const { return open_->folder; }
void Store::remove_when_closed() { open_->remove = true; }
void Store::keep_when_closed() { open_->remove = false; }

// ---- one moment ----

Frozen::Frozen(std::shared_ptr<const Store> store)
    : store_(std::move(store)), snapshot_(store_->open_->db->GetSnapshot()) {}

Frozen::~Frozen() {
  store_->open_->db->ReleaseSnapshot(static_cast<const rocksdb::Snapshot*>(snapshot_));
}

static rocksdb::ReadOptions reading(const void* snapshot) {
  rocksdb::ReadOptions out;
  out.snapshot = static_cast<const rocksdb::Snapshot*>(snapshot);
  return out;
}

Result<std::optional<Bytes>> Frozen::get(BytesView key) const {
  return get_from(*store_->open_->db, reading(snapshot_), key);
}
Cursor Frozen::cursor(Reach reach) const {
  return cursor_on(*store_->open_->db, reading(snapshot_), reach);
}

// ---- the state hash ----

using Hashing = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

static void add(EVP_MD_CTX* hashing, BytesView bytes) {
  char size[4];
  store_number(size, static_cast<std::uint32_t>(bytes.size()));
  ensure(EVP_DigestUpdate(hashing, size, sizeof size) == 1 &&
             EVP_DigestUpdate(hashing, bytes.data(), bytes.size()) == 1,
         "SHA-256 takes bytes");
}

Result<std::array<std::uint8_t, 32>> hash_of(const Frozen& frozen, BytesView first) {
  const Hashing hashing(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  ensure(hashing && EVP_DigestInit_ex(hashing.get(), EVP_sha256(), nullptr) == 1,
         "SHA-256 is there");
  Cursor at = frozen.cursor(Reach::range);
  for (at.seek(first); at.valid(); at.next()) {
    add(hashing.get(), at.key());
    add(hashing.get(), at.value());
  }
  if (auto read = at.status(); !read) return fail(read.error());
  std::array<std::uint8_t, 32> digest{};
  ensure(EVP_DigestFinal_ex(hashing.get(), digest.data(), nullptr) == 1, "SHA-256 ends");
  return digest;
}

}  // namespace riskflow::projections
