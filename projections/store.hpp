#pragma once
// Keys and values of one generation of the views: the one place of this folder that names RocksDB.
// Written by one thread (the pump), read by any.  Its writes are not synced: what a crash takes
// away, the log gives back.  Thread rule: Store and Frozen from any thread; Writes and Cursor by
// one thread.

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "domain/core/ids.hpp"

namespace rocksdb {
class WriteBatch;
}

namespace riskflow::projections {

struct StoreOptions {
  std::filesystem::path folder;                       // made when it is not there
  std::size_t write_buffer_bytes = 16 * 1024 * 1024;  // each of at most three
  std::size_t block_cache_bytes = 24 * 1024 * 1024;   // of data; indexes and filters take 1 % more
};

// Changes that are written together or not at all; later ones win.  A key that is ever erased is
// not put again before that: RocksDB forgets such a pair as soon as they meet ("single delete"),
// and no scan has to step over what is left of thousands of them.
class Writes {
 public:
  void put(BytesView key, BytesView value);
  void erase(BytesView key);
  std::size_t bytes() const { return bytes_.size(); }
  void clear();

 private:
  friend class Store;
  enum class Kind : std::uint8_t { put, erase };
  struct Change {
    std::size_t at;  // of the key in `bytes_`; the value follows it
    std::uint32_t key_size, value_size;
    Kind kind;
  };
  void add(Kind kind, BytesView key, BytesView value);
  BytesView key_of(const Change& change) const;
  BytesView value_of(const Change& change) const;

  Bytes bytes_;  // of all keys and values, so that a change allocates nothing
  std::vector<Change> changes_;
};

// A place among the sorted keys.
class Cursor {
 public:
  struct Place;
  explicit Cursor(std::unique_ptr<Place> place);
  ~Cursor();
  Cursor(Cursor&&) noexcept;
  Cursor& operator=(Cursor&&) noexcept;

  void seek(BytesView key);           // to the first key at or after it
  void seek_for_prev(BytesView key);  // to the last key at or before it
  void next();
  void prev();
  // Whether there is a key here.  False at the end, and when reading failed: ask `status` then.
  bool valid() const;
  BytesView key() const;    // until the next move
  BytesView value() const;  // until the next move
  // Error: corrupt, unavailable.
  Status status() const;

 private:
  std::unique_ptr<Place> place_;
};

// What a cursor is for: keys of one table row (found by a filter), or any range of keys.
enum class Reach : std::uint8_t { row, range };

class Store;

// The store as it was at one moment.  Keeps the store open.
class Frozen {
 public:
  explicit Frozen(std::shared_ptr<const Store> store);
  ~Frozen();
  Frozen(const Frozen&) = delete;
  Frozen& operator=(const Frozen&) = delete;

  Result<std::optional<Bytes>> get(BytesView key) const;
  Cursor cursor(Reach reach) const;

 private:
  std::shared_ptr<const Store> store_;
  const void* snapshot_;
};

class Store {
 public:
  // Errors: corrupt (it cannot be read: fold it anew), unavailable.
  static Result<std::shared_ptr<Store>> open(const StoreOptions& options);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Writes all of it, sorted by key: neighbours go into the memtable together, which is three times
  // as fast as one by one in any order.  Errors: unavailable, corrupt.  Cost: about 1 us a change.
  Status write(Writes& writes);

  // As of now.
  Result<std::optional<Bytes>> get(BytesView key) const;
  Cursor cursor(Reach reach) const;

  const std::filesystem::path& folder() const;

  // Whether the folder is removed when the last who uses the store lets go of it.
  void remove_when_closed();
  void keep_when_closed();

 private:
  friend class Frozen;
  struct Open;
  static void add(rocksdb::WriteBatch& batch, const Writes& writes,
                  std::span<const Writes::Change> of_key);
  explicit Store(std::unique_ptr<Open> open);
  std::unique_ptr<Open> open_;
};

// SHA-256 over every key and value from `first` on, in order, each with its length before it.
// Cost: reads everything; about 1 us a key.
Result<std::array<std::uint8_t, 32>> hash_of(const Frozen& frozen, BytesView first);

}  // namespace riskflow::projections
