#pragma once
// Room on the disk of a log: how much there is, how much must stay, and a reserve for bad times.
//
// Whatever fills the disk, RocksDB needs some of it to open a database again.  So appends are
// refused while there is still room, and a file of the reserve's size, the ballast, is given up
// when even that was not enough; it is made again when there is room.  Where that does not do
// either, the log is opened for reading only (log_internals.cpp).

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

#include "domain/core/result.hpp"

namespace riskflow::eventstore {

// How many bytes the disk that holds a folder has for us.  Error: unavailable.
using FreeBytes = std::function<Result<std::uint64_t>(const std::filesystem::path& folder)>;
Result<std::uint64_t> free_bytes(const std::filesystem::path& folder);

// Thread rule: one owner.
class DiskRoom {
 public:
  // Holds `min` bytes free on the disk of `folder`, and a quarter of that in the file `ballast`
  // beside it; 0 holds nothing.
  DiskRoom(std::filesystem::path folder, std::uint64_t min, FreeBytes free);

  // Why nothing may be written, if so: {"reason","disk_full"} {"free",..} {"needed",..}.  Once it
  // was so it stays so until there is a quarter more than `min`.  Cost: a system call.
  std::optional<Error> shortage();

  // Whether so many bytes are free.  Cost: a system call.
  bool has(std::uint64_t bytes) const;

  // Makes the ballast, if it is not there in this size and there is room.  That it cannot be made
  // is no error: it is tried again.
  void keep_ballast();
  // Whether there was one to give up.
  bool give_up_ballast();

 private:
  const std::filesystem::path folder_;
  const std::filesystem::path ballast_;
  const std::uint64_t min_;
  const FreeBytes free_;
  bool is_short_ = false;
};

}  // namespace riskflow::eventstore
