#pragma once
// Where the files of a log stand, as links, while a backup copies them.

#include <filesystem>

#include "domain/core/result.hpp"

namespace riskflow::eventstore {

// The folder beside that of a log, for the owner only: RocksDB would let everybody in.  Gone with
// this.  Thread rule: one thread.
class StagingFolder {
 public:
  explicit StagingFolder(const std::filesystem::path& log);
  ~StagingFolder();
  StagingFolder(const StagingFolder&) = delete;
  StagingFolder& operator=(const StagingFolder&) = delete;

  // Where RocksDB may make a folder of them.
  std::filesystem::path files() const { return folder_ / "log"; }

  // Makes it, empty.  Error: unavailable.
  Status make() const;
  // Removes it with all that is in it, also when another process left it.  Error: unavailable.
  Status remove() const;

 private:
  std::filesystem::path folder_;
};

}  // namespace riskflow::eventstore
