#pragma once
// Makes ids.  A face makes a request id once; everything new in that request gets its id from it,
// so that a retry names the same.

#include <string_view>

#include "domain/core/ids.hpp"

namespace riskflow::runtime {

// A UUIDv7 of now and 74 random bits (the system's generator).
RequestId random_request_id(Instant now);

// A random reference (persons, operators).
std::array<std::uint8_t, 16> random_id_bytes();

// A random key.
std::array<std::uint8_t, 32> random_key();

// SHA-256 over length-prefixed parts, cut to 16 bytes.
std::array<std::uint8_t, 16> hashed_id_bytes(std::initializer_list<BytesView> parts);

// The id of the `ordinal`-th new thing of a request: a request sent again names the same.
template <class AnId>
AnId new_id(const RequestId& request, std::uint32_t ordinal) {
  const auto number = std::to_string(ordinal);
  return AnId{hashed_id_bytes(
      {{reinterpret_cast<const char*>(request.bytes.data()), request.bytes.size()}, number})};
}

// The request id of a reaction: the time of its cause, the rest from what it is for.
RequestId derived_request_id(Instant cause, std::initializer_list<BytesView> purpose);

}  // namespace riskflow::runtime
