#pragma once
// Keeps the root of the keys in escrow, in a folder that the configuration names: without it the
// backups of a lost disk open to nobody.  Beside it lies the list of erasures, so that whoever
// restores an older root forgets again who was erased since.
//
//   ESCROW/<origin of the log>/root-3.escrow   the root of generation 3, sealed; until its time
//   ESCROW/<origin of the log>/erasures        everybody who was erased, signed
//
// The root of the keys as they are stays there, and is put there anew before its time is over.  An
// erasure replaces it.  Those before stay until their time, at most so many days, and until then
// what they open can be read with an older backup: the certificate says so.  So do those of a log
// that this one goes on from, or that goes on from this one: whom this one erased is on no list of
// theirs.  The list only grows: whoever stands there was erased, or is due to be.
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
  // Errors: those of `renew`.
  Result<Instant> replace();

  // When the last root is gone that opens these keys, or those of a log they come from: what is on
  // record, what lies in the folder, whichever origin of this log put it there, and what the keys
  // were restored with.  Errors: corrupt, unavailable.
  Result<Instant> roots_gone() const;

  // Signs the list of erasures in escrow again, where there is one: the keys of the log changed.
  // Errors: those of `renew`.
  Status sign_list_again();

  // Everybody who was erased or is due to be, in the order of their erasure, signed.  Errors:
  // rejected (nothing is signed), corrupt, unavailable.
  Result<std::string> erasures() const;

  // Who stands on the list there, which this log signed, and is a person whose erasure it does not
  // know: this data folder is an older copy of itself.  Errors: corrupt, naming the list when no
  // key of this log has signed it; unavailable.  O(erasures).
  Result<std::vector<SubjectRef>> erased_and_not_known() const;

  // The highest of which this log has a root there; 0 when it has none.  Errors: corrupt,
  // unavailable.
  Result<std::uint64_t> newest_generation() const;

  // Sees that the root of the keys as they are is there, for half its time at least; the server
  // does each minute.  Does nothing where it is not on, or nothing is signed.  Errors: those of
  // `renew`.
  Status keep();

  // Opens what lies in escrow with the escrow key, as a restore would: until when the root of the
  // keys as they are is there, and that the list beside it is signed with all keys of the log and
  // names everybody; nothing when that root is not there.  Errors: corrupt, naming what does not
  // hold; unavailable; expired, when a root that was replaced is past its time and still there.
  Result<std::optional<Instant>> look() const;

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

  // Removes roots that are past their time; the server does each minute.  The newest of this log
  // stays, and the newest of each log that has nothing to do with it: without it nobody could read
  // its backups, and it opens nobody who was erased.  Errors: corrupt, unavailable.
  Status remove_expired();

  // Until when roots lie there of a log that this one goes on from, or that goes on from it;
  // nothing when there is none.  Errors: corrupt, unavailable.
  Result<std::optional<Instant>> kept_by_others() const;

  // What is on record: when the last root in escrow is gone, and of which generation the newest is.
  Result<domain::safekeeping::State> on_record() const;

 private:
  Result<eventstore::EscrowTerms> put(const domain::Actor& actor) const;
  Result<std::vector<eventstore::RootFile>> all_roots() const;
  Result<std::vector<eventstore::RootFile>> expired() const;
  bool is_of_another(const eventstore::RootFile& root) const;
  std::vector<proof::VerifierKey> keys_ever(const domain::safekeeping::State& known) const;
  Result<std::optional<eventstore::ErasureList>> listed() const;
  Result<eventstore::ErasureList> list_beyond(
      const std::optional<eventstore::ErasureList>& there) const;
  Result<std::optional<Instant>> kept_until() const;
  Status check_root(const std::filesystem::path& file) const;
  Status check_list() const;
  Status store_list() const;
  Status record(const domain::safekeeping::RecordEscrow& root, const domain::Actor& actor) const;
  std::filesystem::path folder() const;
  std::filesystem::path own_root() const;

  const RootEscrowParts parts_;
  std::mutex one_at_a_time_;
};

}  // namespace riskflow::runtime
