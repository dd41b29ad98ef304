#include "tests/faults/disk.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace riskflow::faults {

namespace fs = std::filesystem;

static constexpr std::size_t sector = 512;

std::atomic<Disk*> Disk::in_place_ = nullptr;

static std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Disk::Disk(fs::path root, std::function<void()> delay)
    : root_(std::move(root)), prefix_(root_.string() + '/'), delay_(std::move(delay)) {
  load_all();
  in_place_.store(this, std::memory_order_release);
}

Disk::~Disk() { in_place_.store(nullptr, std::memory_order_release); }

void Disk::load_all() {
  Loaded loaded;
  load(tree_, root_, loaded);
}

static ::ino_t inode_of(const fs::path& path) {
  struct ::stat about{};
  return ::stat(path.c_str(), &about) == 0 ? about.st_ino : 0;
}

void Disk::load(Folder& folder, const fs::path& from, Loaded& loaded) {
  for (const auto& entry : fs::directory_iterator(from)) {
    const auto name = entry.path().filename().string();
    if (entry.is_directory()) {
      auto below = std::make_shared<Folder>();
      load(*below, entry.path(), loaded);
      folder.now[name] = std::move(below);
    } else {
      auto& file = loaded[inode_of(entry.path())];
      if (!file) file = std::make_shared<File>(content_of(entry.path()));
      folder.now[name] = file;
    }
  }
  folder.synced = folder.now;
}

std::uint64_t Disk::operations() const {
  const std::scoped_lock lock(mutex_);
  return operations_;
}

std::uint64_t Disk::reads() const {
  const std::scoped_lock lock(mutex_);
  return reads_;
}

bool Disk::is_off() const {
  const std::scoped_lock lock(mutex_);
  return off_;
}

void Disk::befall(const Fault& fault) {
  const std::scoped_lock lock(mutex_);
  fault_ = fault;
  const bool is_of_reads = fault.trouble == Trouble::read_error;
  const bool is_of_syncs = fault.trouble == Trouble::sync_error;
  fault_.at += is_of_reads ? reads_ : is_of_syncs ? syncs_ : operations_;
}

// ---- what is there ----

// After the power is cut the process still finds what it makes, but nobody else does.
void Disk::change(Folder& folder, Change change) {
  apply(folder.now, change);
  if (!off_) folder.unsynced.push_back(std::move(change));
}

void Disk::apply(Names& names, const Change& change) {
  for (const auto& [name, entry] : change)
    if (std::holds_alternative<std::monostate>(entry))
      names.erase(name);
    else
      names[name] = entry;
}

void Disk::apply(std::string& content, const Write& write) {
  if (write.is_truncation) return content.resize(write.at);
  content.resize(std::max<std::size_t>(content.size(), write.at + write.bytes.size()));
  content.replace(write.at, write.bytes.size(), write.bytes);
}

// The folder that a path below the root lies in; nothing for one that is not known.
std::optional<Disk::Place> Disk::place_of(std::string_view path) {
  const auto normal = fs::absolute(path).lexically_normal().string();
  if (!normal.starts_with(prefix_)) return std::nullopt;
  Place place{&tree_, {}};
  for (const auto& part : fs::path(normal.substr(prefix_.size()))) {
    if (part.empty()) continue;  // of a slash at the end
    if (!place.name.empty()) {
      const auto found = place.folder->now.find(place.name);
      if (found == place.folder->now.end()) return std::nullopt;
      const auto* const below = std::get_if<std::shared_ptr<Folder>>(&found->second);
      if (below == nullptr) return std::nullopt;
      place.folder = below->get();
    }
    place.name = part.string();
  }
  if (place.name.empty()) return std::nullopt;
  return place;
}

template <class Kind>
Kind* Disk::opened(int fd) {
  const auto found = opened_.find(fd);
  if (found == opened_.end()) return nullptr;
  const auto* const entry = std::get_if<std::shared_ptr<Kind>>(&found->second);
  return entry == nullptr ? nullptr : entry->get();
}

// ---- faults ----

bool Disk::befalls(std::uint64_t number) {
  if (number < fault_.at) return false;
  if (fault_.lasts == Lasts::once) fault_.at = UINT64_MAX;
  return true;
}

