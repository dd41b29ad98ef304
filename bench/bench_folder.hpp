#pragma once
// A folder for the data of a benchmark.  It must lie on a real disk, or nothing about durable
// appends is true: in RISKFLOW_BENCH_DIR when that is set, else in the machine's temporary folder.

#include <cstdlib>
#include <filesystem>
#include <string>

#include <unistd.h>

#include "domain/core/ensure.hpp"

namespace riskflow::bench {

// Made empty; gone with all that is in it.
class BenchFolder {
 public:
  BenchFolder() {
    const char* const wanted = std::getenv("RISKFLOW_BENCH_DIR");
    const auto parent =
        wanted != nullptr ? std::filesystem::path(wanted) : std::filesystem::temp_directory_path();
    std::string name = (parent / "riskflow-bench-XXXXXX").string();
    ensure(::mkdtemp(name.data()) != nullptr, "a folder for the benchmark can be made");
    path_ = name;
  }
  ~BenchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  BenchFolder(const BenchFolder&) = delete;
  BenchFolder& operator=(const BenchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace riskflow::bench
