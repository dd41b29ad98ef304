#include "eventstore/commit_reader.hpp"

#include <fmt/format.h>

#include "eventstore/records.hpp"

namespace riskflow::eventstore {

// From so many events on, reading ahead pays.
static constexpr std::uint64_t replay_events = 2'000;

static Access access_for(Position from, Position end) {
  return to_number(end) - to_number(from) > replay_events ? Access::replay : Access::few;
}

CommitReader::CommitReader(const Tables& tables, Position from, Position end)
    : position_(from),
      end_(end),
      skeletons_(tables.scan(Family::skeletons, position_key(end), access_for(from, end))),
      payloads_(tables.scan(Family::payloads, position_key(end), access_for(from, end))) {}

static Error missing(Position position) { return corrupt_at(position, "the commit is missing"); }

static Status at_valid_key(const Scan& scan, Position position) {
  if (scan.valid()) return {};
  if (auto sound = scan.status(); !sound) return sound;
  return fail(missing(position));
}

// Moves back to the commit that holds the position asked for.
Status CommitReader::find_first() {
  started_ = true;
  skeletons_.seek_back(position_key(position_));
  if (auto found = at_valid_key(skeletons_, position_); !found) return found;
  const auto first = position_of_key(skeletons_.key());
  if (!first) return fail(first.error());
  const auto skeleton = decode_skeleton_header(skeletons_.value(), *first);
  if (!skeleton) return fail(skeleton.error());
  if (position_ >= *first + skeleton->header.events) return fail(missing(position_));
  position_ = *first;
  payloads_.seek(skeletons_.key());
  return {};
}

Status CommitReader::advance() {
  if (!started_) return find_first();
  skeletons_.next();
  payloads_.next();
  return {};
}

Result<bool> CommitReader::next(Commit& into) {
  if (position_ >= end_) return false;
  if (auto moved = advance(); !moved) return fail(moved.error());
  for (const Scan* const scan : {&skeletons_, &payloads_}) {
    if (auto found = at_valid_key(*scan, position_); !found) return fail(found.error());
    const auto key = position_of_key(scan->key());
    if (!key) return fail(key.error());
    if (*key != position_) return fail(missing(position_));
  }
  auto read = decode_commit(skeletons_.value(), payloads_.value(), position_, scratch_, into);
  if (!read) return fail(read.error());
  position_ = position_ + into.header.events;
  return true;
}

Status read_event(const Tables& tables, Skeletons& skeletons, Position position,
                  const EventVisitor& visit) {
  const auto held = skeletons.at(position);
  if (!held) return fail(held.error());
  const Skeleton& skeleton = (*held)->skeleton;
  const Position first = skeleton.header.first;
  const auto payloads = tables.pin(Family::payloads, position_key(first));
  if (!payloads) return fail(payloads.error());
  if (!*payloads) return fail(missing(position));
  const auto index = static_cast<std::uint32_t>(to_number(position) - to_number(first));
  std::vector<StoredEvent> events;
  if (auto read = join(skeleton, (*payloads)->view(), {index, 1}, events); !read) return read;
  visit(skeleton.header, events.front());
  return {};
}

}  // namespace riskflow::eventstore
