#pragma once
// Whether what is missing in an export was taken by purges that the log has on record.
//
// A purged field leaves the hash of what stood there, and anybody can put that hash in the place of
// a field: it proves that nothing was changed, not that it may be gone.  That is what the log's own
// event says, which a purge ends with.  It stands in the export, or an export of a part that ends
// before it carries it in its first line.

#include "eventstore/proof/export.hpp"

namespace riskflow::verify {

// Thread rule: one thread.
class PurgeCount {
 public:
  // The event that the first line carries, if it does; before any other.  Error: corrupt, when it
  // is not what a purge ends with.
  Status take_carried(const proof::ExportedEvent* event);

  // The next event of an export, in order.
  void take(const proof::ExportedEvent& event);

  // Error: corrupt, when more is gone than the newest purge of all that were taken says, or
  // something that came after what it went through.
  Status check() const;

 private:
  void take_record(const proof::ExportedEvent& event);

  std::uint64_t gone_ = 0;       // fields
  Position gone_end_{};          // behind the last event that lacks one
  Position recorded_{};          // where the newest purge stands
  std::uint64_t on_record_ = 0;  // fields that were taken, by the newest purge and all before
  Position purged_end_{};        // what that purge went through
};

}  // namespace riskflow::verify
