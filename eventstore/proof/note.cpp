#include "eventstore/proof/note.hpp"

#include <algorithm>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "domain/core/ensure.hpp"
#include "eventstore/proof/base64.hpp"

namespace riskflow::proof {

static constexpr std::size_t note_size_max = 1'000'000;
static constexpr std::size_t signatures_max = 100;
static constexpr std::uint8_t ed25519 = 1;  // the type of a key, by the specification
static constexpr std::size_t key_id_size = 4;
static constexpr std::size_t signature_size = 64;
static constexpr std::string_view line_start = "\xe2\x80\x94 ";  // an em dash and a blank

struct FreeKey {
  void operator()(EVP_PKEY* held) const { EVP_PKEY_free(held); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* held) const { EVP_MD_CTX_free(held); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

static const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

static std::string_view view_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// ---- keys ----

bool is_key_name(std::string_view name) {
  return !name.empty() && std::ranges::none_of(name, [](char c) {
    return c == '+' || c == '\x7f' || static_cast<unsigned char>(c) <= ' ';
  });
}

static std::string bytes_of(KeyId id) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(id >> shift);
  return bytes;
}

static KeyId key_id_from(BytesView bytes) {
  KeyId id = 0;
  for (const char c : bytes.substr(0, key_id_size)) id = id << 8 | static_cast<std::uint8_t>(c);
  return id;
}

static std::string typed(std::span<const std::uint8_t, 32> public_key) {
  return static_cast<char>(ed25519) + std::string(view_of(public_key));
}

VerifierKey make_verifier_key(std::string_view name,
                              const std::array<std::uint8_t, 32>& public_key) {
  const auto hash = sha256(std::string(name) + '\n' + typed(public_key));
  return {std::string(name), key_id_from(view_of(hash)), public_key};
}

std::string to_text(const VerifierKey& key) {
  return key.name + '+' + hex(bytes_of(key.id)) + '+' + base64(typed(key.public_key));
}

std::string to_text(std::span<const VerifierKey> keys) {
  std::string out;
  for (const auto& key : keys) out += to_text(key) + '\n';
  return out;
}

static std::unexpected<Error> no_verifier_key() {
  return fail(Errc::invalid, "not a verifier key: expected name+8 hexadecimal digits+base64",
              "key");
}

Result<VerifierKey> verifier_key_from_text(std::string_view text) {
  const auto first = text.find('+');
  const auto second = first == text.npos ? text.npos : text.find('+', first + 1);
  if (second == text.npos) return no_verifier_key();
  const auto name = text.substr(0, first);
  const auto bytes = from_base64(text.substr(second + 1));
  if (!is_key_name(name) || !bytes || bytes->empty()) return no_verifier_key();
  if (bytes->front() != static_cast<char>(ed25519) || bytes->size() != 33)
    return fail(Errc::invalid, "the key is not of a kind that is known: expected Ed25519", "key");
  std::array<std::uint8_t, 32> public_key{};
  std::ranges::copy(std::string_view(*bytes).substr(1), public_key.begin());
  auto key = make_verifier_key(name, public_key);
  if (hex(bytes_of(key.id)) != text.substr(first + 1, second - first - 1))
    return fail(Errc::invalid, "the key's id does not belong to its name and bytes", "key");
  return key;
}

Result<std::vector<VerifierKey>> verifier_keys_from_text(std::string_view text) {
  std::vector<VerifierKey> keys;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    auto key = verifier_key_from_text(line);
    if (!key) return fail(key.error());
    keys.push_back(std::move(*key));
  }
  if (keys.empty()) return fail(Errc::invalid, "there is no key in it", "key");
  return keys;
}

std::vector<VerifierKey> keys_named(std::string_view name, std::span<const VerifierKey> keys) {
  std::vector<VerifierKey> out;
  std::ranges::copy_if(keys, std::back_inserter(out),
                       [&](const VerifierKey& key) { return key.name == name; });
  return out;
}

struct SigningKey::Private {
  Key key;
};

SigningKey::SigningKey(VerifierKey verifier, std::unique_ptr<Private> key)
    : verifier_(std::move(verifier)), key_(std::move(key)) {}
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

static std::array<std::uint8_t, 32> public_half(EVP_PKEY* key) {
  std::array<std::uint8_t, 32> out{};
  std::size_t size = out.size();
  ensure(EVP_PKEY_get_raw_public_key(key, out.data(), &size) == 1 && size == out.size(),
         "OpenSSL gives the public half of a key");
  return out;
}

SigningKey SigningKey::generate(std::string_view name) {
  ensure(is_key_name(name), "a key's name has no blank and no plus sign");
  Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  ensure(key != nullptr, "OpenSSL makes Ed25519 keys");
  auto verifier = make_verifier_key(name, public_half(key.get()));
  return {std::move(verifier), std::make_unique<Private>(Private{std::move(key)})};
}

SigningKey SigningKey::from_secret(std::string_view name,
                                   std::span<const std::uint8_t, 32> secret) {
  ensure(is_key_name(name), "a key's name has no blank and no plus sign");
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, secret.data(), secret.size()));
  ensure(key != nullptr, "32 bytes are an Ed25519 key");
  auto verifier = make_verifier_key(name, public_half(key.get()));
  return {std::move(verifier), std::make_unique<Private>(Private{std::move(key)})};
}

