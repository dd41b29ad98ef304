#pragma once
// A folder as its disk has it.  What is written lies in memory until it is synced, and so do the
// names in a folder; a power cut keeps of the rest what it likes.  The n-th operation fails, or is
// the last, when a test says so.
//
// libc.cpp puts it under everything that changes files: RocksDB, the standard library, our own code
// (docs/adr/0016-faults-below-libc.md).  What was not made through it, such as RocksDB's own LOG,
// it leaves alone.  Thread rule: any thread, but for making and dropping it.

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include <sys/types.h>

namespace riskflow::faults {

using Chance = std::mt19937_64;

enum class Trouble : std::uint8_t {
  none,
  power_cut,    // nothing from it on counts, though the process, which is dead, does not see that
  no_space,     // ENOSPC where something would grow
  io_error,     // EIO; a sync that fails so has lost what it should have kept, as Linux does
  sync_error,   // the same, of files only, which are counted apart
  read_error,   // EIO; reads are counted apart
  short_write,  // half of the bytes
  interrupted,  // a write ends with EINTR, and nothing was written
  slow,         // `delay` is called, which moves the test's clock
};
enum class Lasts : std::uint8_t { once, on };

// From operation number `at` on: the first that it can befall, or all.
struct Fault {
  Trouble trouble = Trouble::none;
  std::uint64_t at = 0;
  Lasts lasts = Lasts::once;
};

// What a power cut keeps of a file that was not synced, and of the changes in a folder.
enum class Keep : std::uint8_t {
  everything,  // as when only the process dies
  nothing,
  prefix,   // of the writes in their order, cut at any byte
  sectors,  // any of the sectors of 512 bytes, the others as they were
  zeros,    // the new size, but nothing that was written
};

class Disk {
 public:
  // What lies in `root` is durable.  There is one at a time, and all calls of the process go
  // through it.
  explicit Disk(std::filesystem::path root, std::function<void()> delay = {});
  ~Disk();
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;
  static Disk* in_place() { return in_place_.load(std::memory_order_acquire); }

  // This and nothing else from now on, which is where its operations are counted from.
  void befall(const Fault& fault);

  std::uint64_t operations() const;
  std::uint64_t reads() const;
  // Whether the power is cut.
  bool is_off() const;

  // Puts what a power cut now would leave in place of what is in the folder.  Nobody has a file
  // open.  Without `keep` each file and folder draws its own.
  void cut_power(Chance& chance, std::optional<Keep> keep = std::nullopt);

  // Puts the same into a folder that is not there, and goes on.
  void copy(const std::filesystem::path& to, Chance& chance, Keep keep) const;

  // The calls of POSIX, with their answers.
  int open(const char* path, int flags, ::mode_t mode);
  int close(int fd);
  ssize_t write(int fd, const void* data, std::size_t size);
  ssize_t pwrite(int fd, const void* data, std::size_t size, ::off_t at);
  int sync(int fd);
  int truncate(int fd, ::off_t size);
  int allocate(int fd, int mode, ::off_t at, ::off_t size);
  int write_back(int fd, ::off_t at, ::off_t size, unsigned flags);
  int rename(const char* from, const char* to);
  // A second name of a file.
  int link(const char* from, const char* to);
  // Of a file or an empty folder.
  int remove(const std::string& path);
  int make_folder(const char* path, ::mode_t mode);
  // Whether a read from `fd` fails now.
  bool refuses_read(int fd);

 private:
  struct Write {
    std::uint64_t at = 0;
    std::string bytes;
    bool is_truncation = false;
    bool is_lost = false;  // a sync of it has failed: no later one keeps it
  };
  struct File {
    std::string synced;
    std::vector<Write> unsynced;
  };
  struct Folder;
  using Entry = std::variant<std::monostate, std::shared_ptr<File>, std::shared_ptr<Folder>>;
  using Names = std::map<std::string, Entry, std::less<>>;
  using Change = std::vector<std::pair<std::string, Entry>>;  // all of it or nothing
  struct Folder {
    Names now;
    Names synced;
    std::vector<Change> unsynced;
  };
  struct Place {
    Folder* folder = nullptr;
    std::string name;
  };
  enum class Call : std::uint8_t { grow, change };

  // Files that have two names are one: by what the machine knows each of them.
  using Loaded = std::map<::ino_t, std::shared_ptr<File>>;
  using Laid = std::map<const File*, std::filesystem::path>;

  static void load(Folder& folder, const std::filesystem::path& from, Loaded& loaded);
  static void apply(std::string& content, const Write& write);
  static void apply(Names& names, const Change& change);
  static std::string remains_of(const File& file, Keep keep, Chance& chance);
  static Names remains_of(const Folder& folder, Keep keep, Chance& chance);
  static void lay_down(const Folder& folder, const std::filesystem::path& to, Chance& chance,
                       std::optional<Keep> keep, Laid& laid);
  void load_all();

  std::optional<Place> place_of(std::string_view path);
  void change(Folder& folder, Change change);
  template <class Kind>
  Kind* opened(int fd);
  int refusal(Call call);
  bool befalls(std::uint64_t number);
  bool befalls_sync(std::uint64_t number);
  ssize_t put(int fd, const void* data, std::size_t size, std::optional<::off_t> at);

  static std::atomic<Disk*> in_place_;
  const std::filesystem::path root_;
  const std::string prefix_;  // of paths below the root
  const std::function<void()> delay_;
  mutable std::mutex mutex_;  // guards what follows
  Fault fault_;
  bool off_ = false;
  std::uint64_t operations_ = 0;
  std::uint64_t syncs_ = 0;
  std::uint64_t reads_ = 0;
  Folder tree_;
  std::map<int, Entry> opened_;
};

}  // namespace riskflow::faults
