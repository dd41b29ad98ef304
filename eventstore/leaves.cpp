#include "eventstore/leaves.hpp"

#include "eventstore/records.hpp"

namespace riskflow::eventstore {

Status each_leaf(const Skeleton& skeleton, const LeafHashVisitor& visit) {
  Bytes leaf;
  for (std::size_t i = 0; i < skeleton.events.size(); ++i) {
    proof::leaf_bytes(leaf_of(skeleton, i), leaf);
    if (auto ok = visit(proof::leaf_hash(leaf)); !ok) return ok;
  }
  return {};
}

// From so many events on, reading ahead pays.
static constexpr std::uint64_t replay_events = 2'000;

Status each_leaf(const Tables& tables, Position from, Position end, const LeafHashVisitor& visit) {
  if (from >= end) return {};
  const bool is_long = to_number(end) - to_number(from) > replay_events;
  auto scan =
      tables.scan(Family::skeletons, position_key(end), is_long ? Access::replay : Access::few);
  Skeleton skeleton;
  Bytes leaf;
  Position next = from;
  for (scan.seek_back(position_key(from)); scan.valid() && next < end; scan.next()) {
    const auto first = position_of_key(scan.key());
    if (!first) return fail(first.error());
    if (auto read = decode_skeleton(scan.value(), *first, skeleton); !read) return read;
    const auto after = *first + skeleton.header.events;
    if (*first > next || after <= next) break;
    for (auto i = to_number(next) - to_number(*first); i < skeleton.events.size() && next < end;
         ++i, next = next + 1) {
      proof::leaf_bytes(leaf_of(skeleton, i), leaf);
      if (auto ok = visit(proof::leaf_hash(leaf)); !ok) return ok;
    }
  }
  if (auto sound = scan.status(); !sound) return sound;
  if (next < end) return fail(corrupt_at(next, "the commit is missing"));
  return {};
}

}  // namespace riskflow::eventstore
