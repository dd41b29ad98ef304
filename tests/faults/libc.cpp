// The calls by which a process changes files, in front of libc's: the dynamic linker finds those of
// the program first, for RocksDB and libstdc++ too, and the sanitizers' own give way to them.  They
// go to the Disk that is in place, else straight to the kernel.

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <string>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/faults/disk.hpp"

using riskflow::faults::Disk;

// Calls the kernel with these arguments when no Disk is in place.
template <class... Arguments>
static long kernel(long number, Arguments... arguments) {
  return ::syscall(number, arguments...);
}

// Whether a read fails; errno is set then.
static bool refuses_read(int fd) {
  Disk* const disk = Disk::in_place();
  if (disk == nullptr || !disk->refuses_read(fd)) return false;
  errno = EIO;
  return true;
}

extern "C" {

int open(const char* path, int flags, ...) {
  std::va_list rest;
  va_start(rest, flags);
  const bool has_mode = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
  const auto mode = has_mode ? va_arg(rest, ::mode_t) : 0;
  va_end(rest);
  if (Disk* const disk = Disk::in_place()) return disk->open(path, flags, mode);
  return static_cast<int>(kernel(SYS_openat, AT_FDCWD, path, flags, mode));
}

int close(int fd) {
  if (Disk* const disk = Disk::in_place()) return disk->close(fd);
  return static_cast<int>(kernel(SYS_close, fd));
}

ssize_t read(int fd, void* into, std::size_t size) {
  return refuses_read(fd) ? -1 : kernel(SYS_read, fd, into, size);
}

ssize_t pread(int fd, void* into, std::size_t size, ::off_t at) {
  return refuses_read(fd) ? -1 : kernel(SYS_pread64, fd, into, size, at);
}

ssize_t write(int fd, const void* data, std::size_t size) {
  if (Disk* const disk = Disk::in_place()) return disk->write(fd, data, size);
  return kernel(SYS_write, fd, data, size);
}

ssize_t pwrite(int fd, const void* data, std::size_t size, ::off_t at) {
  if (Disk* const disk = Disk::in_place()) return disk->pwrite(fd, data, size, at);
  return kernel(SYS_pwrite64, fd, data, size, at);
}

int fsync(int fd) {
  if (Disk* const disk = Disk::in_place()) return disk->sync(fd);
  return static_cast<int>(kernel(SYS_fsync, fd));
}

int fdatasync(int fd) {
  if (Disk* const disk = Disk::in_place()) return disk->sync(fd);
  return static_cast<int>(kernel(SYS_fdatasync, fd));
}

int ftruncate(int fd, ::off_t size) noexcept {
  if (Disk* const disk = Disk::in_place()) return disk->truncate(fd, size);
  return static_cast<int>(kernel(SYS_ftruncate, fd, size));
}

int fallocate(int fd, int mode, ::off_t at, ::off_t size) {
  if (Disk* const disk = Disk::in_place()) return disk->allocate(fd, mode, at, size);
  return static_cast<int>(kernel(SYS_fallocate, fd, mode, at, size));
}

int sync_file_range(int fd, ::off_t at, ::off_t size, unsigned flags) {
  if (Disk* const disk = Disk::in_place()) return disk->write_back(fd, at, size, flags);
  return static_cast<int>(kernel(SYS_sync_file_range, fd, at, size, flags));
}

int rename(const char* from, const char* to) noexcept {
  if (Disk* const disk = Disk::in_place()) return disk->rename(from, to);
  return static_cast<int>(kernel(SYS_rename, from, to));
}

int link(const char* from, const char* to) noexcept {
  if (Disk* const disk = Disk::in_place()) return disk->link(from, to);
  return static_cast<int>(kernel(SYS_link, from, to));
}

int mkdir(const char* path, ::mode_t mode) noexcept {
  if (Disk* const disk = Disk::in_place()) return disk->make_folder(path, mode);
  return static_cast<int>(kernel(SYS_mkdir, path, mode));
}

int unlink(const char* path) noexcept {
  if (Disk* const disk = Disk::in_place()) return disk->remove(path);
  return static_cast<int>(kernel(SYS_unlink, path));
}

int rmdir(const char* path) noexcept {
  if (Disk* const disk = Disk::in_place()) return disk->remove(path);
  return static_cast<int>(kernel(SYS_rmdir, path));
}

int remove(const char* path) noexcept {
  if (Disk* const disk = Disk::in_place()) return disk->remove(path);
  const auto done = kernel(SYS_unlink, path);
  return static_cast<int>(done != 0 && errno == EISDIR ? kernel(SYS_rmdir, path) : done);
}

// std::filesystem::remove_all goes down a tree by descriptors of its folders.
int unlinkat(int folder, const char* name, int flags) noexcept {
  Disk* const disk = Disk::in_place();
  if (disk == nullptr || folder == AT_FDCWD || name[0] == '/') {
    if (disk != nullptr) return disk->remove(name);
    return static_cast<int>(kernel(SYS_unlinkat, folder, name, flags));
  }
  char path[4096];
  const auto link = "/proc/self/fd/" + std::to_string(folder);
  const auto size = ::readlink(link.c_str(), path, sizeof path);
  if (size < 0) return -1;
  return disk->remove(std::string(path, static_cast<std::size_t>(size)) + '/' + name);
}

// RocksDB reads its journals by this, and takes nothing without the end of the file for an error.
std::size_t fread_unlocked(void* into, std::size_t size, std::size_t count, std::FILE* file) {
  if (refuses_read(::fileno(file))) return 0;
  return std::fread(into, size, count, file);
}

}  // extern "C"

// RocksDB rests for a second after a flush has failed.  Here nobody waits.
extern "C" int no_rest(unsigned microseconds) __asm__("usleep");
extern "C" int no_rest(unsigned) { return 0; }
