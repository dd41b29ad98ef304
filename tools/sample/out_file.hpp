#pragma once
// A new file that is written front to back through a buffer of a mebibyte.

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "domain/core/result.hpp"

namespace riskflow::sample {

class OutFile {
 public:
  // Errors: conflict when there is such a file already, unavailable when it cannot be made.
  static Result<OutFile> create(const std::filesystem::path& path);

  template <class... Args>
  void print(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(buffer_), format, std::forward<Args>(args)...);
    if (buffer_.size() >= buffered_bytes_max) flush();
  }

  // False once a write failed: nothing more is written.
  bool good() const { return !error_; }

  // Writes what is buffered and closes.  Error: unavailable, of the first write that failed.
  Status close();

 private:
  static constexpr std::size_t buffered_bytes_max = std::size_t{1} << 20;

  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  OutFile() = default;
  void flush();

  std::unique_ptr<std::FILE, Closer> file_;
  std::string name_;
  fmt::memory_buffer buffer_;
  std::optional<Error> error_;
};

}  // namespace riskflow::sample
