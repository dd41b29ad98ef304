#include "tests/eventstore/proof/paper_log.hpp"

#include <fmt/format.h>

#include "domain/core/big_endian.hpp"

namespace riskflow::proof {

static const Bytes sealed_piece("\x06\0\0\0sealed", 10);

static OwnPayload of_pieces(const Bytes& plain, const Bytes& sealed) {
  OwnPayload out{plain + sealed, {}};
  for (const auto size : {plain.size(), sealed.size(), std::size_t{0}})
    append_number(out.sizes, static_cast<std::uint32_t>(size));
  return out;
}

PaperLog::PaperLog(std::uint64_t size, std::string_view marks) : marks_(marks) {
  for (std::uint64_t n = 0; n < size; ++n) {
    const auto written = payload_of(n);
    const auto hash = *hash_of(written.view());
    Bytes bytes;
    leaf_bytes(leaf_of(n, view_of(hash)), bytes);
    leaves_.push_back(leaf_hash(bytes));
  }
}

TreeHead PaperLog::tree(std::uint64_t size) const {
  Frontier made;
  for (std::uint64_t n = 0; n < size; ++n) made.add(leaves_[n]);
  return {size, made.root()};
}

std::string PaperLog::signed_tree(const SigningKey& key, std::uint64_t size) const {
  const std::array keys{&key};
  return sign_note(to_text(Checkpoint{std::string(origin), tree(size)}), keys);
}

SubtreeRoot PaperLog::subtrees() const {
  return [this](unsigned level, std::uint64_t index) -> Result<Hash> {
    Frontier made;
    for (auto n = index << level; n < (index + 1) << level; ++n) made.add(leaves_[n]);
    return made.root();
  };
}

std::vector<std::string> PaperLog::lines(const SigningKey& key, std::uint64_t from,
                                         std::uint64_t to, std::optional<std::uint64_t> since,
                                         std::optional<std::uint64_t> purge) const {
  ExportHead head{Position{from},
                  Position{to},
                  *range_proof(from, to, size(), subtrees()),
                  {},
                  signed_tree(key, size())};
  if (since) head.growth = Growth{*since, *consistency_proof(*since, size(), subtrees())};
  if (purge) head.purge = CarriedPurge{line(*purge), *inclusion_proof(*purge, size(), subtrees())};
  std::vector<std::string> out{to_line(head)};
  for (auto n = from; n < to; ++n) out.push_back(line(n));
  return out;
}

std::string PaperLog::line(std::uint64_t n) const {
  const auto written = payload_of(n);
  const auto hash = *hash_of(written.view());
  return to_line(leaf_of(n, view_of(hash)), written.view());
}

Leaf PaperLog::leaf_of(std::uint64_t n, BytesView payload_hash) const {
  Leaf leaf;
  leaf.index = static_cast<std::uint32_t>(n % 3);
  leaf.header.first = Position{n - n % 3};
  leaf.header.events = 3;
  leaf.header.request.bytes.fill(static_cast<std::uint8_t>(n / 3));
  leaf.header.actor.kind = ActorRef::Kind::person;
  leaf.header.actor.ref.bytes.fill(0xa1);
  if (n > 3) leaf.header.cause.event = Position{n / 3};
  leaf.header.occurred = Instant{std::chrono::microseconds{1'768'204'800'000'000 + n / 3}};
  leaf.header.recorded = leaf.header.occurred + std::chrono::microseconds{500'000};
  leaf.fingerprint.fill(7);
  leaf.event = {"case-01",
                Version{n + 1},
                "case.noted",
                1,
                static_cast<std::uint32_t>(payload_of(n).bytes.size()),
                payload_hash};
  return leaf;
}

OwnPayload PaperLog::payload_of(std::uint64_t n) const {
  return of_pieces(fmt::format("{}payload {}", marks_, n), sealed_piece);
}

OwnPayload PaperLog::purged_payload_of(std::uint64_t n) const {
  return of_pieces(fmt::format("{}payload {}", marks_, n), purged(sealed_piece));
}

SigningKey a_key() {
  std::array<std::uint8_t, 32> secret{};
  secret.fill(5);
  return SigningKey::from_secret(PaperLog::origin, secret);
}

}  // namespace riskflow::proof
