#pragma once
// Drops sealed pieces of payloads that are of no use any more.  A piece is replaced by its hash, in
// its record; then the files that hold older copies of the records are written anew.

#include "eventstore/log.hpp"
#include "eventstore/tables.hpp"

namespace riskflow::eventstore {

// Log::purge for events that are durable.  Doing it again does the rest: what was replaced is known
// by its form.  Thread rule: one at a time.
Result<Purged> purge(Tables& tables, Position end, const MayGo& may_go);

}  // namespace riskflow::eventstore