std::array<std::uint8_t, 32> SigningKey::secret() const {
  std::array<std::uint8_t, 32> out{};
  std::size_t size = out.size();
  ensure(
      EVP_PKEY_get_raw_private_key(key_->key.get(), out.data(), &size) == 1 && size == out.size(),
      "OpenSSL gives the private half of a key");
  return out;
}

std::string SigningKey::signature_line(std::string_view text) const {
  ensure(text.ends_with('\n'), "the text of a note ends in a newline");
  const Context context(EVP_MD_CTX_new());
  std::array<std::uint8_t, signature_size> signature{};
  std::size_t size = signature.size();
  ensure(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_->key.get()) == 1 &&
             EVP_DigestSign(context.get(), signature.data(), &size, raw(text), text.size()) == 1 &&
             size == signature.size(),
         "OpenSSL signs with Ed25519");
  std::string line(line_start);
  line += verifier_.name;
  line += ' ';
  line += base64(bytes_of(verifier_.id) + std::string(view_of(signature)));
  line += '\n';
  return line;
}

// ---- notes ----

std::string sign_note(std::string_view text, std::span<const SigningKey* const> keys) {
  std::string note(text);
  note += '\n';
  for (const auto* key : keys) note += key->signature_line(text);
  return note;
}

static std::unexpected<Error> no_note(std::string_view what) {
  return fail(Errc::invalid, "not a signed note: " + std::string(what), "note");
}

static bool has_control_characters(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    return (static_cast<unsigned char>(c) < ' ' && c != '\n') || c == '\x7f';
  });
}

static std::optional<NoteSignature> signature_from(std::string_view line) {
  if (!line.starts_with(line_start)) return std::nullopt;
  line.remove_prefix(line_start.size());
  const auto blank = line.find(' ');
  if (blank == line.npos || !is_key_name(line.substr(0, blank))) return std::nullopt;
  const auto bytes = from_base64(line.substr(blank + 1));
  if (!bytes || bytes->size() <= key_id_size) return std::nullopt;
  return NoteSignature{std::string(line.substr(0, blank)), key_id_from(*bytes),
                       bytes->substr(key_id_size)};
}

Result<Note> note_from_text(std::string_view note) {
  if (note.size() > note_size_max) return no_note("it is larger than 1 MB");
  if (has_control_characters(note)) return no_note("it holds control characters");
  const auto blank_line = note.rfind("\n\n");
  if (blank_line == note.npos) return no_note("no blank line stands before its signatures");
  Note out{std::string(note.substr(0, blank_line + 1)), {}};
  auto rest = note.substr(blank_line + 2);
  if (!rest.ends_with('\n')) return no_note("its last line is cut");
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    auto signature = signature_from(rest.substr(0, end));
    if (!signature) return no_note("a signature line is malformed");
    if (out.signatures.size() == signatures_max) return no_note("it has too many signatures");
    out.signatures.push_back(std::move(*signature));
    rest.remove_prefix(end + 1);
  }
  return out;
}

static bool holds(const VerifierKey& key, std::string_view text, BytesView signature) {
  const Key made(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.public_key.data(),
                                             key.public_key.size()));
  const Context context(EVP_MD_CTX_new());
  return made && signature.size() == signature_size &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, made.get()) == 1 &&
         EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(text),
                          text.size()) == 1;
}

Result<Note> verify_note(std::string_view note, std::span<const VerifierKey> keys) {
  auto out = note_from_text(note);
  if (!out) return out;
  bool is_signed = false;
  for (const auto& one : out->signatures) {
    const auto key = std::ranges::find_if(
        keys, [&](const auto& k) { return k.id == one.key && k.name == one.name; });
    if (key == keys.end()) continue;
    if (!holds(*key, out->text, one.signature))
      return fail(Errc::invalid, "the signature of " + one.name + " does not hold", "note");
    is_signed = true;
  }
  if (!is_signed) return fail(Errc::invalid, "no key that is known has signed it", "note");
  return out;
}

}  // namespace riskflow::proof
