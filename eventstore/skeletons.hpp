#pragma once
// Skeletons that were read lately, checked and taken apart once: reading single events and short
// streams meets the same commits again and again, and a skeleton never changes.
// Thread rule: any thread.

#include <list>
#include <map>
#include <memory>
#include <mutex>

#include "eventstore/skeleton.hpp"
#include "eventstore/tables.hpp"

namespace riskflow::eventstore {

// A skeleton with the record that it views into.
struct HeldSkeleton {
  Bytes record;
  Skeleton skeleton;
};

class Skeletons {
 public:
  // Holds about `bytes_max` of memory.  `tables` outlives it.
  Skeletons(const Tables& tables, std::size_t bytes_max) : tables_(tables), bytes_max_(bytes_max) {}

  // The skeleton of the commit that holds `position`, which is durable.  Errors: corrupt,
  // unavailable.  Cost: O(log n) of those held, else a seek and the whole record.
  Result<std::shared_ptr<const HeldSkeleton>> at(Position position);

  // The position after the last commit recorded at or before `at`, of those before `head`.  O(log
  // n) skeletons.
  Result<Position> end_at(Instant at, Position head);

 private:
  using Held = std::shared_ptr<const HeldSkeleton>;

  Held find(Position position);
  void keep(const Held& held);
  Result<Held> read(Position position) const;

  const Tables& tables_;
  const std::size_t bytes_max_;
  std::mutex mutex_;
  std::size_t bytes_ = 0;
  std::list<Held> recent_;                                // the freshest first
  std::map<Position, std::list<Held>::iterator> places_;  // by the first position
};

}  // namespace riskflow::eventstore
