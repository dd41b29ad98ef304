#pragma once
// Keys and small records of the log: stream entries, the window of remembered requests, the head,
// the genesis. Each value ends with a CRC-32C over its key and itself.  Bytes: docs/format.md,
// "Keys" to "Meta".

#include <string_view>

#include "eventstore/frame.hpp"
#include "eventstore/limits.hpp"

namespace riskflow::eventstore {

// Families "skeletons" and "payloads": the first position of the commit.
Bytes position_key(Position first);
Result<Position> position_of_key(BytesView key);

// Family "streams": one entry for each part that has events, under the version its first event
// makes.
struct StreamEntry {
  Position commit{};        // first position of the commit
  std::uint32_t index = 0;  // of the part's first event within the commit
  std::uint32_t count = 0;  // of the part's events
};
Bytes stream_key(std::string_view stream, Version first);
// What all keys of `stream`, and no others, begin with.
Bytes stream_prefix(std::string_view stream);
Bytes encode(const StreamEntry& entry, BytesView key);
struct StreamPlace {
  Version first{};
  StreamEntry entry;
  Version last() const { return Version{to_number(first) + entry.count - 1}; }
};
// Error: corrupt, naming the stream.
Result<StreamPlace> decode_stream_entry(BytesView key, BytesView value);

// Family "requests": acceptances remembered by their request, and in the order they are to be
// forgotten in.
struct Remembered {
  std::uint64_t number = 0;  // counts all acceptances ever remembered, from 0
  Position first{};
};
inline constexpr BytesView remembered_prefix = "i";  // of their keys, and of no others
Bytes remembered_key(const RequestId& request);
Bytes encode(const Remembered& remembered, BytesView key);
Result<Remembered> decode_remembered(BytesView key, BytesView value);
Bytes order_key(std::uint64_t number);
Bytes encode_order(const RequestId& request, BytesView key);
Result<RequestId> decode_order(BytesView key, BytesView value);

// Family "default", key "head": the state of the sequencer after the last group.
struct Head {
  Position position{};
  Instant last_recorded{};
  std::uint64_t remembered = 0;  // acceptances ever put into the window
  std::uint64_t forgotten = 0;   // of those, how many have left it
  Instant edge = no_edge;        // the newest time carried by a request that left it
  static constexpr Instant no_edge = Instant::min();
  bool operator==(const Head&) const = default;
};
inline constexpr BytesView head_key = "head";
Bytes encode(const Head& head);
Result<Head> decode_head(BytesView value);

// Family "default", key "genesis": what was decided when the log was made.
inline constexpr std::uint16_t log_format = 2;
// Whether a log takes events.  Stored: never renumber.
enum class Standing : std::uint8_t { open = 1, read_only = 2 };
struct Genesis {
  LogId log{};  // what is sealed in it is bound to this
  Limits limits;
  LogId origin{};  // what its checkpoints are known by: `log`, but for one restored to the past
  Standing standing = Standing::open;
  bool operator==(const Genesis&) const = default;
};
inline constexpr BytesView genesis_key = "genesis";
Bytes encode(const Genesis& genesis);
// Error: corrupt, saying so when a newer format wrote it.
Result<Genesis> decode_genesis(BytesView value);

}  // namespace riskflow::eventstore
