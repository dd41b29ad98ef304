#pragma once
// The files of a backup and their hashes, in the lines of sha256sum.  Thread rule: one owner.

#include <filesystem>
#include <map>
#include <string>

#include "eventstore/proof/hash.hpp"

namespace riskflow::eventstore {

inline constexpr std::string_view sums_file = "SHA256SUMS";

class BackupFiles {
 public:
  // As SHA256SUMS of `folder` lists them.  Errors: not_found, corrupt.
  static Result<BackupFiles> read(const std::filesystem::path& folder);
  // As the lines of sha256sum list them, each once.  Error: corrupt.
  static Result<BackupFiles> from_text(std::string_view text);
  // Those that lie in `folder`; whose hash is `known` is not read.  Error: unavailable.
  static Result<BackupFiles> hash(const std::filesystem::path& folder,
                                  const BackupFiles& known = {});

  Status write(const std::filesystem::path& folder) const;
  Bytes to_text() const;

  // `path`: within the backup, with slashes.
  void add(const std::string& path, const proof::Hash& hash) { sums_[path] = hash; }
  bool has(const std::string& path, const proof::Hash& hash) const;

  // Status: corrupt, naming a file that differs from `now`, is missing there, or is not listed.
  Status compare(const BackupFiles& now) const;

 private:
  std::map<std::string, proof::Hash> sums_;
};

}  // namespace riskflow::eventstore
