#include "tests/fuzz/folder.hpp"

#include <fstream>

#include <fmt/format.h>
#include <unistd.h>

namespace riskflow::fuzz {

namespace fs = std::filesystem;

Folder::Folder(std::string_view purpose)
    : path_(fs::temp_directory_path() / fmt::format("riskflow-fuzz-{}-{}", purpose, ::getpid())) {
  fs::create_directories(path_);
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path Folder::put(std::string_view name, BytesView content) const {
  auto path = path_ / name;
  fs::remove(path);  // ext4 flushes a file that is cut to nothing and written again
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

}  // namespace riskflow::fuzz
