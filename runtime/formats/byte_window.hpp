#pragma once
// A window that slides over a file: the bytes from the first one still needed to the last one read.
// Grows only as far as its user keeps bytes.  One thread.

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/core/ids.hpp"
#include "domain/core/result.hpp"

namespace riskflow::formats {

class ByteWindow {
 public:
  // Errors: not_found, invalid (no permission, a directory), unavailable.  `chunk_bytes` is what
  // one read asks for; at least 1.
  static Result<ByteWindow> open(const std::filesystem::path& path, std::size_t chunk_bytes);

  // Bytes read and not dropped.  Valid until the next `more`.
  BytesView unread() const { return {buffer_.data() + begin_, end_ - begin_}; }

  // Forgets the first `count` unread bytes; views of the others stay valid.
  void drop(std::size_t count);

  // Reads a chunk behind the unread bytes; false at the end of the file.  Errors: unavailable.
  Result<bool> more();

  // Where in the file the first unread byte is.
  std::uint64_t offset() const { return offset_; }

  // The size of the file when it was opened; nothing for a pipe.
  std::optional<std::uint64_t> size() const { return size_; }

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  ByteWindow() = default;

  std::unique_ptr<std::FILE, Closer> file_;
  std::string name_;
  std::optional<std::uint64_t> size_;
  std::size_t chunk_bytes_ = 0;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // buffer_[begin_, end_) is unread
  std::size_t end_ = 0;
  std::uint64_t offset_ = 0;
};

}  // namespace riskflow::formats
