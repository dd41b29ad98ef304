#include "eventstore/crc32c.hpp"

#include <array>
#include <cstring>

namespace riskflow::eventstore {

static constexpr std::array<std::uint32_t, 256> byte_table() {
  constexpr std::uint32_t polynomial = 0x82f63b78;  // reflected
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? polynomial : 0);
    table[i] = crc;
  }
  return table;
}

std::uint32_t crc32c_portable(BytesView bytes, std::uint32_t before) {
  static constexpr auto table = byte_table();
  std::uint32_t crc = ~before;
  for (const char c : bytes) crc = (crc >> 8) ^ table[(crc ^ static_cast<std::uint8_t>(c)) & 0xff];
  return ~crc;
}

#if defined(__x86_64__)

__attribute__((target("sse4.2"))) static std::uint32_t crc32c_sse42(BytesView bytes,
                                                                    std::uint32_t before) {
  std::uint64_t crc = ~before;
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 8; left -= 8, at += 8) {
    std::uint64_t word;
    std::memcpy(&word, at, 8);
    crc = __builtin_ia32_crc32di(crc, word);
  }
  auto narrow = static_cast<std::uint32_t>(crc);
  for (; left > 0; --left, ++at)
    narrow = __builtin_ia32_crc32qi(narrow, static_cast<std::uint8_t>(*at));
  return ~narrow;
}

std::uint32_t crc32c(BytesView bytes, std::uint32_t before) {
  static const bool fast = __builtin_cpu_supports("sse4.2") != 0;
  return fast ? crc32c_sse42(bytes, before) : crc32c_portable(bytes, before);
}

#else

std::uint32_t crc32c(BytesView bytes, std::uint32_t before) {
  return crc32c_portable(bytes, before);
}

#endif

}  // namespace riskflow::eventstore
