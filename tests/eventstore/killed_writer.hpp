#pragma once
// What the writer that is killed and the test that kills it agree on.

#include <fmt/format.h>

#include "eventstore/log.hpp"

namespace riskflow::eventstore {

inline std::string acknowledgement(const RequestId& request, Position first, std::uint32_t events) {
  return fmt::format("{} {} {}", to_text(request), to_number(first), events);
}

// Told from the request alone, and of different lengths.
inline Bytes payload_for(const RequestId& request, Position position, Position first) {
  const std::uint64_t ordinal = to_number(position) - to_number(first);
  Bytes payload = fmt::format("{}/{}/", to_text(request), ordinal);
  payload.append(request.bytes[15] * (ordinal + 1), 'p');
  return payload;
}

}  // namespace riskflow::eventstore
