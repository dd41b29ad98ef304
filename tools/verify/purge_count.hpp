#pragma once
// Whether what is missing in an export was taken by purges that the log has on record.
//
// A purged field leaves the hash of what stood there, and anybody can put that hash in the place of
// a field: it proves that nothing was changed, not that it may be gone.  That is what the log's own
// event says, which a purge ends with.

#include "eventstore/proof/export.hpp"

namespace riskflow::verify {

// Thread rule: one thread.
class PurgeCount {
 public:
  // The next event of an export, in order.
  void take(const proof::ExportedEvent& event);

  // Error: corrupt, when more is gone than the newest purge among the events says, or something
  // that came after what it went through.
  Status check() const;

 private:
  std::uint64_t gone_ = 0;       // fields
  Position gone_end_{};          // behind the last event that lacks one
  std::uint64_t on_record_ = 0;  // fields that were taken, by the newest purge and all before
  Position purged_end_{};        // what that purge went through
};

}  // namespace riskflow::verify
