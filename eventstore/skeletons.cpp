#include "eventstore/skeletons.hpp"

#include "eventstore/records.hpp"

namespace riskflow::eventstore {

static bool holds(const CommitHeader& header, Position position) {
  return position >= header.first && position < header.first + header.events;
}

static std::size_t memory_of(const HeldSkeleton& held) {
  return held.record.size() + held.skeleton.events.size() * sizeof(EventSkeleton);
}

Result<std::shared_ptr<const HeldSkeleton>> Skeletons::at(Position position) {
  if (auto held = find(position)) return held;
  auto held = read(position);
  if (held) keep(*held);
  return held;
}

Result<Position> Skeletons::end_at(Instant at, Position head) {
  Position low{0};  // everything before it was recorded at or before `at`
  Position high = head;
  while (low < high) {
    const Position middle{to_number(low) + (to_number(high) - to_number(low)) / 2};
    const auto held = this->at(middle);
    if (!held) return fail(held.error());
    const CommitHeader& commit = (*held)->skeleton.header;
    if (commit.recorded <= at)
      low = commit.first + commit.events;
    else
      high = commit.first;
  }
  return low;
}

Skeletons::Held Skeletons::find(Position position) {
  const std::scoped_lock lock(mutex_);
  auto place = places_.upper_bound(position);
  if (place == places_.begin()) return nullptr;
  --place;
  if (!holds((*place->second)->skeleton.header, position)) return nullptr;
  recent_.splice(recent_.begin(), recent_, place->second);
  return recent_.front();
}

void Skeletons::keep(const Held& held) {
  const std::scoped_lock lock(mutex_);
  const auto [place, is_new] = places_.try_emplace(held->skeleton.header.first);
  if (!is_new) return;  // another thread read it at the same time
  recent_.push_front(held);
  place->second = recent_.begin();
  bytes_ += memory_of(*held);
  while (bytes_ > bytes_max_ && recent_.size() > 1) {
    bytes_ -= memory_of(*recent_.back());
    places_.erase(recent_.back()->skeleton.header.first);
    recent_.pop_back();
  }
}

Result<Skeletons::Held> Skeletons::read(Position position) const {
  Scan scan = tables_.scan(Family::skeletons, {}, Access::few);
  scan.seek_back(position_key(position));
  if (!scan.valid()) {
    if (auto sound = scan.status(); !sound) return fail(sound.error());
    return fail(corrupt_at(position, "the commit is missing"));
  }
  const auto first = position_of_key(scan.key());
  if (!first) return fail(first.error());
  auto held = std::make_shared<HeldSkeleton>();
  held->record = scan.value();
  if (auto read = decode_skeleton(held->record, *first, held->skeleton); !read)
    return fail(read.error());
  if (!holds(held->skeleton.header, position))
    return fail(corrupt_at(position, "the commit is missing"));
  return held;
}

}  // namespace riskflow::eventstore
