#include "runtime/core/aggregates.hpp"

#include "domain/codec/codec.hpp"

namespace riskflow::runtime {

using eventstore::Receipt;

void RecentRequests::add(const RequestId& request, const Receipt& receipt) {
  if (find(request)) return;
  if (ring_.size() < kept) {
    ring_.emplace_back(request, receipt);
  } else {
    ring_[next_] = {request, receipt};
    next_ = (next_ + 1) % kept;
  }
}

std::optional<Receipt> RecentRequests::find(const RequestId& request) const {
  for (const auto& [id, receipt] : ring_)
    if (id == request) return receipt;
  return {};
}

Status fold_from_log(const eventstore::Log& log, const StreamId& stream, Folded& folded) {
  Status status;
  const auto read = log.read_stream(
      stream, folded.version,
      [&](const eventstore::CommitHeader& header, const eventstore::StoredEvent& event) {
        const auto decoded = codec::decode(event.type, event.schema, event.payload, event.position);
        if (!decoded) {
          status = fail(decoded.error());
          return eventstore::Reading::enough;
        }
        domain::evolve(folded.state, *decoded);
        folded.version = event.version;
        folded.requests.add(header.request, {header.first, header.events, header.recorded,
                                             eventstore::Outcome::repeated});
        return eventstore::Reading::more;
      });
  if (!read) return fail(read.error());
  return status;
}

Aggregates::Aggregates(const eventstore::Log& log, std::size_t capacity)
    : log_(log), shard_capacity_(std::max<std::size_t>(1, capacity / 16)) {}

Aggregates::Shard& Aggregates::shard_of(const StreamId& stream) {
  return shards_[std::hash<StreamId>{}(stream) % shards_.size()];
}

bool Aggregates::keeps(const StreamId& stream) {
  const auto kind = kind_of(stream);
  return kind != "alert" && kind != "pseudonym";
}

Result<std::shared_ptr<const Folded>> Aggregates::load(const StreamId& stream) {
  {
    auto& shard = shard_of(stream);
    const std::scoped_lock lock(shard.mutex);
    if (const auto found = shard.places.find(stream); found != shard.places.end()) {
      shard.recent.splice(shard.recent.begin(), shard.recent, found->second);
      return found->second->folded;
    }
  }
  auto folded = std::make_shared<Folded>(Folded{domain::initial_state(stream), Version{}, {}});
  // A stream that is not there needs no reading; its version is asked for again when the frame is
  // judged, and is warm then.
  const auto version = log_.version_of(stream);
  if (!version) return fail(version.error());
  if (*version == Version{} && !keeps(stream)) return folded;
  if (auto ok = fold_from_log(log_, stream, *folded); !ok) return fail(ok.error());
  if (!keeps(stream)) return folded;
  if (auto ok = keep(stream, folded); !ok) return fail(ok.error());
  return folded;
}

// A commit that came after the stream was read is seen here, or finds the entry and advances it:
// what is kept is never behind for good.
Status Aggregates::keep(const StreamId& stream, const std::shared_ptr<const Folded>& folded) {
  auto& shard = shard_of(stream);
  const std::scoped_lock lock(shard.mutex);
  const auto version = log_.version_of(stream);
  if (!version) return fail(version.error());
  if (*version != folded->version) return {};
  if (const auto found = shard.places.find(stream); found != shard.places.end()) {
    auto& kept = found->second->folded;
    if (kept->version < folded->version) kept = folded;
    return {};
  }
  shard.recent.push_front({stream, folded});
  shard.places[stream] = shard.recent.begin();
  if (shard.recent.size() <= shard_capacity_) return {};
  shard.places.erase(shard.recent.back().stream);
  shard.recent.pop_back();
  return {};
}

void Aggregates::advance(const StreamId& stream, Version before,
                         std::span<const domain::AnyEvent> events, const RequestId& request,
                         const Receipt& receipt) {
  auto& shard = shard_of(stream);
  const std::scoped_lock lock(shard.mutex);
  const auto found = shard.places.find(stream);
  if (found == shard.places.end()) return;
  auto& kept = found->second->folded;
  if (kept->version != before) {  // somebody else's change came between: the log knows
    if (kept->version < before + events.size()) {
      shard.recent.erase(found->second);
      shard.places.erase(found);
    }
    return;
  }
  // Whoever looks at the old one goes on seeing what they were given.
  auto next = std::make_shared<Folded>(*kept);
  for (const auto& event : events) domain::evolve(next->state, event);
  next->version = before + events.size();
  next->requests.add(
      request, {receipt.first, receipt.events, receipt.recorded, eventstore::Outcome::repeated});
  kept = std::move(next);
}

void Aggregates::forget(const StreamId& stream) {
  auto& shard = shard_of(stream);
  const std::scoped_lock lock(shard.mutex);
  if (const auto found = shard.places.find(stream); found != shard.places.end()) {
    shard.recent.erase(found->second);
    shard.places.erase(found);
  }
}

}  // namespace riskflow::runtime