bool Disk::befalls_sync(std::uint64_t number) {
  return fault_.trouble == Trouble::sync_error && befalls(number);
}

// Counts an operation; the error it ends with, or 0.
int Disk::refusal(Call call) {
  const auto number = operations_++;
  switch (fault_.trouble) {
    case Trouble::power_cut: off_ = off_ || number >= fault_.at; return 0;
    case Trouble::no_space: return call != Call::change && befalls(number) ? ENOSPC : 0;
    case Trouble::io_error: return befalls(number) ? EIO : 0;
    case Trouble::slow:
      if (befalls(number)) delay_();
      return 0;
    case Trouble::none:
    case Trouble::sync_error:
    case Trouble::read_error:
    case Trouble::short_write:
    case Trouble::interrupted: return 0;
  }
  return 0;
}

static int refuse(int error) {
  errno = error;
  return -1;
}

// ---- the calls ----

int Disk::open(const char* path, int flags, ::mode_t mode) {
  const std::scoped_lock lock(mutex_);
  const auto raw = [&] {
    return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
  };
  if (root_ == path) {
    const int fd = raw();
    if (fd >= 0) opened_[fd] = std::shared_ptr<Folder>(&tree_, [](Folder*) {});
    return fd;
  }
  const auto place = place_of(path);
  if (!place) {
    const int fd = raw();
    opened_.erase(fd);  // fclose() has closed it, unseen, when it was another file's
    return fd;
  }
  auto& names = place->folder->now;
  auto found = names.find(place->name);
  const bool creates = found == names.end() && (flags & O_CREAT) != 0;
  const bool empties = found != names.end() && (flags & O_TRUNC) != 0;
  if (found == names.end() && !creates) {
    const int fd = raw();
    opened_.erase(fd);
    return fd;
  }
  if (creates || empties)
    if (const int error = refusal(Call::grow); error != 0) return refuse(error);
  const int fd = raw();
  if (fd < 0) return fd;
  if (creates) {
    change(*place->folder, {{place->name, std::make_shared<File>()}});
    found = names.find(place->name);
  }
  opened_[fd] = found->second;
  if (empties && !off_) opened<File>(fd)->unsynced.push_back({0, {}, true});
  return fd;
}

int Disk::close(int fd) {
  const std::scoped_lock lock(mutex_);
  opened_.erase(fd);
  return static_cast<int>(::syscall(SYS_close, fd));
}

static ssize_t put_raw(int fd, const void* data, std::size_t size, std::optional<::off_t> at) {
  return at ? ::syscall(SYS_pwrite64, fd, data, size, *at) : ::syscall(SYS_write, fd, data, size);
}

ssize_t Disk::put(int fd, const void* data, std::size_t size, std::optional<::off_t> at) {
  const std::scoped_lock lock(mutex_);
  auto* const file = opened<File>(fd);
  if (file == nullptr) return put_raw(fd, data, size, at);
  const auto number = operations_;
  if (const int error = refusal(Call::grow); error != 0) return refuse(error);
  if (fault_.trouble == Trouble::interrupted && befalls(number)) {
    if (fault_.lasts == Lasts::on) fault_.at = number + 2;  // else nothing would ever be written
    return refuse(EINTR);
  }
  if (fault_.trouble == Trouble::short_write && size > 1 && befalls(number)) size /= 2;
  const auto written = put_raw(fd, data, size, at);
  if (written <= 0) return written;
  if (off_) return written;
  const auto begin = at ? *at : ::lseek(fd, 0, SEEK_CUR) - written;
  file->unsynced.push_back({static_cast<std::uint64_t>(begin),
                            {static_cast<const char*>(data), static_cast<std::size_t>(written)}});
  return written;
}

ssize_t Disk::write(int fd, const void* data, std::size_t size) {
  return put(fd, data, size, std::nullopt);
}

ssize_t Disk::pwrite(int fd, const void* data, std::size_t size, ::off_t at) {
  return put(fd, data, size, at);
}

