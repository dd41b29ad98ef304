#pragma once
// The skeleton of a commit: everything about it but the payloads, and without personal data. Bytes:
// docs/format.md, "Skeleton" and "Leaf".

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "eventstore/frame.hpp"

namespace riskflow::eventstore {

// What a frame asks for, but for its payloads and versions: tells a retry from another frame under
// the same request id.
using Fingerprint = std::array<std::uint8_t, 16>;

// One event as the skeleton holds it.  Views into the record.
struct EventSkeleton {
  std::string_view stream;
  Version version{};
  std::string_view type;
  std::uint16_t schema = 1;
  std::uint32_t payload_size = 0;
  BytesView payload_hash;  // SHA-256 of the stored payload, 32 bytes
};

struct Skeleton {
  CommitHeader header;
  Fingerprint fingerprint{};
  std::vector<EventSkeleton> events;
};

inline constexpr std::uint8_t skeleton_format = 1;
inline constexpr std::size_t skeleton_header_size = 103;

// Where the fields that only the sequencer knows lie within the header.
inline constexpr std::size_t skeleton_first_offset = 17;
inline constexpr std::size_t skeleton_recorded_offset = 79;

// Appends the header that a skeleton and each of its leaves begin with.
void append_header(Bytes& to, const CommitHeader& header, const Fingerprint& fingerprint);

// Reads the record that lies at key `first` into `into`, whose memory is used again; views into
// `record`. Error: corrupt, when checksum, format, structure or position are wrong.
Status decode_skeleton(BytesView record, Position first, Skeleton& into);

// Only the header of the same record.  The same errors; the checksum covers the whole record.
struct SkeletonHeader {
  CommitHeader header;
  Fingerprint fingerprint{};
};
Result<SkeletonHeader> decode_skeleton_header(BytesView record, Position first);

// The leaf of one event in the Merkle tree: the header again, then the event.  At most 360 bytes.
// `index` counts from 0 within the commit.
void leaf_bytes(const Skeleton& skeleton, std::size_t index, Bytes& into);

// "The bytes at position n are not what was written: ..."
Error corrupt_at(Position position, std::string_view what);

}  // namespace riskflow::eventstore
