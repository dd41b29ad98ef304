#include "runtime/formats/archive.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <zip.h>

namespace riskflow::formats {

namespace {

struct Discarding {
  void operator()(zip_t* archive) const { zip_discard(archive); }
  void operator()(zip_file_t* file) const { zip_fclose(file); }
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
using OpenArchive = std::unique_ptr<zip_t, Discarding>;
using OpenFile = std::unique_ptr<zip_file_t, Discarding>;
using Source = std::unique_ptr<zip_source_t, Discarding>;

}  // namespace

bool is_archive(BytesView bytes) { return bytes.starts_with("PK\x03\x04"); }

static std::unexpected<Error> damaged(std::string_view why, std::string file = "archive") {
  return fail(Errc::invalid, fmt::format("the zip archive cannot be read: {}", why),
              std::move(file));
}

static std::string reason_of(zip_error_t& error) {
  std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  return reason;
}

// How many files the end of the archive says that it has; libzip takes room for them when it opens
// it.  An archive of the 64-bit form says 65535 there.
static std::size_t files_said(BytesView archive) {
  static constexpr std::string_view mark = "PK\x05\x06";
  const auto at = archive.rfind(mark);
  if (at == BytesView::npos || archive.size() - at < 22) return 0;
  const auto byte = [&](std::size_t i) {
    return std::size_t{static_cast<unsigned char>(archive[at + i])};
  };
  return byte(10) | byte(11) << 8;
}

static Result<OpenArchive> opened(BytesView bytes, const UnpackLimits& limits) {
  if (!is_archive(bytes)) return damaged("it does not begin as one");
  const auto said = files_said(bytes);
  if (said > limits.files_max)
    return fail(Errc::too_large,
                fmt::format("the archive has {} files; at most {} are read: export fewer at once",
                            said, limits.files_max),
                "archive");
  zip_error_t error;
  zip_error_init(&error);
  Source source(zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error));
  if (source == nullptr) return damaged(reason_of(error));
  OpenArchive archive(zip_open_from_source(source.get(), ZIP_RDONLY, &error));
  if (archive == nullptr) return damaged(reason_of(error));
  static_cast<void>(source.release());  // the archive has it now
  return archive;
}

// Unpacks piece by piece: what an archive says of a file's size need not be so.
static Result<Bytes> read_file(zip_t& archive, zip_uint64_t index, const std::string& path,
                               std::size_t room) {
  const OpenFile file(zip_fopen_index(&archive, index, 0));
  if (file == nullptr)
    return damaged(fmt::format("{}: {}", path, zip_error_strerror(zip_get_error(&archive))), path);
  Bytes bytes;
  char piece[16 * 1024];
  for (;;) {
    const auto read = zip_fread(file.get(), piece, sizeof piece);
    if (read < 0)
      return damaged(
          fmt::format("{}: {}", path, zip_error_strerror(zip_file_get_error(file.get()))), path);
    if (read == 0) return bytes;
    bytes.append(piece, static_cast<std::size_t>(read));
    if (bytes.size() > room)
      return fail(
          Errc::too_large,
          fmt::format("{} unpacks to more than {} bytes: export fewer flows at once", path, room),
          path);
  }
}

Result<std::vector<PackedFile>> unpacked(BytesView archive,
                                         const std::function<bool(std::string_view)>& is_wanted,
                                         const UnpackLimits& limits) {
  const auto open = opened(archive, limits);
  if (!open) return fail(open.error());
  std::vector<PackedFile> files;
  auto room = limits.total_bytes_max;
  const auto count = zip_get_num_entries(open->get(), 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    const auto index = static_cast<zip_uint64_t>(i);
    const auto* const name = zip_get_name(open->get(), index, ZIP_FL_ENC_GUESS);
    if (name == nullptr) continue;
    std::string path = name;
    std::ranges::replace(path, '\\', '/');  // as some programs on Windows write it
    if (!is_wanted(path)) continue;
    auto bytes = read_file(**open, index, path, std::min(room, limits.file_bytes_max));
    if (!bytes) return fail(bytes.error());
    room -= bytes->size();
    files.push_back({std::move(path), *std::move(bytes)});
  }
  return files;
}

// ---- writing ----

static Status add(zip_t& archive, const PackedFile& file) {
  auto* const source = zip_source_buffer(&archive, file.bytes.data(), file.bytes.size(), 0);
  const auto index = zip_file_add(&archive, file.path.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(source);
    return fail(Errc::internal, zip_error_strerror(zip_get_error(&archive)), file.path);
  }
  // 1980-01-01 00:00:00 in the form of DOS.
  zip_file_set_dostime(&archive, static_cast<zip_uint64_t>(index), 0, 1 << 5 | 1, 0);
  return {};
}

static Result<Bytes> content_of(zip_source_t& source) {
  if (zip_source_open(&source) < 0)
    return fail(Errc::internal, zip_error_strerror(zip_source_error(&source)), "archive");
  Bytes bytes;
  char piece[16 * 1024];
  for (;;) {
    const auto read = zip_source_read(&source, piece, sizeof piece);
    if (read <= 0) break;
    bytes.append(piece, static_cast<std::size_t>(read));
  }
  zip_source_close(&source);
  return bytes;
}

Result<Bytes> packed(const std::vector<PackedFile>& files) {
  zip_error_t error;
  zip_error_init(&error);
  const Source source(zip_source_buffer_create(nullptr, 0, 0, &error));
  if (source == nullptr) return fail(Errc::internal, reason_of(error), "archive");
  zip_source_keep(source.get());  // to read what was written when the archive is closed
  OpenArchive archive(zip_open_from_source(source.get(), ZIP_TRUNCATE, &error));
  if (archive == nullptr) {
    zip_source_free(source.get());
    return fail(Errc::internal, reason_of(error), "archive");
  }
  for (const auto& file : files)
    if (auto ok = add(*archive, file); !ok) return fail(ok.error());
  if (zip_close(archive.get()) < 0)
    return fail(Errc::internal, zip_error_strerror(zip_get_error(archive.get())), "archive");
  static_cast<void>(archive.release());
  return content_of(*source);
}

}  // namespace riskflow::formats
