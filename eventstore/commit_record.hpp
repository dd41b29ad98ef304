#pragma once
// A commit from its two records, the skeleton and the payloads.  Bytes: docs/format.md, "Payloads".

#include "eventstore/frame.hpp"
#include "eventstore/skeleton.hpp"

namespace riskflow::eventstore {

inline constexpr std::uint8_t payloads_format = 1;

// Reads the two records at key `first` into `into`, whose memory is used again, as is that of
// `scratch`. Every byte is checked: the skeleton by its checksum, each payload by its SHA-256.
// Error: corrupt.
Status decode_commit(BytesView skeleton, BytesView payloads, Position first, Skeleton& scratch,
                     Commit& into);

}  // namespace riskflow::eventstore
