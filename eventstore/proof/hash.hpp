#pragma once
// The hashes of a transparency log: SHA-256, and how leaves and nodes of the tree are told apart
// (RFC 6962, 2.1; RFC 9162, 2.1.1).  Thread rule: any thread.

#include <array>
#include <cstdint>
#include <memory>

#include "domain/core/ids.hpp"

namespace riskflow::proof {

using Hash = std::array<std::uint8_t, 32>;

inline BytesView view_of(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

// SHA-256 (FIPS 180-4).  About 0.23 us for 256 bytes with the SHA instructions.
Hash sha256(BytesView bytes);

// The same of bytes that come piece by piece.  Thread rule: one thread.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void add(BytesView bytes);
  // Of all that was added; to be asked once.
  Hash finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

// Of a leaf's bytes: SHA-256 of 00 and them.
Hash leaf_hash(BytesView leaf);

// Of two subtrees: SHA-256 of 01 and both hashes.
Hash node_hash(const Hash& left, const Hash& right);

}  // namespace riskflow::proof
