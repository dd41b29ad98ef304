#pragma once
// Drops what is sealed about erased people from the log: the bytes that nobody can read any more go
// from the disk.  It keeps nothing of its own: what was begun stands in the log, and the next one
// goes on with it.

#include "runtime/core/lens.hpp"

namespace riskflow::runtime {

// What a purge has done.
struct PurgeReport {
  Position until{};  // it has looked at the events before
  eventstore::Purged purged;
  std::uint64_t held = 0;  // fields that stay, since they are also about somebody under a hold
};

// Thread rule: any thread; one purge at a time.
class Purges {
 public:
  Purges(eventstore::Log& log, const LensParts& parts) : log_(log), parts_(parts) {}

  // Purges the events there are now, or goes on with a purge that was begun, on behalf of the
  // actor of `context`; answers when that is on record.  Errors: forbidden; those of the log; then
  // it is still begun.  Cost: a replay, and writing the payloads anew.
  Result<PurgeReport> carry_out(const RequestContext& context);

  // What the log says of purges: one that was begun, and how many fields are gone.
  Result<domain::erasure::Register> known() const;

 private:
  eventstore::Log& log_;
  const LensParts& parts_;
  std::mutex one_at_a_time_;
};

}  // namespace riskflow::runtime
