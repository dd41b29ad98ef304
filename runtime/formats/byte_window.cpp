#include "runtime/formats/byte_window.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fmt/format.h>

#include "domain/core/ensure.hpp"

namespace riskflow::formats {

static std::unexpected<Error> file_fault(Errc code, int error_number, const std::string& name) {
  return fail(
      code, fmt::format("cannot read the file: {}", std::generic_category().message(error_number)),
      name);
}

// Unavailable is what another attempt may find mended: not a wrong name.
static std::unexpected<Error> opening_fault(int error_number, const std::string& name) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR: return file_fault(Errc::not_found, error_number, name);
    case EACCES:
    case EISDIR: return file_fault(Errc::invalid, error_number, name);
    default: return file_fault(Errc::unavailable, error_number, name);
  }
}

Result<ByteWindow> ByteWindow::open(const std::filesystem::path& path, std::size_t chunk_bytes) {
  ensure(chunk_bytes > 0, "a chunk has at least one byte");
  ByteWindow window;
  window.name_ = path.string();
  std::error_code ec;
  if (std::filesystem::is_directory(path, ec)) return opening_fault(EISDIR, window.name_);
  window.file_.reset(std::fopen(path.c_str(), "rbe"));
  if (!window.file_) return opening_fault(errno, window.name_);
  // The window is the buffer; a second one inside FILE would only copy.
  std::setvbuf(window.file_.get(), nullptr, _IONBF, 0);
  if (std::filesystem::is_regular_file(path, ec)) {
    const auto size = std::filesystem::file_size(path, ec);
    if (!ec) window.size_ = size;
  }
  window.chunk_bytes_ = chunk_bytes;
  return window;
}

void ByteWindow::drop(std::size_t count) {
  ensure(count <= end_ - begin_, "only unread bytes are dropped");
  begin_ += count;
  offset_ += count;
}

Result<bool> ByteWindow::more() {
  if (buffer_.size() - end_ < chunk_bytes_) {
    if (begin_ > 0) std::ranges::copy(unread(), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
    // Doubling keeps tiny chunks from moving the bytes at every read.
    if (buffer_.size() < end_ * 2 + chunk_bytes_) buffer_.resize(end_ * 2 + chunk_bytes_);
  }
  const auto count = std::fread(buffer_.data() + end_, 1, chunk_bytes_, file_.get());
  if (count == 0 && std::ferror(file_.get())) return file_fault(Errc::unavailable, errno, name_);
  end_ += count;
  return count > 0;
}

}  // namespace riskflow::formats
