#include "eventstore/durable_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "eventstore/crypto.hpp"
#include "eventstore/descriptor.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

static std::unexpected<Error> failed(std::string_view doing, const fs::path& path, int error) {
  return fail(
      Errc::unavailable,
      fmt::format("cannot {} {}: {}", doing, path.string(), std::generic_category().message(error)),
      path.filename().string());
}

static int open_file(const fs::path& path, int flags) {
  return ::open(path.c_str(), flags | O_CLOEXEC, 0600);
}

static Status sync_folder(const fs::path& folder) {
  const Descriptor file(open_file(folder, O_RDONLY | O_DIRECTORY));
  if (!file.is_open() || ::fsync(file.get()) != 0) return failed("sync", folder, errno);
  return {};
}

static fs::path parent_of(const fs::path& path) {
  const fs::path parent = fs::absolute(path).lexically_normal().parent_path();
  return parent;
}

// A name beside `path` that nobody else uses at the same time.
static fs::path draft_beside(const fs::path& path) {
  std::array<std::uint8_t, 8> mark;
  random_bytes(mark);
  fs::path draft = path;
  draft += fmt::format(".draft-{}", hex(view_of(mark)));
  return draft;
}

Result<FolderState> folder_state(const fs::path& folder) {
  std::error_code error;
  const auto status = fs::status(folder, error);
  if (status.type() == fs::file_type::not_found) return FolderState::absent;
  if (error) return failed("look at", folder, error.value());
  const bool empty = fs::is_empty(folder, error);
  if (error) return failed("look into", folder, error.value());
  return empty ? FolderState::absent : FolderState::filled;
}

Status sync_name(const fs::path& path) {
  const auto folder = parent_of(path);
  const Descriptor file(open_file(folder, O_RDONLY | O_DIRECTORY));
  if (file.is_open() && ::fsync(file.get()) != 0) return failed("sync", folder, errno);
  return {};
}

Status make_folders(const fs::path& folder) {
  const auto place = fs::absolute(folder / "").lexically_normal().parent_path();
  std::error_code error;
  if (!fs::is_directory(place, error)) {
    if (auto ok = make_folders(place.parent_path()); !ok) return ok;
    if (::mkdir(place.c_str(), 0700) != 0 && errno != EEXIST) return failed("create", place, errno);
  }
  return sync_name(place);
}

