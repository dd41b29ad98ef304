#include "eventstore/disk_room.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace riskflow::eventstore {

namespace fs = std::filesystem;

static constexpr std::uint64_t share =
    4;  // of the minimum: the ballast, and what it takes to go on

Result<std::uint64_t> free_bytes(const fs::path& folder) {
  std::error_code error;
  const auto space = fs::space(folder, error);
  if (error)
    return fail(Errc::unavailable,
                fmt::format("cannot ask {} for room: {}", folder.string(), error.message()), "log");
  return space.available;
}

static fs::path beside(const fs::path& folder) {
  return fs::absolute(folder).lexically_normal().parent_path() / "ballast";
}

DiskRoom::DiskRoom(fs::path folder, std::uint64_t min, FreeBytes free)
    : folder_(std::move(folder)), ballast_(beside(folder_)), min_(min), free_(std::move(free)) {}

std::optional<Error> DiskRoom::shortage() {
  if (min_ == 0) return {};
  const auto free = free_(folder_);
  if (!free) return free.error();
  const auto needed = is_short_ ? min_ + min_ / share : min_;
  is_short_ = *free < needed;
  if (!is_short_) return {};
  return Error{
      Errc::unavailable,
      fmt::format("the disk is nearly full: {} MiB are free, and the log writes only while "
                  "there are {}; make room, and it goes on by itself",
                  *free >> 20, needed >> 20),
      "log",
      {{"reason", "disk_full"},
       {"free", std::to_string(*free)},
       {"needed", std::to_string(needed)}}};
}

bool DiskRoom::has(std::uint64_t bytes) const {
  const auto free = free_(folder_);
  return free && *free >= bytes;
}

void DiskRoom::keep_ballast() {
  std::error_code error;
  if (min_ == 0) return;
  if (fs::exists(ballast_, error)) {
    if (fs::file_size(ballast_, error) == min_ / share) return;
    fs::remove(ballast_, error);  // it was made for another least room
  }
  const auto free = free_(folder_);
  if (!free || *free < min_ + 2 * (min_ / share)) return;
  const int file = ::open(ballast_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return;
  const bool is_made = ::posix_fallocate(file, 0, static_cast<::off_t>(min_ / share)) == 0;
  ::close(file);
  if (!is_made) fs::remove(ballast_, error);
}

bool DiskRoom::give_up_ballast() {
  std::error_code error;
  return fs::remove(ballast_, error);
}

}  // namespace riskflow::eventstore
