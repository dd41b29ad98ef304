#include "runtime/backups.hpp"

namespace riskflow::runtime {

namespace fs = std::filesystem;

// Links and dots resolved, so that no path leads out by them.
static bool lies_in(const fs::path& path, const fs::path& folder) {
  std::error_code error;
  const auto whole = fs::weakly_canonical(path, error);
  if (error) return false;
  const auto root = fs::weakly_canonical(folder, error);
  if (error) return false;
  const auto way = whole.lexically_relative(root);
  return !way.empty() && *way.begin() != "..";
}

Result<fs::path> Backups::collection(Asker asker, const std::optional<std::string>& to) const {
  const fs::path allowed = config_.backup_folder;
  if (asker == Asker::person && to) return fs::absolute(*to);
  if (allowed.empty())
    return fail(Errc::invalid,
                "nobody said where backups may go: set backup_folder, best on another disk, in "
                "riskflow.toml",
                "backup_folder");
  if (!to) return allowed;
  const auto wanted = allowed / *to;  // an absolute path stays what it is
  if (!lies_in(wanted, allowed))
    return fail(Errc::invalid,
                "backups go into " + allowed.string() +
                    ", the backup_folder of riskflow.toml, or a folder within",
                "to");
  return wanted;
}

Result<eventstore::VerifiedBackup> Backups::make(const fs::path& collection,
                                                 const RequestContext& context) {
  const std::scoped_lock lock(one_at_a_time_);
  const domain::safekeeping::BeginBackup command{to_number(source_.log.head())};
  if (const auto receipt = bus_.execute(command, context); !receipt) return fail(receipt.error());
  return eventstore::make_backup(source_, collection, clock_.now());
}

}  // namespace riskflow::runtime
