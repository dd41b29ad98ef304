#include "runtime/core/request_ids.hpp"

#include <algorithm>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "domain/core/ensure.hpp"

namespace riskflow::runtime {

template <std::size_t N>
static std::array<std::uint8_t, N> random_bytes() {
  std::array<std::uint8_t, N> bytes{};
  ensure(RAND_bytes(bytes.data(), static_cast<int>(N)) == 1, "the system gives random numbers");
  return bytes;
}

RequestId random_request_id(Instant now) { return request_id(now, random_bytes<10>()); }

std::array<std::uint8_t, 32> random_key() { return random_bytes<32>(); }

std::array<std::uint8_t, 16> random_id_bytes() { return random_bytes<16>(); }

std::array<std::uint8_t, 16> hashed_id_bytes(std::initializer_list<BytesView> parts) {
  Bytes text;
  for (const auto part : parts) {
    const auto size = static_cast<std::uint32_t>(part.size());
    for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(size >> shift & 0xff);
    text += part;
  }
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  ensure(EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr) == 1,
         "SHA-256 works");
  std::array<std::uint8_t, 16> head{};
  std::copy_n(digest.begin(), head.size(), head.begin());
  return head;
}

RequestId derived_request_id(Instant cause, std::initializer_list<BytesView> purpose) {
  const auto digest = hashed_id_bytes(purpose);
  std::array<std::uint8_t, 10> rest{};
  std::copy_n(digest.begin(), rest.size(), rest.begin());
  return request_id(cause, rest);
}

}  // namespace riskflow::runtime
