#pragma once
// Keeps the root of the keys in escrow, in a folder that the configuration names: without it the
// backups of a lost disk open to nobody.  Beside it lies the list of erasures, so that whoever
// restores an older root forgets again who was erased since.
//
//   ESCROW/<origin of the log>/root-3.escrow   the root of generation 3, sealed; until its time
//   ESCROW/<origin of the log>/erasures        everybody who was erased, signed
//
// An erasure replaces the root.  Those before stay until their time, at most so many days, and
// until then what they open can be read with an older backup: the certificate says so.
// Thread rule: any thread.

#include <filesystem>
#include <mutex>
#include <optional>
#include <vector>

#include "eventstore/escrow.hpp"
#include "eventstore/notary.hpp"
#include "runtime/core/bus.hpp"
#include "runtime/core/config.hpp"

namespace riskflow::runtime {

struct RootEscrowParts {
  const Config& config;
  const eventstore::Log& log;
  const eventstore::Keyring& keys;
  const eventstore::Notary* notary;  // none where nothing is signed
  Aggregates& aggregates;
  CommandBus& bus;
  Clock& clock;
};

class RootEscrow {
 public:
  explicit RootEscrow(const RootEscrowParts& parts) : parts_(parts) {}

  // Whether the configuration names a folder for it.
  bool is_on() const { return !parts_.config.escrow_folder.empty(); }

  // Puts the root as it is now in escrow and on record, and the list of erasures beside it.
  // Durable.  Errors: invalid (no folder or no key is configured), unavailable, corrupt, those of
  // the commit.
  Result<eventstore::EscrowTerms> renew(const domain::Actor& actor);

  // After an erasure: the same, where it is on, and answers when the last root from before is gone.
  // That is what is on record, what lies in the folder, whichever origin of this log put it there,
  // and what the keys were restored with.  Errors: those of `renew`.
  Result<Instant> replace();

  // Everybody who was erased or is due to be, in the order of their erasure, signed.  Errors:
  // rejected (nothing is signed), corrupt, unavailable.
  Result<std::string> erasures() const;

  // At a start: where a root counts that is on record but no more there, as in a log that goes on
  // from a backup of another, puts the root as it is now in its place.  Errors: those of `renew`.
  Status put_back();

  // What lies in the folder of this log, whatever is on record.
  struct Kept {
    std::optional<Instant> until;            // of the root of the keys as they are; none: not there
    std::vector<std::filesystem::path> old;  // past their time, and not removed
  };
  // Error: unavailable.
  Result<Kept> kept() const;

  // Everybody whose erasure was approved, in the order of their erasure, first who is certified.
  // Errors: corrupt, unavailable.  O(erasures).
  struct Gone {
    std::vector<SubjectRef> people;
    std::size_t certified = 0;
  };
  Result<Gone> everybody_gone() const;

  // Puts on record until when the roots live that open the log these keys were restored from, so
  // that whoever restores this log again knows it too.  Errors: those of the commit.
  Status record_restored();

  // Removes roots that are past their time; the server does each minute.  Error: unavailable.
  Status remove_expired();

  // What is on record: when the last root in escrow is gone, and of which generation the newest is.
  Result<domain::safekeeping::State> on_record() const;

 private:
  Result<eventstore::EscrowTerms> put(const domain::Actor& actor) const;
  Result<Instant> last_before() const;
  Status record(const domain::safekeeping::RecordEscrow& root, const domain::Actor& actor) const;
  std::filesystem::path folder() const;

  const RootEscrowParts parts_;
  std::mutex one_at_a_time_;
};

}  // namespace riskflow::runtime