// Nothing goes to the machine's disk: this one is what counts.
int Disk::sync(int fd) {
  const std::scoped_lock lock(mutex_);
  auto* const file = opened<File>(fd);
  auto* const folder = opened<Folder>(fd);
  if (file == nullptr && folder == nullptr) return 0;
  int error = refusal(Call::change);
  if (file != nullptr && befalls_sync(syncs_++)) error = EIO;
  if (error != 0 && file != nullptr)
    for (auto& write : file->unsynced) write.is_lost = true;
  if (error != 0) return refuse(error);
  if (off_) return 0;
  if (folder != nullptr) {
    for (const auto& change : folder->unsynced) apply(folder->synced, change);
    folder->unsynced.clear();
  } else {
    for (const auto& write : file->unsynced)
      if (!write.is_lost) apply(file->synced, write);
    std::erase_if(file->unsynced, [](const Write& write) { return !write.is_lost; });
  }
  return 0;
}

int Disk::truncate(int fd, ::off_t size) {
  const std::scoped_lock lock(mutex_);
  auto* const file = opened<File>(fd);
  if (file != nullptr)
    if (const int error = refusal(Call::change); error != 0) return refuse(error);
  const auto done = static_cast<int>(::syscall(SYS_ftruncate, fd, size));
  if (done == 0 && file != nullptr && !off_)
    file->unsynced.push_back({static_cast<std::uint64_t>(size), {}, true});
  return done;
}

// Only to be quicker on a real disk; no promise rests on either.
int Disk::allocate(int fd, int mode, ::off_t at, ::off_t size) {
  const std::scoped_lock lock(mutex_);
  if (opened<File>(fd) != nullptr) return 0;
  return static_cast<int>(::syscall(SYS_fallocate, fd, mode, at, size));
}

int Disk::write_back(int fd, ::off_t at, ::off_t size, unsigned flags) {
  const std::scoped_lock lock(mutex_);
  if (opened<File>(fd) != nullptr) return 0;
  return static_cast<int>(::syscall(SYS_sync_file_range, fd, at, size, flags));
}

int Disk::rename(const char* from, const char* to) {
  const std::scoped_lock lock(mutex_);
  const auto raw = [&] { return static_cast<int>(::syscall(SYS_rename, from, to)); };
  const auto source = place_of(from);
  const auto target = place_of(to);
  if (!source || !source->folder->now.contains(source->name)) return raw();
  if (!target || target->folder != source->folder) return refuse(EXDEV);  // nobody does
  if (const int error = refusal(Call::grow); error != 0) return refuse(error);
  if (const int done = raw(); done != 0) return done;
  const auto entry = source->folder->now[source->name];
  change(*source->folder, {{source->name, {}}, {target->name, entry}});
  return 0;
}

int Disk::link(const char* from, const char* to) {
  const std::scoped_lock lock(mutex_);
  const auto raw = [&] { return static_cast<int>(::syscall(SYS_link, from, to)); };
  const auto source = place_of(from);
  const auto target = place_of(to);
  if (!source || !target || !source->folder->now.contains(source->name)) return raw();
  if (const int error = refusal(Call::grow); error != 0) return refuse(error);
  if (const int done = raw(); done != 0) return done;
  change(*target->folder, {{target->name, source->folder->now[source->name]}});
  return 0;
}

int Disk::remove(const std::string& path) {
  const std::scoped_lock lock(mutex_);
  const auto raw = [&] {
    const auto done = ::syscall(SYS_unlink, path.c_str());
    if (done != 0 && errno == EISDIR) return static_cast<int>(::syscall(SYS_rmdir, path.c_str()));
    return static_cast<int>(done);
  };
  const auto place = place_of(path);
  if (!place || !place->folder->now.contains(place->name)) return raw();
  if (const int error = refusal(Call::change); error != 0) return refuse(error);
  if (const int done = raw(); done != 0) return done;
  change(*place->folder, {{place->name, {}}});
  return 0;
}

int Disk::make_folder(const char* path, ::mode_t mode) {
  const std::scoped_lock lock(mutex_);
  const auto raw = [&] { return static_cast<int>(::syscall(SYS_mkdir, path, mode)); };
  const auto place = place_of(path);
  if (!place || place->folder->now.contains(place->name)) return raw();
  if (const int error = refusal(Call::grow); error != 0) return refuse(error);
  if (const int done = raw(); done != 0) return done;
  change(*place->folder, {{place->name, std::make_shared<Folder>()}});
  return 0;
}

