#pragma once
// A log with its notary and its keys, a place for backups, and the words for making and restoring
// them.

#include "eventstore/backup.hpp"
#include "eventstore/escrow.hpp"
#include "eventstore/restore.hpp"
#include "eventstore/restore_keys.hpp"
#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

class SafeLog : public LogTest {
 protected:
  SafeLog();

  void append_some(std::uint64_t commits);

  std::filesystem::path data() const { return folder_ / "data"; }
  std::filesystem::path collection() const { return folder_ / "backups"; }
  std::filesystem::path restored() const { return folder_ / "restored"; }

  // Each a second after the last.
  Result<VerifiedBackup> back_up();
  VerifiedBackup must_back_up();

  // With a first event of a new log that says "continued".
  Result<Restored> restore(const std::filesystem::path& backup, GoingOn going_on,
                           std::optional<AsOf> as_of = {});
  Restored must_restore(const std::filesystem::path& backup, GoingOn going_on,
                        std::optional<AsOf> as_of = {});

  std::unique_ptr<Log> open_restored();
  static std::vector<std::string> everything_in(const Log& log);

  void close();  // log, notary and keys
  void open_parts();

  std::unique_ptr<Notary> notary_;
  std::unique_ptr<Keyring> keys_;
  std::int64_t second_ = 0;
};

// Changes one byte of a file.
void flip_byte(const std::filesystem::path& file, std::size_t at);

std::string text_in(const std::filesystem::path& file);

}  // namespace riskflow::eventstore
