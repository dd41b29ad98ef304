#pragma once
// The states that decisions are taken on: streams folded, the ones in use kept in an LRU by
// version. A stale entry costs a conflict, never a wrong answer: the store checks every version
// again.

#include <array>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "domain/decision.hpp"
#include "eventstore/log.hpp"

namespace riskflow::runtime {

// The last requests that wrote to a stream, with the answer each got: how a repeat is recognised
// after a reload.
class RecentRequests {
 public:
  void add(const RequestId& request, const eventstore::Receipt& receipt);
  std::optional<eventstore::Receipt> find(const RequestId& request) const;

 private:
  static constexpr std::size_t kept = 4;
  std::vector<std::pair<RequestId, eventstore::Receipt>> ring_;
  std::size_t next_ = 0;
};

// One stream, folded.
struct Folded {
  domain::AnyState state;
  Version version{};
  RecentRequests requests;
};

// Thread rule: any thread.  `log` outlives it.
class Aggregates {
 public:
  // `capacity`: streams kept, all kinds together.
  Aggregates(const eventstore::Log& log, std::size_t capacity);

  // The stream as it is now; from the cache when it is there.  Errors: corrupt.
  Result<std::shared_ptr<const Folded>> load(const StreamId& stream);

  // Whether streams of this kind are kept: an alert is decided upon once or twice in its life.
  static bool keeps(const StreamId& stream);

  // Takes events that were just appended into the cached state, when it stands at `before`.
  void advance(const StreamId& stream, Version before, std::span<const domain::AnyEvent> events,
               const RequestId& request, const eventstore::Receipt& receipt);

  // Forgets a stream, so that the next load reads the log.
  void forget(const StreamId& stream);

 private:
  struct Kept {
    StreamId stream;
    std::shared_ptr<const Folded> folded;
  };
  // One lock for each of a few shards: imports and requests load side by side.
  struct Shard {
    std::mutex mutex;
    std::list<Kept> recent;  // most recently used first
    std::unordered_map<StreamId, std::list<Kept>::iterator> places;
  };
  Shard& shard_of(const StreamId& stream);
  Status keep(const StreamId& stream, const std::shared_ptr<const Folded>& folded);

  const eventstore::Log& log_;
  std::size_t shard_capacity_;
  std::array<Shard, 16> shards_;
};

// Folds a stream from the log into `folded`, from the version it stands at.
Status fold_from_log(const eventstore::Log& log, const StreamId& stream, Folded& folded);

}  // namespace riskflow::runtime
