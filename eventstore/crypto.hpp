#pragma once
// The primitives everything here is made of, by OpenSSL 3.  OpenSSL fails only when it is
// broken or memory is gone, so these stop the program instead of answering an error; only
// `aes_open`, which judges bytes from outside, may say no. Thread rule: any thread; contexts are
// kept per thread.

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "eventstore/proof/hash.hpp"

namespace riskflow::eventstore {

using Digest = proof::Hash;
using proof::sha256;
using KeyBytes = std::span<const std::uint8_t, 32>;

inline BytesView view_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// HMAC-SHA-256 (RFC 2104) with a key of 32 bytes; `out` may lie over the key, so that a chain of
// them leaves no copy behind.  About 0.37 us for short messages.
void hmac_sha256(KeyBytes key, BytesView message, Digest& out);

// OpenSSL holds on to the last key that a thread used there: this puts another in its place.
void forget_last_hmac_key();

// HKDF-SHA-256 (RFC 5869): fills `out`, at most 8,160 bytes, from `secret`, `salt` (not empty) and
// `purpose`.  About 1.5 us for two blocks.
void hkdf_sha256(BytesView secret, BytesView salt, BytesView purpose, std::span<std::uint8_t> out);

// AES-256-GCM (NIST SP 800-38D): ciphertext followed by the 16-byte tag.  A (key, nonce) pair is
// used once only.
inline constexpr std::size_t aes_nonce_size = 12;
inline constexpr std::size_t aes_tag_size = 16;
using Nonce = std::span<const std::uint8_t, aes_nonce_size>;
Bytes aes_seal(KeyBytes key, Nonce nonce, BytesView associated, BytesView plaintext);

// The plaintext; nothing when key, nonce, associated data, ciphertext or tag are not those it was
// sealed with.
std::optional<Bytes> aes_open(KeyBytes key, Nonce nonce, BytesView associated, BytesView sealed);

// Random bytes from the operating system's generator, by way of OpenSSL.
void random_bytes(std::span<std::uint8_t> out);

// Overwrites secrets in a way that the compiler does not remove.
void wipe(std::span<std::uint8_t> secret);
void wipe(Bytes& secret);

}  // namespace riskflow::eventstore
