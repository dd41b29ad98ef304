#include "eventstore/escrow.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "domain/core/big_endian.hpp"
#include "eventstore/crypto.hpp"

namespace riskflow::eventstore {

static constexpr BytesView escrow_magic = "riskflow-escrow";
static constexpr std::uint16_t escrow_format = 1;

static std::uint64_t microseconds(Instant at) {
  return static_cast<std::uint64_t>(at.time_since_epoch().count());
}

static Instant take_instant(ByteReader& in) {
  return Instant{std::chrono::microseconds{static_cast<std::int64_t>(in.number<std::uint64_t>())}};
}

// Everything before the nonce: it is authenticated with the root.
static Bytes front_of(const EscrowTerms& terms) {
  Bytes out(escrow_magic);
  append_number(out, escrow_format);
  out += view_of(terms.log);
  append_number(out, terms.generation);
  append_number(out, terms.erasures);
  append_number(out, microseconds(terms.made));
  append_number(out, microseconds(terms.until));
  return out;
}

Bytes seal_for_escrow(const KeyRoot& root, EscrowTerms terms, const Key& by) {
  terms.generation = root.generation;
  Bytes out = front_of(terms);
  std::array<std::uint8_t, aes_nonce_size> nonce;
  random_bytes(nonce);
  Bytes plaintext = encode(root);
  const Bytes sealed = aes_seal(by.bytes(), nonce, out, plaintext);
  wipe(plaintext);
  out += view_of(nonce);
  out += sealed;
  return out;
}

static Result<EscrowTerms> take_terms(ByteReader& in) {
  if (in.bytes(escrow_magic.size()) != escrow_magic)
    return fail(Errc::corrupt, "this is not a root of keys in escrow", "escrow");
  if (const auto format = in.number<std::uint16_t>(); format > escrow_format)
    return fail(Errc::corrupt,
                fmt::format("the escrow has format {}, this riskflow knows up to {}: use a newer "
                            "one",
                            format, escrow_format),
                "escrow");
  EscrowTerms terms;
  terms.log = in.id<LogId>();
  terms.generation = in.number<std::uint64_t>();
  terms.erasures = in.number<std::uint64_t>();
  terms.made = take_instant(in);
  terms.until = take_instant(in);
  if (!in.intact()) return fail(Errc::corrupt, "the escrow is cut short", "escrow");
  return terms;
}

Result<EscrowTerms> escrow_terms(BytesView artefact) {
  ByteReader in(artefact);
  return take_terms(in);
}

Result<KeyRoot> open_escrow(BytesView artefact, const Key& by) {
  ByteReader in(artefact);
  const auto terms = take_terms(in);
  if (!terms) return fail(terms.error());
  const BytesView front = artefact.substr(0, artefact.size() - in.rest().size());
  const BytesView given = in.bytes(aes_nonce_size);
  if (!in.intact()) return fail(Errc::corrupt, "the escrow is cut short", "escrow");
  std::array<std::uint8_t, aes_nonce_size> nonce;
  std::ranges::copy(given, nonce.begin());
  auto plaintext = aes_open(by.bytes(), nonce, front, in.rest());
  if (!plaintext)
    return fail(Errc::corrupt, "the escrow key does not open this root, or the file is damaged",
                "escrow");
  auto root = decode_root(*plaintext, terms->generation);
  wipe(*plaintext);
  return root;
}

}  // namespace riskflow::eventstore
