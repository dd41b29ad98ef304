#include "tools/sample/out_file.hpp"

#include <cerrno>
#include <system_error>

namespace riskflow::sample {

static Error write_fault(int error_number, const std::string& name) {
  return Error{
      Errc::unavailable,
      fmt::format("cannot write the file: {}", std::generic_category().message(error_number)),
      name,
      {}};
}

Result<OutFile> OutFile::create(const std::filesystem::path& path) {
  OutFile out;
  out.name_ = path.string();
  // "x": never write over what is there (C11).
  out.file_.reset(std::fopen(path.c_str(), "wxe"));
  if (!out.file_ && errno == EEXIST)
    return fail(Errc::conflict, "there is such a file already: choose an empty folder", out.name_);
  if (!out.file_) return fail(write_fault(errno, out.name_));
  std::setvbuf(out.file_.get(), nullptr, _IONBF, 0);
  return out;
}

void OutFile::flush() {
  if (good() && std::fwrite(buffer_.data(), 1, buffer_.size(), file_.get()) != buffer_.size())
    error_ = write_fault(errno, name_);
  buffer_.clear();
}

Status OutFile::close() {
  flush();
  if (std::fclose(file_.release()) != 0 && good()) error_ = write_fault(errno, name_);
  if (error_) return fail(*error_);
  return {};
}

}  // namespace riskflow::sample
