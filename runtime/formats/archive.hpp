#pragma once
// Zip archives (APPNOTE 6.3) in memory: the files that are wanted, with bounds against archives
// that unpack to more than there is room for.  Nothing is written to a disk, so no path of an
// archive can lead out of a folder.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/core/ids.hpp"
#include "domain/core/result.hpp"

namespace riskflow::formats {

// A file of an archive; slashes between the parts of its path.
struct PackedFile {
  std::string path;
  Bytes bytes;
};

// What unpacking keeps to.
struct UnpackLimits {
  std::size_t files_max = 20'000;                       // in the archive, wanted or not
  std::size_t file_bytes_max = std::size_t{16} << 20;   // of one wanted file, unpacked
  std::size_t total_bytes_max = std::size_t{64} << 20;  // of all wanted files, unpacked
};

// Whether the bytes begin as a zip archive does.
bool is_archive(BytesView bytes);

// The wanted files, in the order of the archive.
// Errors: invalid (no archive, damaged, encrypted), too_large; the target names the file.
Result<std::vector<PackedFile>> unpacked(BytesView archive,
                                         const std::function<bool(std::string_view)>& is_wanted,
                                         const UnpackLimits& limits = {});

// An archive of these files.  The same files give the same bytes: all are of 1980-01-01.
// Error: internal, when the archive cannot be made.
Result<Bytes> packed(const std::vector<PackedFile>& files);

}  // namespace riskflow::formats
