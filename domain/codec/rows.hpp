#pragma once
// Described structs to bytes and back, for the rows of views: `Bytes b = encode_row(row); auto row
// = decode_row<Row>(b);` A row may hold numbers, words, ids, instants, strings, optionals, vectors,
// PersonalRefs and described structs; never a Personal. Includes cereal: include it in .cpp files
// only.

#include "domain/codec/archive.hpp"

namespace riskflow::codec {

template <domain::Described Row>
Bytes encode_row(const Row& row) {
  Bytes bytes;
  Writer out(bytes, nullptr);
  out.put(row);
  return bytes;
}

// Error: corrupt (malformed, or bytes left over).
template <domain::Described Row>
Result<Row> decode_row(BytesView bytes) {
  return read_whole<Row>(bytes, Position{});
}

}  // namespace riskflow::codec
