#include "eventstore/signing_keys.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "eventstore/crypto.hpp"
#include "eventstore/durable_file.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

static constexpr std::size_t file_size_max = 100'000;
static constexpr std::size_t digits_of_key = 64;  // hexadecimal

// ---- the files ----

static std::unexpected<Error> damaged(const fs::path& file, std::string_view what) {
  return fail(Errc::corrupt, fmt::format("{}: {}", file.string(), what), file.filename().string());
}

static constexpr std::string_view not_a_secret =
    "not the secret of a signing key: put the file back (or, to begin with a new key and tell the "
    "auditors, remove audit.key, audit.pub and checkpoint)";

static std::optional<proof::SigningKey> key_from(std::string_view digits, std::string_view name) {
  const auto first = id_bytes_from_text(digits.substr(0, digits_of_key / 2), "key");
  const auto second = id_bytes_from_text(digits.substr(digits_of_key / 2), "key");
  if (!first || !second) return std::nullopt;
  std::array<std::uint8_t, 32> secret{};
  std::ranges::copy(*first, secret.begin());
  std::ranges::copy(*second, secret.begin() + 16);
  auto key = proof::SigningKey::from_secret(name, secret);
  wipe(secret);
  return key;
}

// Of a text that is cut, no key is believed.
static std::vector<proof::SigningKey> keys_from(std::string_view text, std::string_view name) {
  std::vector<proof::SigningKey> keys;
  for (; text.size() > digits_of_key; text.remove_prefix(digits_of_key + 1)) {
    auto key =
        text[digits_of_key] == '\n' ? key_from(text.substr(0, digits_of_key), name) : std::nullopt;
    if (!key) return {};
    keys.push_back(std::move(*key));
  }
  if (!text.empty()) keys.clear();
  return keys;
}

Result<std::vector<proof::VerifierKey>> verifiers_in(const fs::path& folder) {
  const auto file = folder / audit_verifier_file;
  const auto text = read_file(file, file_size_max);
  if (!text) return fail(text.error());
  auto keys = proof::verifier_keys_from_text(*text);
  if (!keys) return damaged(file, keys.error().message);
  return keys;
}

Status SigningKeys::publish() const {
  const auto lines = to_text(verifiers());
  const auto file = folder_ / audit_verifier_file;
  if (const auto there = read_file(file, file_size_max); there && *there == lines) return {};
  return write_file(file, lines);
}

Status SigningKeys::store(Old old) const {
  Bytes text;
  text.reserve(keys_.size() * (digits_of_key + 1));  // a string that grows leaves copies behind
  for (const auto& key : keys_) {
    auto secret = key.secret();
    auto digits = hex(view_of(secret));
    text += digits;
    text += '\n';
    wipe(secret);
    wipe(digits);
  }
  const auto file = folder_ / audit_key_file;
  const auto written = old == Old::none ? write_file(file, text) : replace_secret(file, text);
  wipe(text);
  return written ? publish() : written;
}

// ---- the keys ----

SigningKeys::SigningKeys(fs::path folder, std::vector<proof::SigningKey> keys)
    : folder_(std::move(folder)), keys_(std::move(keys)) {}

Result<SigningKeys> SigningKeys::read(const fs::path& folder, std::string_view name) {
  const auto file = folder / audit_key_file;
  auto text = read_file(file, file_size_max);
  if (!text) return fail(text.error());
  SigningKeys out(folder, keys_from(*text, name));
  wipe(*text);
  if (out.keys_.empty()) return damaged(file, not_a_secret);
  return out;
}

SigningKeys SigningKeys::generate(const fs::path& folder, std::string_view name) {
  SigningKeys out(folder, {});
  out.keys_.push_back(proof::SigningKey::generate(name));
  return out;
}

Status SigningKeys::save() const { return store(Old::none); }

std::vector<proof::VerifierKey> SigningKeys::verifiers() const {
  std::vector<proof::VerifierKey> out;
  for (const auto& key : keys_) out.push_back(key.verifier());
  return out;
}

std::string SigningKeys::sign(std::string_view text) const {
  std::vector<const proof::SigningKey*> keys;
  for (const auto& key : keys_) keys.push_back(&key);
  return proof::sign_note(text, keys);
}

Status SigningKeys::add() {
  if (keys_.size() > 1)
    return fail(Errc::conflict, "two keys sign already: retire the old one before a third is added",
                "key");
  keys_.insert(keys_.begin(), proof::SigningKey::generate(keys_.front().verifier().name));
  auto stored = store(Old::overwritten);
  if (!stored) keys_.erase(keys_.begin());
  return stored;
}

Status SigningKeys::retire(proof::KeyId key) {
  const auto found =
      std::ranges::find(keys_, key, [](const proof::SigningKey& one) { return one.verifier().id; });
  if (found == keys_.end()) return fail(Errc::not_found, "no key with this id signs", "key");
  if (keys_.size() == 1)
    return fail(Errc::conflict, "this is the only key that signs: add one before", "key");
  const auto place = found - keys_.begin();
  auto retired = std::move(*found);
  keys_.erase(found);
  auto stored = store(Old::overwritten);
  if (!stored) keys_.insert(keys_.begin() + place, std::move(retired));
  return stored;
}

}  // namespace riskflow::eventstore
