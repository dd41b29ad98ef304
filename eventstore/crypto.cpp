#include "eventstore/crypto.hpp"

#include <algorithm>
#include <memory>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "domain/core/ensure.hpp"

namespace riskflow::eventstore {

template <auto release>
struct Releases {
  template <class T>
  void operator()(T* held) const {
    release(held);
  }
};
using MacContext = std::unique_ptr<EVP_MAC_CTX, Releases<EVP_MAC_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Releases<EVP_CIPHER_CTX_free>>;

static const unsigned char* raw(BytesView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

static unsigned char* raw(Bytes& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

static MacContext hmac_context() {
  static const std::unique_ptr<EVP_MAC, Releases<EVP_MAC_free>> algorithm(
      EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  MacContext context(EVP_MAC_CTX_new(algorithm.get()));
  char digest[] = "SHA2-256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end()};
  ensure(context && EVP_MAC_CTX_set_params(context.get(), parameters) == 1, "OpenSSL has HMAC");
  return context;
}

static EVP_MAC_CTX* begin_hmac(BytesView key) {
  thread_local const MacContext context = hmac_context();
  ensure(EVP_MAC_init(context.get(), raw(key), key.size(), nullptr) == 1, "OpenSSL takes a key");
  return context.get();
}

static void hmac(BytesView key, BytesView message, Digest& out) {
  EVP_MAC_CTX* const context = begin_hmac(key);
  std::size_t size = 0;
  ensure(EVP_MAC_update(context, raw(message), message.size()) == 1 &&
             EVP_MAC_final(context, out.data(), &size, out.size()) == 1 && size == out.size(),
         "OpenSSL computes HMAC-SHA-256");
}

void hmac_sha256(KeyBytes key, BytesView message, Digest& out) { hmac(view_of(key), message, out); }

void forget_last_hmac_key() { begin_hmac("nobody's key"); }

// Section 2 of the RFC as it stands: OpenSSL's own HKDF looks its hash up by name at each use,
// which costs more than all the hashing.
void hkdf_sha256(BytesView secret, BytesView salt, BytesView purpose, std::span<std::uint8_t> out) {
  ensure(!salt.empty() && out.size() <= 255 * Digest{}.size(), "HKDF is asked for what it can do");
  Digest extracted;
  hmac(salt, secret, extracted);
  Digest block;
  Bytes message;
  message.reserve(block.size() + purpose.size() + 1);  // it never moves, and leaves no copy behind
  for (std::uint8_t number = 1; !out.empty(); ++number) {
    message += purpose;
    message += static_cast<char>(number);
    hmac(view_of(extracted), message, block);
    wipe(message);
    message.assign(view_of(block));
    const auto taken = std::min(out.size(), block.size());
    std::copy_n(block.begin(), taken, out.begin());
    out = out.subspan(taken);
  }
  wipe(message);
  wipe(block);
  wipe(extracted);
  forget_last_hmac_key();
}

static const EVP_CIPHER* aes_algorithm() {
  static const std::unique_ptr<EVP_CIPHER, Releases<EVP_CIPHER_free>> algorithm(
      EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
  ensure(algorithm != nullptr, "OpenSSL has AES-256-GCM");
  return algorithm.get();
}

Bytes aes_seal(KeyBytes key, Nonce nonce, BytesView associated, BytesView plaintext) {
  const CipherContext context(EVP_CIPHER_CTX_new());
  Bytes out(plaintext.size() + aes_tag_size, '\0');
  auto* const tag = raw(out) + plaintext.size();
  int size = 0;
  EVP_CIPHER_CTX* const c = context.get();
  ensure(
      EVP_EncryptInit_ex2(c, aes_algorithm(), key.data(), nonce.data(), nullptr) == 1 &&
          EVP_EncryptUpdate(c, nullptr, &size, raw(associated),
                            static_cast<int>(associated.size())) == 1 &&
          EVP_EncryptUpdate(c, raw(out), &size, raw(plaintext),
                            static_cast<int>(plaintext.size())) == 1 &&
          EVP_EncryptFinal_ex(c, tag, &size) == 1 &&
          EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(aes_tag_size), tag) == 1,
      "OpenSSL seals with AES-256-GCM");
  return out;
}

std::optional<Bytes> aes_open(KeyBytes key, Nonce nonce, BytesView associated, BytesView sealed) {
  if (sealed.size() < aes_tag_size) return std::nullopt;
  const BytesView ciphertext = sealed.substr(0, sealed.size() - aes_tag_size);
  Bytes tag(sealed.substr(ciphertext.size()));
  const CipherContext context(EVP_CIPHER_CTX_new());
  // One byte more than needed: OpenSSL refuses a null output, which an empty string could be.
  Bytes out(ciphertext.size() + 1, '\0');
  int size = 0;
  EVP_CIPHER_CTX* const c = context.get();
  ensure(EVP_DecryptInit_ex2(c, aes_algorithm(), key.data(), nonce.data(), nullptr) == 1 &&
             EVP_DecryptUpdate(c, nullptr, &size, raw(associated),
                               static_cast<int>(associated.size())) == 1 &&
             EVP_DecryptUpdate(c, raw(out), &size, raw(ciphertext),
                               static_cast<int>(ciphertext.size())) == 1 &&
             EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(aes_tag_size),
                                 tag.data()) == 1,
         "OpenSSL opens with AES-256-GCM");
  if (EVP_DecryptFinal_ex(c, raw(out) + ciphertext.size(), &size) != 1) {
    wipe(out);  // what has not been verified is not shown
    return std::nullopt;
  }
  out.resize(ciphertext.size());
  return out;
}

void random_bytes(std::span<std::uint8_t> out) {
  ensure(RAND_bytes(out.data(), static_cast<int>(out.size())) == 1, "OpenSSL has random bytes");
}

void wipe(std::span<std::uint8_t> secret) { OPENSSL_cleanse(secret.data(), secret.size()); }

void wipe(Bytes& secret) { OPENSSL_cleanse(secret.data(), secret.size()); }

}  // namespace riskflow::eventstore
