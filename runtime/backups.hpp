#pragma once
// Backups of the running log, where the configuration allows them, each put on record before it is
// made.
// Thread rule: any thread; one backup at a time.

#include <mutex>

#include "eventstore/backup.hpp"
#include "runtime/core/bus.hpp"
#include "runtime/core/config.hpp"

namespace riskflow::runtime {

// Who asks for one.  A process that works on a closed folder has no more rights than the person who
// runs it; a server writes only where its configuration lets it.
enum class Asker : std::uint8_t { server, person };

class Backups {
 public:
  Backups(const Config& config, eventstore::BackupSource source, CommandBus& bus, Clock& clock)
      : config_(config), source_(source), bus_(bus), clock_(clock) {}

  // Where backups go: `to` within the folder that is configured, or that folder.  Error: invalid.
  Result<std::filesystem::path> collection(Asker asker, const std::optional<std::string>& to) const;

  // Makes one there, verified when it returns.  Errors: those of the commit and of make_backup.
  Result<eventstore::VerifiedBackup> make(const std::filesystem::path& collection,
                                          const RequestContext& context);

 private:
  const Config& config_;
  const eventstore::BackupSource source_;
  CommandBus& bus_;
  Clock& clock_;
  std::mutex one_at_a_time_;
};

}  // namespace riskflow::runtime
