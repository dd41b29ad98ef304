#include "eventstore/envelope.hpp"

#include <algorithm>

#include "domain/core/big_endian.hpp"
#include "domain/core/ensure.hpp"
#include "eventstore/crypto.hpp"
#include "eventstore/envelope_bytes.hpp"

namespace riskflow::eventstore {

// What a purge leaves (docs/format.md, "Pieces"): a zero byte and a hash.
static constexpr std::uint8_t purged_format = 0;
static constexpr std::size_t purged_size = 1 + sizeof(Digest);
static constexpr std::uint8_t envelope_format = 1;
static constexpr std::size_t most_subjects = 255;
static constexpr std::size_t commitment_size = 16;
static constexpr BytesView derivation = "riskflow envelope 1";

namespace {

struct Opened {
  Purpose purpose{};
  std::vector<SubjectRef> subjects;
  BytesView salt;
  BytesView commitment;
  BytesView front;   // format to salt
  BytesView sealed;  // ciphertext and tag
};

// What one salt and the leaves give: used for one envelope, then wiped.
struct Secrets {
  std::array<std::uint8_t, 32 + aes_nonce_size + commitment_size> bytes{};

  Secrets() = default;
  Secrets(const Secrets&) = delete;
  Secrets& operator=(const Secrets&) = delete;
  ~Secrets() { wipe(bytes); }
  KeyBytes key() const { return std::span(bytes).first<32>(); }
  Nonce nonce() const { return std::span(bytes).subspan<32, aes_nonce_size>(); }
  BytesView commitment() const { return view_of(std::span(bytes).last<commitment_size>()); }
};

}  // namespace

static void derive(std::span<const Key> leaves, BytesView salt, Secrets& into) {
  Bytes secret;
  secret.reserve(leaves.size() * 32);
  for (const Key& leaf : leaves) secret += view_of(leaf.bytes());
  hkdf_sha256(secret, salt, derivation, into.bytes);
  wipe(secret);
}

// Binds the envelope to its place; the front of the envelope is part of it.
static Bytes associated_data(BytesView front, const Place& place) {
  ensure(place.event.size() <= 255, "an event name is short");
  Bytes out(front);
  out += view_of(place.log);
  out += view_of(place.request);
  append_number(out, place.ordinal);
  append_number(out, place.field);
  append_number(out, static_cast<std::uint8_t>(place.event.size()));
  out += place.event;
  return out;
}

static Result<Opened> parse(BytesView envelope) {
  ByteReader in(envelope);
  Opened out;
  const auto format = in.number<std::uint8_t>();
  if (format == purged_format && envelope.size() == purged_size)
    return fail(Errc::erased, "what stood here was purged: the person was erased", "envelope");
  out.purpose = static_cast<Purpose>(in.number<std::uint8_t>());
  const auto count = in.number<std::uint8_t>();
  for (std::size_t i = 0; i < count; ++i) out.subjects.push_back(in.id<SubjectRef>());
  const bool is_sorted =
      std::ranges::adjacent_find(out.subjects, std::ranges::greater_equal{}) == out.subjects.end();
  const bool is_purpose = out.purpose >= Purpose::identity && out.purpose <= Purpose::operations;
  out.salt = in.bytes(Salt{}.size());
  out.front = envelope.substr(0, envelope.size() - in.rest().size());
  out.commitment = in.bytes(commitment_size);
  out.sealed = in.rest();
  if (!in.intact() || format != envelope_format || count == 0 || !is_sorted || !is_purpose ||
      out.sealed.size() < aes_tag_size)
    return fail(Errc::corrupt, "this is not an envelope, or a damaged one", "envelope");
  return out;
}

Bytes seal_under(std::span<const Key> leaves, std::span<const SubjectRef> subjects, Purpose purpose,
                 const Place& place, BytesView plaintext, const Salt& salt) {
  Bytes out;
  append_number(out, envelope_format);
  append_number(out, static_cast<std::uint8_t>(purpose));
  append_number(out, static_cast<std::uint8_t>(subjects.size()));
  for (const SubjectRef& subject : subjects) out += view_of(subject);
  out += view_of(salt);
  Secrets secrets;
  derive(leaves, view_of(salt), secrets);
  const Bytes sealed =
      aes_seal(secrets.key(), secrets.nonce(), associated_data(out, place), plaintext);
  out += secrets.commitment();
  out += sealed;
  return out;
}

Result<Bytes> open_under(std::span<const Key> leaves, const Place& place, BytesView envelope) {
  const auto parts = parse(envelope);
  if (!parts) return fail(parts.error());
  Secrets secrets;
  derive(leaves, parts->salt, secrets);
  // Before the tag: GCM alone would let one ciphertext open under two keys.
  if (secrets.commitment() != parts->commitment)
    return fail(Errc::corrupt, "the envelope was sealed under other keys, or is damaged",
                "envelope");
  auto plaintext =
      aes_open(secrets.key(), secrets.nonce(), associated_data(parts->front, place), parts->sealed);
  if (!plaintext)
    return fail(Errc::corrupt, "the envelope is damaged, or belongs to another place", "envelope");
  return std::move(*plaintext);
}

static Result<std::vector<Key>> leaves_of(const Keyring& keys, std::span<const SubjectRef> subjects,
                                          Purpose purpose) {
  std::vector<Key> out;
  out.reserve(subjects.size());
  for (const SubjectRef& subject : subjects) {
    const auto leaf = keys.leaf(subject, purpose);
    if (!leaf) return fail(leaf.error());
    out.push_back(*leaf);
  }
  return out;
}

Result<Bytes> seal(const Keyring& keys, std::span<const SubjectRef> subjects, Purpose purpose,
                   const Place& place, BytesView plaintext) {
  if (subjects.empty() || subjects.size() > most_subjects)
    return fail(Errc::invalid, "an envelope is about 1 to 255 subjects", "subjects");
  if (std::ranges::adjacent_find(subjects, std::ranges::greater_equal{}) != subjects.end())
    return fail(Errc::invalid, "the subjects of an envelope are sorted and distinct", "subjects");
  const auto leaves = leaves_of(keys, subjects, purpose);
  if (!leaves) return fail(leaves.error());
  Salt salt;
  random_bytes(salt);
  return seal_under(*leaves, subjects, purpose, place, plaintext, salt);
}

Result<Bytes> open(const Keyring& keys, const Place& place, BytesView envelope) {
  const auto parts = parse(envelope);
  if (!parts) return fail(parts.error());
  const auto leaves = leaves_of(keys, parts->subjects, parts->purpose);
  if (!leaves) return fail(leaves.error());
  return open_under(*leaves, place, envelope);
}

Result<About> about_of(BytesView envelope) {
  auto parts = parse(envelope);
  if (!parts) return fail(parts.error());
  return About{std::move(parts->subjects), parts->purpose};
}

}  // namespace riskflow::eventstore
