#pragma once
// A folder for readers that take no bytes but files: there for as long as the program runs.
// Thread rule: one thread.

#include <filesystem>

#include "domain/core/ids.hpp"

namespace riskflow::fuzz {

class Folder {
 public:
  // Named after the process and `purpose`.
  explicit Folder(std::string_view purpose);
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  // The file `name` with this content; what was there before is gone.
  std::filesystem::path put(std::string_view name, BytesView content) const;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace riskflow::fuzz
