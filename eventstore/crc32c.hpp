#pragma once
// CRC-32C (Castagnoli; RFC 3720, 12.1), which every record carries: it finds bytes that changed by
// accident.

#include <cstdint>

#include "domain/core/ids.hpp"

namespace riskflow::eventstore {

// The checksum of `bytes`, or of everything before and `bytes` when `before` is the checksum so
// far. Cost: about 0.1 ns a byte with the SSE 4.2 instruction, 2 ns without.
std::uint32_t crc32c(BytesView bytes, std::uint32_t before = 0);

// The same without the instruction; here so that a test can compare the two.
std::uint32_t crc32c_portable(BytesView bytes, std::uint32_t before = 0);

}  // namespace riskflow::eventstore
