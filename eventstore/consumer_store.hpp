#pragma once
// The RocksDB database that keeps what consumer groups have open and parked: keys and values in
// order, written together or not at all.  Apart from the log's (tables.hpp), whose write-ahead log
// must hold commits and nothing else.  Thread rule: any thread; a StoreBatch by one.

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "domain/core/ids.hpp"

namespace rocksdb {
class WriteBatch;
}

namespace riskflow::eventstore {

// Writes that happen together; a later one of the same key wins.
class StoreBatch {
 public:
  StoreBatch();
  ~StoreBatch();
  StoreBatch(const StoreBatch&) = delete;
  StoreBatch& operator=(const StoreBatch&) = delete;

  void put(BytesView key, BytesView value);
  void erase(BytesView key);

 private:
  friend class ConsumerStore;
  std::unique_ptr<rocksdb::WriteBatch> writes_;
};

// What a write survives besides the end of the process.
enum class Survives : std::uint8_t { process, power_cut };

class ConsumerStore {
 public:
  // Makes it when it is not there.  Errors: unavailable (another process has it; the disk fails);
  // corrupt.
  static Result<std::shared_ptr<ConsumerStore>> open(const std::filesystem::path& folder);
  ~ConsumerStore();
  ConsumerStore(const ConsumerStore&) = delete;
  ConsumerStore& operator=(const ConsumerStore&) = delete;

  // An empty batch costs nothing.  Error: unavailable {"reason","unhealthy"}, from then on always.
  Status write(StoreBatch& batch, Survives survives = Survives::process);

  Result<std::optional<Bytes>> get(BytesView key) const;

  // Shows all keys that begin with `prefix`, in order, those before `from` left out, until `visit`
  // answers false.  Errors: those of `visit`; corrupt, unavailable.
  using Visit = std::function<Result<bool>(BytesView key, BytesView value)>;
  Status each(BytesView prefix, BytesView from, const Visit& visit) const;

 private:
  struct Open;
  explicit ConsumerStore(std::unique_ptr<Open> open);
  std::unique_ptr<Open> open_;
};

}  // namespace riskflow::eventstore
