#include "runtime/core/token_file.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace riskflow::runtime {

Status write_token_file(const std::string& path, std::string_view token) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    if (errno == EEXIST) return {};
    return fail(
        Errc::unavailable,
        fmt::format("cannot write the token file: {}", std::generic_category().message(errno)),
        path);
  }
  const std::string line = std::string(token) + "\n";
  const bool written = ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  const bool synced = ::fsync(file) == 0;
  ::close(file);
  if (!written || !synced) return fail(Errc::unavailable, "cannot write the token file", path);
  return {};
}

}  // namespace riskflow::runtime
