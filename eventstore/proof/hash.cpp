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

static constexpr BytesView leaf_mark{"\x00", 1};
static constexpr BytesView node_mark{"\x01", 1};

Hash leaf_hash(BytesView leaf) { return hash_of({leaf_mark, leaf}); }

Hash node_hash(const Hash& left, const Hash& right) {
  return hash_of({node_mark, view_of(left), view_of(right)});
}

}  // namespace riskflow::proof
