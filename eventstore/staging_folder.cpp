#include "eventstore/staging_folder.hpp"

#include <cerrno>
#include <system_error>

#include <fmt/format.h>
#include <sys/stat.h>

namespace riskflow::eventstore {

namespace fs = std::filesystem;

StagingFolder::StagingFolder(const fs::path& log)
    : folder_(log.lexically_normal().string() + ".staged") {}

// What stays is removed when the log is opened next.
StagingFolder::~StagingFolder() { (void)remove(); }

static std::unexpected<Error> failed(std::string_view doing, const fs::path& folder,
                                     const std::error_code& error) {
  return fail(Errc::unavailable,
              fmt::format("cannot {} {}: {}", doing, folder.string(), error.message()), "log");
}

Status StagingFolder::make() const {
  if (auto ok = remove(); !ok) return ok;
  if (::mkdir(folder_.c_str(), 0700) == 0) return {};
  return failed("create", folder_, {errno, std::generic_category()});
}

Status StagingFolder::remove() const {
  std::error_code error;
  fs::remove_all(folder_, error);
  return error ? failed("remove", folder_, error) : Status{};
}

}  // namespace riskflow::eventstore