bool Disk::refuses_read(int fd) {
  const std::scoped_lock lock(mutex_);
  if (opened<File>(fd) == nullptr) return false;
  const auto number = reads_++;
  return fault_.trouble == Trouble::read_error && befalls(number);
}

// ---- the power cut ----

static std::uint64_t upto(std::uint64_t most, Chance& chance) { return chance() % (most + 1); }

std::string Disk::remains_of(const File& file, Keep keep, Chance& chance) {
  std::string now = file.synced;
  std::uint64_t bytes = 0;
  for (const auto& write : file.unsynced)
    if (keep == Keep::everything || !write.is_lost) {
      apply(now, write);
      bytes += write.bytes.size();
    }
  std::string image = file.synced;
  switch (keep) {
    case Keep::everything: return now;
    case Keep::nothing: return image;
    case Keep::zeros: image.resize(now.size()); return image;
    case Keep::prefix: {
      auto left = upto(bytes, chance);
      for (auto write : file.unsynced) {
        if (write.is_lost) continue;
        write.bytes.resize(std::min<std::uint64_t>(write.bytes.size(), left));
        left -= write.bytes.size();
        apply(image, write);
        if (left == 0) break;
      }
      return image;
    }
    case Keep::sectors: {
      const auto [least, most] = std::minmax({image.size(), now.size()});
      image.resize(chance() % 2 == 0 ? now.size() : least + upto(most - least, chance));
      for (std::size_t at = 0; at < std::min(image.size(), now.size()); at += sector)
        if (chance() % 2 == 0) {
          const auto size = std::min({sector, image.size() - at, now.size() - at});
          image.replace(at, size, now, at, size);
        }
      return image;
    }
  }
  return image;
}

Disk::Names Disk::remains_of(const Folder& folder, Keep keep, Chance& chance) {
  Names names = folder.synced;
  const auto first = keep == Keep::prefix ? upto(folder.unsynced.size(), chance) : 0;
  for (std::size_t i = 0; i < folder.unsynced.size(); ++i) {
    const bool kept = keep == Keep::everything || (keep == Keep::prefix && i < first) ||
                      (keep == Keep::sectors && chance() % 2 == 0);
    if (kept) apply(names, folder.unsynced[i]);
  }
  return names;
}

// For its owner only, as everything that the store writes.
static void put_file(const fs::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
}

void Disk::lay_down(const Folder& folder, const fs::path& to, Chance& chance,
                    std::optional<Keep> keep, Laid& laid) {
  const auto drawn = [&] { return keep ? *keep : static_cast<Keep>(upto(4, chance)); };
  fs::create_directory(to);
  for (const auto& [name, entry] : remains_of(folder, drawn(), chance))
    if (const auto* const below = std::get_if<std::shared_ptr<Folder>>(&entry)) {
      lay_down(**below, to / name, chance, keep, laid);
    } else if (const auto* const file = std::get_if<std::shared_ptr<File>>(&entry)) {
      const auto [first, is_first] = laid.try_emplace(file->get(), to / name);
      if (is_first)
        put_file(to / name, remains_of(**file, drawn(), chance));
      else
        fs::create_hard_link(first->second, to / name);
    }
}

void Disk::copy(const fs::path& to, Chance& chance, Keep keep) const {
  const std::scoped_lock lock(mutex_);
  Disk* const self = in_place_.exchange(nullptr, std::memory_order_acq_rel);
  Laid laid;
  lay_down(tree_, to, chance, keep, laid);
  in_place_.store(self, std::memory_order_release);
}

void Disk::cut_power(Chance& chance, std::optional<Keep> keep) {
  in_place_.store(nullptr, std::memory_order_release);  // the tools below are not under test
  const auto aside = fs::path(root_.string() + ".image");
  Laid laid;
  lay_down(tree_, aside, chance, keep, laid);
  fs::remove_all(root_);
  fs::rename(aside, root_);
  tree_ = {};
  opened_.clear();
  load_all();
  off_ = false;
  fault_ = {};
  in_place_.store(this, std::memory_order_release);
}

}  // namespace riskflow::faults
