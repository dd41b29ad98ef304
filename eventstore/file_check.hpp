#pragma once
// Holds the files of the tables against the checksums that RocksDB keeps of them, read from the
// disk: what is read through the tables may come out of a cache.

#include "eventstore/tables.hpp"

namespace riskflow::eventstore {

// Some of the files at a time, while others come and go.  Thread rule: one thread.
class FileCheck {
 public:
  // Reads as many KiB as are `left`, and takes them off.  Whether there is no more.  Errors:
  // corrupt, naming the file; unavailable.
  Result<bool> step(const Tables& tables, std::uint64_t& left);

  // How many files were read, those without a checksum too.
  std::uint64_t count() const { return count_; }

 private:
  Status read_some(const Tables& tables, std::uint64_t& left);
  Status finish_file(const Tables& tables);

  bool begun_ = false;
  std::vector<TableFile> files_;  // that were there at the beginning, and are still to be read
  std::uint64_t at_ = 0;          // in the last of them
  std::uint32_t crc32c_ = 0;      // of what comes before
  std::uint64_t count_ = 0;
};

}  // namespace riskflow::eventstore
