#include "projections/fold.hpp"

#include <algorithm>

#include "domain/codec/codec.hpp"
#include "projections/all.hpp"
#include "projections/layout.hpp"

namespace riskflow::projections {

Result<Happened> decode(const eventstore::Commit& commit) {
  Happened out{commit.header, {}};
  out.events.reserve(commit.events.size());
  for (const auto& stored : commit.events) {
    auto event = codec::decode(stored.type, stored.schema, stored.payload, stored.position);
    if (!event) return fail(event.error());
    out.events.push_back(
        {stored.position, {std::string(stored.stream)}, stored.version, std::move(*event)});
  }
  return out;
}

static Bytes bytes_of(const Checkpoint& checkpoint) {
  Bytes out = position_bytes(checkpoint.position);
  out.append(view_of(checkpoint.request));
  return out;
}

Result<Checkpoint> checkpoint_of(const Store& store) {
  const auto stored = store.get(checkpoint_key);
  if (!stored) return fail(stored.error());
  if (!stored->has_value()) return Checkpoint{};
  ByteReader in(**stored);
  Checkpoint out;
  out.position = Position{in.number<std::uint64_t>()};
  out.request = in.id<RequestId>();
  if (!in.intact() || !in.rest().empty())
    return fail(Errc::corrupt, "the checkpoint of the views is damaged; rebuild them", "proj");
  return out;
}

Fold::Fold(std::shared_ptr<Store> store, const Checkpoint& at, std::size_t rows_kept)
    : store_(std::move(store)), batch_(store_, rows_kept), taken_(at), written_(at.position) {}

Result<std::unique_ptr<Fold>> Fold::open(std::shared_ptr<Store> store, std::size_t rows_kept) {
  const auto at = checkpoint_of(*store);
  if (!at) return fail(at.error());
  return std::unique_ptr<Fold>(new Fold(std::move(store), *at, rows_kept));
}

Status Fold::take(const Happened& commit) {
  if (commit.commit.first != taken_.position)
    return fail(Errc::corrupt, "the views miss events of the log, or have met them before", "proj");
  for (const auto& event : commit.events)
    give(event.event, {event.position, commit.commit}, batch_);
  taken_ = {commit.commit.first + commit.commit.events, commit.commit.request};
  return batch_.close_commit(commit.commit.first);
}

Status Fold::write() {
  if (written_ == taken_.position) return {};
  auto written = batch_.write(bytes_of(taken_));
  if (written) written_ = taken_.position;
  return written;
}

// Read at once, by one who is in a hurry and by one who is not.
static constexpr std::uint64_t hurried_events = 50'000;
static constexpr std::uint64_t paced_events = 5'000;

Status Fold::catch_up(const eventstore::Log& log, Position end, const Pace& pace) {
  Status outcome;
  Position stop{};
  const auto visit = [&](const eventstore::Commit& commit) {
    if (position() >= stop) return eventstore::Reading::enough;
    const auto happened = decode(commit);
    outcome = happened ? take(*happened) : Status(fail(happened.error()));
    if (outcome && bytes() >= group_bytes_max) outcome = write();
    return outcome ? eventstore::Reading::more : eventstore::Reading::enough;
  };
  while (outcome && position() < end) {
    const Position before = position();
    stop = std::min(end, before + (pace ? paced_events : hurried_events));
    const auto read = log.read(before, visit);
    if (!read) return fail(read.error());
    if (outcome && position() == before)
      return fail(Errc::corrupt, "the log ends before the views do", "proj");
    if (outcome && pace && position() < end) outcome = pace();
  }
  return outcome ? write() : outcome;
}

}  // namespace riskflow::projections
