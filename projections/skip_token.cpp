// Bytes: position (8, big-endian), entry, then 16 bytes of HMAC-SHA-256 over SHA-256(question) and
// what stands before.

#include "projections/skip_token.hpp"

#include <algorithm>

#include "projections/layout.hpp"

namespace riskflow::projections {

static constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static constexpr std::size_t seal_size = 16;
static constexpr std::size_t text_size_max = 1024;

static std::string base64url(BytesView bytes) {
  std::string out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (held += 8; held >= 6; held -= 6) out += alphabet[bits >> (held - 6) & 63];
  }
  if (held > 0) out += alphabet[bits << (6 - held) & 63];
  return out;
}

static std::optional<Bytes> from_base64url(std::string_view text) {
  Bytes out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const auto digit = alphabet.find(c);
    if (digit == std::string_view::npos) return {};
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out.push_back(static_cast<char>(bits >> held & 255));
  }
  return out;
}

static Bytes seal_of(BytesView content, BytesView question, eventstore::KeyBytes key) {
  const auto asked = eventstore::sha256(question);
  eventstore::Digest seal;
  eventstore::hmac_sha256(key, Bytes(eventstore::view_of(asked)) + Bytes(content), seal);
  return Bytes(eventstore::view_of(seal).substr(0, seal_size));
}

// In a time that does not tell where they differ.
static bool equal(BytesView a, BytesView b) {
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    difference |= static_cast<unsigned char>(a[i] ^ b[i]);
  return difference == 0;
}

std::string to_text(const SkipToken& token, BytesView question, eventstore::KeyBytes key) {
  const Bytes content = position_bytes(token.position) + token.after;
  return base64url(content + seal_of(content, question, key));
}

Result<SkipToken> skip_token_from_text(std::string_view text, BytesView question,
                                       eventstore::KeyBytes key) {
  const auto wrong = [] {
    return fail(Errc::invalid,
                "the token does not belong to this question: begin again at the first page",
                "$skiptoken");
  };
  if (text.size() > text_size_max) return wrong();
  const auto bytes = from_base64url(text);
  if (!bytes || bytes->size() < position_size + seal_size) return wrong();
  const BytesView content = BytesView(*bytes).substr(0, bytes->size() - seal_size);
  if (!equal(seal_of(content, question, key), BytesView(*bytes).substr(content.size())))
    return wrong();
  return SkipToken{position_from(content), Bytes(content.substr(position_size))};
}

}  // namespace riskflow::projections
