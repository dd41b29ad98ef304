#include "eventstore/escrow.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "domain/core/big_endian.hpp"
#include "eventstore/crypto.hpp"
#include "eventstore/durable_file.hpp"
#include "eventstore/proof/text.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

static constexpr BytesView escrow_magic = "riskflow-escrow";
static constexpr std::uint16_t escrow_format = 1;
static constexpr std::size_t artefact_size_max = 1'000'000;

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
  const auto format = in.number<std::uint16_t>();
  if (format > escrow_format)
    return fail(Errc::corrupt,
                fmt::format("the escrow has format {}, this riskflow knows up to {}: use a newer "
                            "one",
                            format, escrow_format),
                "escrow", {{"reason", "newer_format"}});
  EscrowTerms terms;
  terms.log = in.id<LogId>();
  terms.generation = in.number<std::uint64_t>();
  terms.erasures = in.number<std::uint64_t>();
  terms.made = take_instant(in);
  terms.until = take_instant(in);
  if (!in.intact()) return fail(Errc::corrupt, "the escrow is cut short", "escrow");
  if (format != escrow_format) return fail(Errc::corrupt, "the escrow is damaged", "escrow");
  return terms;
}

Result<EscrowTerms> escrow_terms(BytesView artefact) {
  ByteReader in(artefact);
  return take_terms(in);
}

static std::unexpected<Error> not_looked_at(const fs::path& folder, const std::error_code& why) {
  return fail(Errc::unavailable,
              fmt::format("cannot look into {}: {}", folder.string(), why.message()), "escrow");
}

// A file that went meanwhile is not there.
static void take_file(const fs::path& path, Roots& out) {
  const auto bytes = read_file(path, artefact_size_max);
  if (!bytes && bytes.error().code == Errc::not_found) return;
  const auto terms = bytes ? escrow_terms(*bytes) : Result<EscrowTerms>(fail(bytes.error()));
  if (terms) return out.files.push_back({path, *terms});
  auto error = terms.error();
  error.message = fmt::format("{}: {}", path.string(), error.message);
  out.damaged.push_back(std::move(error));
}

Result<Roots> roots_in(const fs::path& folder) {
  Roots out;
  std::error_code error;
  if (!fs::exists(folder, error) && !error) return out;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::end(entry); entry.increment(error))
    if (entry->path().extension() == root_ending) take_file(entry->path(), out);
  if (error) return not_looked_at(folder, error);
  return out;
}

Bytes encode(const RestoredRoot& root) {
  return fmt::format("{} {}\n", root.generation, to_text(root.until));
}

Result<std::optional<RestoredRoot>> restored_root(const fs::path& keys) {
  const auto file = keys / restored_root_file;
  const auto text = read_file(file, artefact_size_max);
  if (!text && text.error().code == Errc::not_found) return std::nullopt;
  if (!text) return fail(text.error());
  BytesView line = *text;
  if (line.ends_with('\n')) line.remove_suffix(1);
  const auto blank = std::min(line.find(' '), line.size());
  const auto generation = proof::number_from(line.substr(0, blank));
  const auto until = instant_from_text(line.substr(std::min(blank + 1, line.size())));
  if (!generation || !until)
    return fail(Errc::corrupt, fmt::format("{} is damaged", file.string()), "keys");
  return RestoredRoot{*generation, *until};
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
