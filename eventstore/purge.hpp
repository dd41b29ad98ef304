#pragma once
// Drops sealed pieces of payloads that are of no use any more.  A piece is replaced by its hash, in
// its record; then the files that hold older copies of the records are written anew.

#include "eventstore/log.hpp"
#include "eventstore/tables.hpp"

namespace riskflow::eventstore {

// A payload as a purge leaves it.
struct PurgedPayload {
  Bytes bytes;
  Bytes sizes;
  std::uint64_t gone = 0;  // sealed pieces, also those that were gone before
  bool is_changed = false;
  proof::Payload view() const { return {bytes, sizes}; }
};

// `payload` without the envelopes of which `may_go` says so.  Errors: corrupt, when it is not in
// pieces that can be purged; those of `may_go`.
Result<PurgedPayload> purged(const proof::Payload& payload, const MayGo& may_go);

// Log::purge for events that are durable.  Doing it again does the rest: what was replaced is known
// by its form.  Thread rule: one at a time.
Result<Purged> purge(Tables& tables, Position end, const MayGo& may_go);

}  // namespace riskflow::eventstore