static Status write_to(const Descriptor& file, const fs::path& path, BytesView content) {
  while (!content.empty()) {
    const auto written = ::write(file.get(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed("write", path, errno);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

static Status write_all(const fs::path& path, BytesView content) {
  const Descriptor file(open_file(path, O_WRONLY | O_CREAT | O_EXCL));
  if (!file.is_open()) return failed("create", path, errno);
  if (auto ok = write_to(file, path, content); !ok) return ok;
  if (::fsync(file.get()) != 0) return failed("sync", path, errno);
  return {};
}

static Status move_to(const fs::path& draft, const fs::path& place) {
  if (::rename(draft.c_str(), place.c_str()) != 0) return failed("make", place, errno);
  return sync_folder(parent_of(place));
}

Status write_file(const fs::path& path, BytesView content) {
  const fs::path draft = draft_beside(path);
  auto done = write_all(draft, content);
  if (done) done = move_to(draft, path);
  if (!done) ::unlink(draft.c_str());
  return done;
}

// Random bytes over the whole of an open file.
static Status overwrite(const Descriptor& file, const fs::path& path) {
  struct ::stat about{};
  if (::fstat(file.get(), &about) != 0) return failed("look at", path, errno);
  std::array<std::uint8_t, 4096> noise;
  for (::off_t at = 0; at < about.st_size;) {
    random_bytes(noise);
    const auto size = std::min<::off_t>(about.st_size - at, noise.size());
    const auto written = ::pwrite(file.get(), noise.data(), static_cast<std::size_t>(size), at);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed("overwrite", path, errno);
    at += written;
  }
  if (::fsync(file.get()) != 0) return failed("sync", path, errno);
  return {};
}

Status replace_secret(const fs::path& path, BytesView content) {
  const Descriptor old(open_file(path, O_WRONLY));
  if (!old.is_open()) return failed("open", path, errno);
  if (auto ok = write_file(path, content); !ok) return ok;
  return overwrite(old, path);
}

Status cut_file(const fs::path& path, std::uint64_t size) {
  const Descriptor file(open_file(path, O_WRONLY));
  if (!file.is_open()) return failed("open", path, errno);
  if (::ftruncate(file.get(), static_cast<::off_t>(size)) != 0) return failed("cut", path, errno);
  if (::fsync(file.get()) != 0) return failed("sync", path, errno);
  return {};
}

Status remove_secret(const fs::path& path) {
  {
    const Descriptor old(open_file(path, O_WRONLY));
    if (!old.is_open()) return failed("open", path, errno);
    if (auto ok = overwrite(old, path); !ok) return ok;
  }
  if (::unlink(path.c_str()) != 0) return failed("remove", path, errno);
  return sync_folder(parent_of(path));
}

// Hands the content of `path` over in pieces.
static Status read_pieces(const fs::path& path, std::size_t piece,
                          const std::function<Status(BytesView)>& take) {
  const Descriptor file(open_file(path, O_RDONLY));
  if (!file.is_open() && errno == ENOENT)
    return fail(Errc::not_found, fmt::format("there is no {}", path.string()),
                path.filename().string());
  if (!file.is_open()) return failed("open", path, errno);
  Bytes part(piece, '\0');
  for (;;) {
    const auto size = ::read(file.get(), part.data(), part.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return failed("read", path, errno);
    if (size == 0) return {};
    if (auto ok = take(BytesView(part).substr(0, static_cast<std::size_t>(size))); !ok) return ok;
  }
}

static constexpr std::size_t small_piece = 4096;
static constexpr std::size_t large_piece = std::size_t{1} << 20;

Result<Bytes> read_file(const fs::path& path, std::size_t limit) {
  Bytes out;
  const auto done = read_pieces(path, small_piece, [&](BytesView piece) -> Status {
    out += piece;
    if (out.size() <= limit) return {};
    return fail(Errc::too_large, fmt::format("{} has more than {} bytes", path.string(), limit),
                path.filename().string());
  });
  if (!done) return fail(done.error());
  return out;
}

Result<proof::Hash> hash_of_file(const fs::path& path) {
  proof::Sha256 hash;
  const auto done = read_pieces(path, large_piece, [&](BytesView piece) -> Status {
    hash.add(piece);
    return {};
  });
  if (!done) return fail(done.error());
  return hash.finish();
}

Result<proof::Hash> copy_synced(const fs::path& from, const fs::path& to) {
  const Descriptor copy(open_file(to, O_WRONLY | O_CREAT | O_EXCL));
  if (!copy.is_open()) return failed("create", to, errno);
  proof::Sha256 hash;
  const auto done = read_pieces(from, large_piece, [&](BytesView piece) {
    hash.add(piece);
    return write_to(copy, to, piece);
  });
  if (!done) return fail(done.error());
  if (::fsync(copy.get()) != 0) return failed("sync", to, errno);
  return hash.finish();
}

Status move_folder(const fs::path& from, const fs::path& to) {
  const auto state = folder_state(to);
  if (!state) return fail(state.error());
  if (*state == FolderState::filled)
    return fail(Errc::conflict, fmt::format("there is {} already", to.string()),
                to.filename().string());
  return move_to(from, to);
}

static Status fill_and_move(const fs::path& draft, const fs::path& folder,
                            const std::function<Status(const fs::path&)>& fill) {
  if (::mkdir(draft.c_str(), 0700) != 0) return failed("create", draft, errno);
  if (auto filled = fill(draft); !filled) return filled;
  if (auto synced = sync_folder(draft); !synced) return synced;
  return move_to(draft, folder);
}

static void remove_draft(const fs::path& draft, Contents contents) {
  std::error_code ignored;
  fs::recursive_directory_iterator entry(draft, ignored);
  for (; contents == Contents::secrets && entry != fs::end(entry); entry.increment(ignored)) {
    const Descriptor file(open_file(entry->path(), O_WRONLY | O_NOFOLLOW));
    if (file.is_open()) (void)overwrite(file, entry->path());
  }
  fs::remove_all(draft, ignored);
}

// If another process is at it just now, one of the two fails and says so.
void remove_drafts(const fs::path& folder, Contents contents) {
  const fs::path place = fs::absolute(folder).lexically_normal();
  const std::string start = place.filename().string() + ".draft-";
  std::error_code ignored;
  std::vector<fs::path> stale;
  for (const auto& entry : fs::directory_iterator(parent_of(place), ignored))
    if (entry.path().filename().string().starts_with(start)) stale.push_back(entry.path());
  for (const auto& path : stale) remove_draft(path, contents);
}

Status create_folder(const fs::path& folder, const std::function<Status(const fs::path&)>& fill,
                     Contents contents) {
  const fs::path place = fs::absolute(folder).lexically_normal();
  if (auto ok = make_folders(parent_of(place)); !ok) return ok;
  remove_drafts(place, contents);
  const fs::path draft = draft_beside(place);
  auto done = fill_and_move(draft, place, fill);
  if (!done) remove_draft(draft, contents);
  return done;
}

}  // namespace riskflow::eventstore
