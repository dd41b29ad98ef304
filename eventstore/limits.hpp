#pragma once
// What a log accepts.  Kept in the log itself, since a limit that differed from one node to another
// would change verdicts.

#include <cstdint>

namespace riskflow::eventstore {

struct Limits {
  std::uint32_t frame_bytes = 512 * 1024;  // payloads, type names and stream names of one frame
  std::uint32_t frame_events = 4096;       // events of one frame, and also its parts
  std::uint32_t window = 1U << 20;         // acceptances remembered without an exact version
  bool operator==(const Limits&) const = default;
};

// The longest names; they fit the one-byte lengths of docs/format.md.
inline constexpr std::size_t stream_name_limit = 96;
inline constexpr std::size_t type_name_limit = 64;

}  // namespace riskflow::eventstore
