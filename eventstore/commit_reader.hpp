#pragma once
// Reads commits in order and trusts nothing: every record is checked, and a missing one is an
// error, never an end. Thread rule: one thread at a time.

#include "eventstore/commit_record.hpp"
#include "eventstore/log.hpp"
#include "eventstore/skeletons.hpp"
#include "eventstore/tables.hpp"

namespace riskflow::eventstore {

class CommitReader {
 public:
  // Reads from the commit that holds `from` up to `end`, which is durable and not before `from`.
  // It holds on to the files as they are now, so it should not live long without reading.
  CommitReader(const Tables& tables, Position from, Position end);

  // Reads the next commit into `into`, whose memory is used again.  false: the end.  Error:
  // corrupt, unavailable.
  Result<bool> next(Commit& into);

  // The skeleton of the commit read last; lives until the next.
  const Skeleton& skeleton() const { return scratch_; }

  // The position after the last commit read; `from` before the first.
  Position position() const { return position_; }

 private:
  Status find_first();
  Status advance();

  Position position_;
  Position end_;
  bool started_ = false;
  Scan skeletons_;
  Scan payloads_;
  Skeleton scratch_;
};

// Log::read_event for a position that is durable.
Status read_event(const Tables& tables, Skeletons& skeletons, Position position,
                  const EventVisitor& visit);

}  // namespace riskflow::eventstore
