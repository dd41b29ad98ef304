#include "eventstore/consumer_store.hpp"

#include <algorithm>
#include <atomic>

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include "domain/core/ensure.hpp"
#include "eventstore/durable_file.hpp"
#include "eventstore/tables.hpp"

namespace riskflow::eventstore {

static rocksdb::Slice slice(BytesView bytes) { return {bytes.data(), bytes.size()}; }
static BytesView view(const rocksdb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

static std::unexpected<Error> failed(const rocksdb::Status& status) {
  const Errc code = status.IsCorruption() || status.IsInvalidArgument() || status.IsNotSupported()
                        ? Errc::corrupt
                        : Errc::unavailable;
  return fail(code, fmt::format("the consumers' files: {}", status.ToString()), "consumers");
}

static std::unexpected<Error> unhealthy(std::string_view why) {
  return fail(
      Errc::unavailable,
      fmt::format("the consumers' files cannot be written, they are to be opened anew: {}", why),
      "consumers", {{"reason", "unhealthy"}});
}

static rocksdb::Options options() {
  constexpr std::size_t write_buffer_bytes = 2 << 20;  // thousands of open events
  rocksdb::Options out;
  out.create_if_missing = true;
  // Writes are not synced: after a power cut, the first ones up to some moment are there.
  out.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  out.max_bgerror_resume_count = 0;  // "resumed" databases of 7.8 still fail: it is opened anew
  out.write_buffer_size = write_buffer_bytes;
  out.max_background_jobs = 2;
  out.max_open_files = 64;
  out.stats_dump_period_sec = 0;
  out.stats_persist_period_sec = 0;
  out.info_log = silent_rocksdb();
  out.target_file_size_base = write_buffer_bytes;
  out.max_bytes_for_level_base = 4 * write_buffer_bytes;
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(1 << 20);
  table.format_version = 5;
  out.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return out;
}

StoreBatch::StoreBatch() : writes_(std::make_unique<rocksdb::WriteBatch>()) {}
StoreBatch::~StoreBatch() = default;

// A batch in memory without limits and timestamps has no way to fail.
void StoreBatch::put(BytesView key, BytesView value) {
  ensure(writes_->Put(slice(key), slice(value)).ok(), "a batch takes every put");
}
void StoreBatch::erase(BytesView key) {
  ensure(writes_->Delete(slice(key)).ok(), "a batch takes every erase");
}

struct ConsumerStore::Open {
  std::unique_ptr<rocksdb::DB> db;
  std::atomic<bool> has_failed = false;
};

ConsumerStore::ConsumerStore(std::unique_ptr<Open> open) : open_(std::move(open)) {}
ConsumerStore::~ConsumerStore() = default;

Result<std::shared_ptr<ConsumerStore>> ConsumerStore::open(const std::filesystem::path& folder) {
  if (auto made = make_folders(folder); !made) return fail(made.error());
  rocksdb::DB* db = nullptr;
  const auto status = rocksdb::DB::Open(options(), folder.string(), &db);
  if (!status.ok()) return failed(status);
  auto open = std::make_unique<Open>();
  open->db.reset(db);
  return std::shared_ptr<ConsumerStore>(new ConsumerStore(std::move(open)));
}

Status ConsumerStore::write(StoreBatch& batch, Survives survives) {
  if (batch.writes_->Count() == 0) return {};
  if (open_->has_failed) return unhealthy("an earlier write failed");
  rocksdb::WriteOptions how;
  how.sync = survives == Survives::power_cut;
  const auto status = open_->db->Write(how, batch.writes_.get());
  if (status.ok()) return {};
  open_->has_failed = true;
  return unhealthy(status.ToString());
}

Result<std::optional<Bytes>> ConsumerStore::get(BytesView key) const {
  Bytes value;
  const auto status = open_->db->Get({}, slice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return failed(status);
  return value;
}

Status ConsumerStore::each(BytesView prefix, BytesView from, const Visit& visit) const {
  const std::unique_ptr<rocksdb::Iterator> at(open_->db->NewIterator({}));
  for (at->Seek(slice(std::max(prefix, from))); at->Valid(); at->Next()) {
    if (!view(at->key()).starts_with(prefix)) return {};
    const auto more = visit(view(at->key()), view(at->value()));
    if (!more) return fail(more.error());
    if (!*more) return {};
  }
  if (!at->status().ok()) return failed(at->status());
  return {};
}

}  // namespace riskflow::eventstore
