#pragma once
// The skeleton of a commit: everything about it but the payloads, and without personal data. Bytes:
// docs/format.md, "Skeleton" and "Leaf".

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "eventstore/frame.hpp"

namespace riskflow::eventstore {

using proof::EventSkeleton;
using proof::Fingerprint;

struct Skeleton {
  CommitHeader header;
  Fingerprint fingerprint{};
  std::vector<EventSkeleton> events;
};

// Where the fields that only the sequencer knows lie within the header.
inline constexpr std::size_t skeleton_first_offset = 17;
inline constexpr std::size_t skeleton_recorded_offset = 79;

// Reads the record that lies at key `first` into `into`, whose memory is used again; views into
// `record`. Error: corrupt, when checksum, format, structure or position are wrong.
Status decode_skeleton(BytesView record, Position first, Skeleton& into);

// Only the header of the same record.  The same errors; the checksum covers the whole record.
struct SkeletonHeader {
  CommitHeader header;
  Fingerprint fingerprint{};
};
Result<SkeletonHeader> decode_skeleton_header(BytesView record, Position first);

// The leaf of one event in the Merkle tree.  `index` counts from 0 within the commit.
proof::Leaf leaf_of(const Skeleton& skeleton, std::size_t index);

// "The bytes at position n are not what was written: ..."
Error corrupt_at(Position position, std::string_view what);

}  // namespace riskflow::eventstore
