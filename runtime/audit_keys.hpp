#pragma once
// The keys that sign the log, in their files and on record: whoever verifies the log with the old
// key learns from it which one follows.

#include <functional>
#include <mutex>

#include "eventstore/notary.hpp"
#include "runtime/core/bus.hpp"

namespace riskflow::runtime {

// Thread rule: any thread; one change at a time.
class AuditKeys {
 public:
  // `sign_again`: what else is signed with these keys, and read by whoever knows the newest only.
  AuditKeys(eventstore::Notary& notary, Aggregates& aggregates, CommandBus& bus, Clock& clock,
            std::function<Status()> sign_again)
      : notary_(notary),
        aggregates_(aggregates),
        bus_(bus),
        clock_(clock),
        sign_again_(std::move(sign_again)) {}

  // Those that sign, those that did, and those that were lost; each the newest first.
  struct Known {
    std::vector<proof::VerifierKey> signing;
    std::vector<proof::VerifierKey> retired;
    std::vector<proof::VerifierKey> lost;
  };
  Result<Known> known() const;

  // Adds a key, and answers when it signs and is on record.  Errors: conflict (two sign already),
  // those of the commit; then the next call, or the next start, puts it on record.
  Result<proof::VerifierKey> add(const RequestContext& context);

  // Retires a key: on record first, so that nothing it signs later is believed.  Errors: not_found,
  // conflict (it is the only one), those of the commit.
  Status retire(proof::KeyId key, const RequestContext& context);

  // Holds the keys in their files against what is on record.  Error: corrupt, when they are older:
  // one was retired, or one that was added is missing.
  Status check() const;

  // Does the rest of what was begun when a process ended, on behalf of riskflow itself: puts keys
  // on record that are not, also that the log begins anew with one, and has `audit.pub` say what
  // signs.  Errors: those of `check` and of the commit.
  Status settle();

 private:
  Result<domain::safekeeping::State> on_record() const;
  Status settle_all();
  Status record_new_begin(const proof::VerifierKey& key);
  Status retire_file(proof::KeyId key);

  eventstore::Notary& notary_;
  Aggregates& aggregates_;
  CommandBus& bus_;
  Clock& clock_;
  const std::function<Status()> sign_again_;
  std::mutex one_at_a_time_;
};

}  // namespace riskflow::runtime
