#pragma once
// The keys of the views' store.  All numbers are big-endian.
//
// clang-format off
//   00 'c'                                     checkpoint: position, request id of its commit
//   00 'v'                                     what the store was written by: log, versions of views
//   01 table(1) id ~from(8)                -> header, row   a version of a row, newest first
//   02 index(1) sort id                    -> from(8)       an entry that is open
//   03 index(1) bucket(4) sort id from(8)  -> to(8)         an entry that was closed
// clang-format on
//
// A version or entry counts at position p (the number of events folded in) when from < p <= to. The
// header of a row has one number (LEB128) an index of its table: how far before `from` its entry
// was opened.  Closed entries lie in buckets of 2^18 positions by `to`, so that asking about the
// recent past passes over recent changes only, and asking about long ago merges one range a bucket.

#include <limits>

#include "domain/core/big_endian.hpp"

namespace riskflow::projections {

inline constexpr BytesView checkpoint_key{"\0c", 2};
inline constexpr BytesView versions_key{"\0v", 2};
inline constexpr char row_mark = 1, open_mark = 2, closed_mark = 3;
inline constexpr BytesView first_counted_key{"\1", 1};  // the state hash begins here
inline constexpr std::size_t position_size = 8;
inline constexpr unsigned bucket_bits = 18;

constexpr std::uint32_t bucket_of(Position to) {
  return static_cast<std::uint32_t>(to_number(to) >> bucket_bits);
}

// Every version of a row begins with this.
inline Bytes row_prefix(std::uint8_t table, BytesView id) {
  Bytes key{row_mark, static_cast<char>(table)};
  key.append(id);
  return key;
}

// The version of `from`.  Seeking for it finds the newest one that began at or before `from`.
inline Bytes row_key(std::uint8_t table, BytesView id, Position from) {
  Bytes key = row_prefix(table, id);
  append_number(key, ~to_number(from));
  return key;
}

// The range of an index's open entries; sort and id follow.
inline Bytes open_prefix(std::uint8_t index) { return {open_mark, static_cast<char>(index)}; }

// The range of the entries closed in a bucket; sort, id and from follow.
inline Bytes closed_prefix(std::uint8_t index, std::uint32_t bucket) {
  Bytes key{closed_mark, static_cast<char>(index)};
  append_number(key, bucket);
  return key;
}

inline Bytes position_bytes(Position position) {
  Bytes out;
  append_number(out, to_number(position));
  return out;
}

inline Position position_from(BytesView bytes) {
  return Position{load_number<std::uint64_t>(bytes.data())};
}

}  // namespace riskflow::projections
