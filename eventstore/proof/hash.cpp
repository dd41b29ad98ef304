#include "eventstore/proof/hash.hpp"

#include <initializer_list>
#include <memory>

#include <openssl/evp.h>

#include "domain/core/ensure.hpp"

namespace riskflow::proof {

struct FreeAlgorithm {
  void operator()(EVP_MD* held) const { EVP_MD_free(held); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* held) const { EVP_MD_CTX_free(held); }
};

// Looked up by name once for the program: each look-up costs more than the hash of a short message.
static const EVP_MD* algorithm() {
  static const std::unique_ptr<EVP_MD, FreeAlgorithm> found(
      EVP_MD_fetch(nullptr, "SHA2-256", nullptr));
  ensure(found != nullptr, "OpenSSL has SHA-256");
  return found.get();
}

static Hash hash_of(std::initializer_list<BytesView> pieces) {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  bool done = EVP_DigestInit_ex2(context.get(), algorithm(), nullptr) == 1;
  for (const auto piece : pieces)
    done = done && EVP_DigestUpdate(context.get(), piece.data(), piece.size()) == 1;
  Hash out;
  unsigned size = 0;
  done = done && EVP_DigestFinal_ex(context.get(), out.data(), &size) == 1;
  ensure(done && size == out.size(), "OpenSSL computes SHA-256");
  return out;
}

Hash sha256(BytesView bytes) { return hash_of({bytes}); }

struct Sha256::Context {
  std::unique_ptr<EVP_MD_CTX, FreeContext> openssl{EVP_MD_CTX_new()};
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
  ensure(EVP_DigestInit_ex2(context_->openssl.get(), algorithm(), nullptr) == 1,
         "OpenSSL begins a hash");
}
Sha256::~Sha256() = default;

void Sha256::add(BytesView bytes) {
  ensure(EVP_DigestUpdate(context_->openssl.get(), bytes.data(), bytes.size()) == 1,
         "OpenSSL takes bytes");
}

Hash Sha256::finish() {
  Hash out;
  unsigned size = 0;
  ensure(EVP_DigestFinal_ex(context_->openssl.get(), out.data(), &size) == 1 && size == out.size(),
         "OpenSSL computes SHA-256");
  return out;
}

static constexpr BytesView leaf_mark{"\x00", 1};
static constexpr BytesView node_mark{"\x01", 1};

Hash leaf_hash(BytesView leaf) { return hash_of({leaf_mark, leaf}); }

Hash node_hash(const Hash& left, const Hash& right) {
  return hash_of({node_mark, view_of(left), view_of(right)});
}

}  // namespace riskflow::proof
