#pragma once
// The RocksDB database under a log: six families of keys, one synced write at a time, scans.  The
// one place of the event store that names RocksDB; it knows keys and bytes, not what they mean.
//
// Its settings: table_settings.hpp.
// Thread rule: any thread.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/core/ids.hpp"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
class Env;
class Iterator;
class Logger;
class PinnableSlice;
class Slice;
class WriteBatch;
}  // namespace rocksdb

namespace riskflow::eventstore {

// For databases of the event store, in place of the file in which RocksDB tells of itself.
std::shared_ptr<rocksdb::Logger> silent_rocksdb();

// Stored by name: never rename.
enum class Family : std::uint8_t { meta, skeletons, payloads, streams, requests, tree };

// How much of a write-ahead log that is damaged is believed.
enum class Recovery : std::uint8_t {
  all,          // all of it: only a last record that was cut short may be missing
  up_to_damage  // what lies before the first damage; the rest is dropped
};

struct TableOptions {
  std::filesystem::path folder;
  std::size_t write_buffer_bytes = 0;
  std::size_t block_cache_bytes = 0;
  rocksdb::Env* env = nullptr;  // of the machine when null; a test brings one that fails
  Recovery recovery = Recovery::all;
};

class Tables;

// Writes that happen together or not at all.
class Batch {
 public:
  explicit Batch(const Tables& tables);
  ~Batch();
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  void put(Family family, BytesView key, BytesView value);
  void erase(Family family, BytesView key);
  void clear();

 private:
  friend class Tables;
  const Tables& tables_;
  std::unique_ptr<rocksdb::WriteBatch> writes_;
};

// What a scan is for: a replay reads ahead and leaves the cache alone.
enum class Access : std::uint8_t { few, replay };

// Goes through the keys of one family below an upper bound, as they were when it was made.
class Scan {
 public:
  Scan(Scan&&) noexcept;
  Scan& operator=(Scan&&) noexcept;
  ~Scan();

  void seek(BytesView at_or_after);
  void seek_back(BytesView at_or_before);
  void next();
  void prev();
  bool valid() const;
  BytesView key() const;
  BytesView value() const;
  // To be asked whenever `valid` says no: an end that is an error looks like any other.
  Status status() const;

 private:
  friend class Tables;
  struct Bound;
  Scan(std::unique_ptr<Bound> bound, std::unique_ptr<rocksdb::Iterator> iterator);
  std::unique_ptr<Bound> bound_;  // outlives the iterator, which points to it
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

// A value where it lies in the cache, held there: a large one is not copied.
class Pinned {
 public:
  Pinned(Pinned&&) noexcept;
  Pinned& operator=(Pinned&&) noexcept;
  ~Pinned();

  BytesView view() const;

 private:
  friend class Tables;
  explicit Pinned(std::unique_ptr<rocksdb::PinnableSlice> value);
  std::unique_ptr<rocksdb::PinnableSlice> value_;
};

// A file of the tables: once it is there it is never changed, only removed.
struct TableFile {
  std::string name;
  std::uint64_t bytes = 0;
  std::optional<std::uint32_t> crc32c{};  // of all its bytes; none when it was written without
  bool operator==(const TableFile&) const = default;
};

class Tables {
 public:
  // Makes a database in `options.folder`, which must not exist yet, with one durable record; closes
  // it again.
  static Status create(const TableOptions& options, Family family, BytesView key, BytesView value);

  // Errors: unavailable (another process has it; the disk fails, or is full, which
  // {"reason","disk_full"} tells); corrupt (damaged, or not ours).
  static Result<std::unique_ptr<Tables>> open(const TableOptions& options);

  // The same for reading only: nothing is written into the folder, which may lie on a medium that
  // takes nothing.  A log without all its families is refused.
  static Result<std::unique_ptr<Tables>> open_read_only(const TableOptions& options);

  // The number of the first write-ahead log that holds what lies nowhere else.
  std::uint64_t first_live_journal() const;

  ~Tables();
  Tables(const Tables&) = delete;
  Tables& operator=(const Tables&) = delete;

  // Durable when it returns well.  After an error nothing may be written any more: what is on the
  // disk is unknown.
  Status write(Batch& batch);

  Result<std::optional<Bytes>> get(Family family, BytesView key) const;
  // As `get`; the value must not outlive the tables.
  Result<std::optional<Pinned>> pin(Family family, BytesView key) const;

  // Keys below `end`; an empty `end` means all.
  Scan scan(Family family, BytesView end, Access access) const;

  // Puts the database as it is now into `folder`, which must not exist, on the same file system:
  // its files are links to those in use.  Writing goes on.  Nothing of it is synced, and 7.8.3 may
  // have put the wrong list of files beside them: copy it, sync the copy, and read all of that.
  Status stage(const std::filesystem::path& folder) const;

  // Writes what memory holds of all families to files, so that nothing of it is in the write-ahead
  // log any more.  Error: unavailable.
  Status flush();
  // Writes the files of a family anew, without what was overwritten or erased; when it returns the
  // old ones are gone, but for those that somebody still reads.
  // Error: unavailable.
  Status compact(Family family);
  // Of the files of a family, in bytes.
  std::uint64_t size_of(Family family) const;

  // The files of all families as they are now.
  std::vector<TableFile> files() const;
  // Up to `size` bytes of a file from `at` on, from the disk, as far as the system lets one.
  // Errors: corrupt, when there is no such file; unavailable.
  Result<Bytes> read_part(const TableFile& file, std::uint64_t at, std::size_t size) const;

  // Whether a write, a flush or a compaction has failed.
  bool failed() const { return failed_->load(std::memory_order_relaxed); }

 private:
  friend class Batch;
  Tables() = default;
  rocksdb::ColumnFamilyHandle* handle(Family family) const;

  std::filesystem::path folder_;
  std::shared_ptr<std::atomic<bool>>
      failed_;  // shared with RocksDB's listener, which may outlive the database
  std::unique_ptr<rocksdb::Env> env_;  // goes after the database
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

}  // namespace riskflow::eventstore
