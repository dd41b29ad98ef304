#pragma once
// A commit from its two records, the skeleton and the payloads.  Bytes: docs/format.md, "Payloads".

#include "eventstore/frame.hpp"
#include "eventstore/skeleton.hpp"

namespace riskflow::eventstore {

// Appends a payload to a record of payloads, after its format.
void append_payload(Bytes& record, const proof::Payload& payload);
// What stands there before the payload's bytes.
constexpr std::size_t payload_front_size(std::size_t sealed) {
  return sizeof(std::uint16_t) + (2 * sealed + 1) * sizeof(std::uint32_t);
}

// Reads the two records at key `first` into `into`, whose memory is used again, as is that of
// `scratch`. Every byte is checked: the skeleton by its checksum, each payload by its hash.
// Error: corrupt.
Status decode_commit(BytesView skeleton, BytesView payloads, Position first, Skeleton& scratch,
                     Commit& into);

// Some neighbouring events of a commit, counted from 0.
struct EventRange {
  std::uint32_t index = 0;
  std::uint32_t count = 0;
};

// Joins the events of `range` with their payloads into `events`, views into skeleton and record.
// Only the payloads of the range are checked.  Error: corrupt, also when the commit ends before the
// range does.
Status join(const Skeleton& skeleton, BytesView payloads, EventRange range,
            std::vector<StoredEvent>& events);

}  // namespace riskflow::eventstore
