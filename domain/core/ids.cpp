#include "domain/core/ids.hpp"

namespace riskflow {

std::string hex(BytesView bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out(bytes.size() * 2, '\0');
  auto at = out.begin();
  for (const char c : bytes) {
    const auto b = static_cast<unsigned char>(c);
    *at++ = digits[b >> 4];
    *at++ = digits[b & 15];
  }
  return out;
}

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Result<std::array<std::uint8_t, 16>> id_bytes_from_text(std::string_view text,
                                                        std::string_view target) {
  std::array<std::uint8_t, 16> out{};
  std::size_t nibbles = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool between = text.size() == 36 && (i == 8 || i == 13 || i == 18 || i == 23);
    if (between && c == '-') continue;
    const int d = hex_digit(c);
    if (d < 0 || nibbles == 32) {
      nibbles = 0;
      break;
    }
    out[nibbles / 2] = static_cast<std::uint8_t>(out[nibbles / 2] << 4 | d);
    ++nibbles;
  }
  if (nibbles != 32)
    return fail(Errc::invalid, "not an id: write it as 32 hexadecimal digits", std::string(target));
  return out;
}

RequestId request_id(Instant at, const std::array<std::uint8_t, 10>& rest) {
  const auto ms = static_cast<std::uint64_t>(
      std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count());
  RequestId id;
  for (std::size_t i = 0; i < 6; ++i) id.bytes[i] = static_cast<std::uint8_t>(ms >> (8 * (5 - i)));
  for (std::size_t i = 0; i < 10; ++i) id.bytes[6 + i] = rest[i];
  id.bytes[6] = static_cast<std::uint8_t>(0x70 | (id.bytes[6] & 0x0f));
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
  return id;
}

Instant time_of(const RequestId& id) {
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | id.bytes[i];
  return Instant{std::chrono::milliseconds{ms}};
}

std::string_view kind_of(const StreamId& stream) {
  // An id is 32 hex digits (perhaps with a ".<slice>"), a pseudonym, or a date; kinds may contain
  // '-' ("case-register").
  static constexpr std::string_view two_word_kinds[] = {"case-register", "policy-register"};
  for (const auto kind : two_word_kinds)
    if (stream.name == kind) return kind;
  return std::string_view(stream.name).substr(0, stream.name.find('-'));
}

}  // namespace riskflow
