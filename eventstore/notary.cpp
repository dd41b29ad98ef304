#include "eventstore/notary.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "eventstore/crypto.hpp"
#include "eventstore/durable_file.hpp"
#include "eventstore/floor.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

static constexpr std::size_t file_size_max = 1'000'000;

std::string origin_of(const LogId& origin) { return "riskflow/" + to_text(origin); }

static std::unexpected<Error> damaged(const fs::path& file, std::string_view what) {
  return fail(Errc::corrupt, fmt::format("{}: {}", file.string(), what), file.filename().string());
}

// ---- the key ----

// 64 hexadecimal digits and a newline.
static Result<proof::SigningKey> key_from(Bytes text, const fs::path& file, const LogId& origin) {
  std::array<std::uint8_t, 32> secret{};
  const std::string_view digits(text);
  const auto half = [&](std::size_t at) {
    return id_bytes_from_text(digits.substr(at, 32), "key");
  };
  const bool is_whole = digits.size() == 65 && digits.ends_with('\n');
  const auto first = is_whole ? half(0) : fail(Errc::corrupt, "cut");
  const auto second = is_whole ? half(32) : fail(Errc::corrupt, "cut");
  if (first) std::ranges::copy(*first, secret.begin());
  if (second) std::ranges::copy(*second, secret.begin() + 16);
  wipe(text);
  if (!first || !second) return damaged(file, "not the secret of a signing key");
  auto key = proof::SigningKey::from_secret(origin_of(origin), secret);
  wipe(secret);
  return key;
}

static Result<proof::SigningKey> make_key(const fs::path& file, const LogId& origin) {
  auto key = proof::SigningKey::generate(origin_of(origin));
  auto secret = key.secret();
  auto text = hex(view_of(secret)) + '\n';
  wipe(secret);
  const auto written = write_file(file, text);
  wipe(text);
  if (!written) return fail(written.error());
  return key;
}

// A key is made only where nothing was signed yet: with another one, old checkpoints would look
// forged.
static Result<proof::SigningKey> read_or_make_key(const fs::path& folder, const LogId& origin) {
  const auto file = folder / audit_key_file;
  auto text = read_file(file, file_size_max);
  if (text) return key_from(std::move(*text), file, origin);
  if (text.error().code != Errc::not_found) return fail(text.error());
  std::error_code ignored;
  if (fs::exists(folder / checkpoint_file, ignored))
    return damaged(file, "missing, though checkpoints were signed with it: put it back");
  return make_key(file, origin);
}

// ---- the notary ----

Notary::Notary(const Log& log, fs::path folder, proof::SigningKey key)
    : log_(log), folder_(std::move(folder)), key_(std::move(key)) {}

Result<std::unique_ptr<Notary>> Notary::open(const Log& log, const fs::path& folder) {
  std::error_code ignored;
  const auto start = fs::exists(folder / audit_key_file, ignored) ? Start::old_key : Start::new_key;
  auto key = read_or_make_key(folder, log.origin());
  if (!key) return fail(key.error());
  const auto verifier = to_text(key->verifier()) + '\n';
  if (const auto there = read_file(folder / audit_verifier_file, file_size_max);
      !there || *there != verifier)
    if (auto ok = write_file(folder / audit_verifier_file, verifier); !ok) return fail(ok.error());
  std::unique_ptr<Notary> notary(new Notary(log, folder, std::move(*key)));
  if (auto ok = notary->read_checkpoint(start); !ok) return fail(ok.error());
  return notary;
}

// The first checkpoint is signed at once, so that a log with a key and without one has lost it.
Status Notary::begin(Start start, const fs::path& file) {
  if (start == Start::old_key && log_.head() > Position{})
    return damaged(file,
                   "missing, though events were signed: put it back (or, to begin with a new key "
                   "and tell the auditors, remove audit.key and audit.pub too)");
  const auto note = sign();
  return note ? Status{} : fail(note.error());
}

Status Notary::read_checkpoint(Start start) {
  const auto file = folder_ / checkpoint_file;
  auto note = read_file(file, file_size_max);
  if (!note && note.error().code != Errc::not_found) return fail(note.error());
  if (!note) return begin(start, file);
  const auto checkpoint = proof::verify_checkpoint(*note, std::array{key_.verifier()});
  if (!checkpoint) return damaged(file, checkpoint.error().message);
  if (auto ok = check(*checkpoint); !ok) return ok;
  size_ = checkpoint->tree.size;
  newest_ = std::move(*note);
  return {};
}

// The floor below which no log may lie: what was signed was durable.
Status Notary::check(const proof::Checkpoint& checkpoint) const {
  return check_floor(checkpoint.tree, to_number(log_.head()),
                     [&](std::uint64_t size) { return log_.tree(size); });
}

Result<std::optional<proof::TreeHead>> signed_floor(const fs::path& folder) {
  const auto note = read_file(folder / checkpoint_file, file_size_max);
  const auto text = read_file(folder / audit_verifier_file, file_size_max);
  for (const auto* const file : {&note, &text})
    if (!*file && file->error().code != Errc::not_found) return fail(file->error());
  if (!note || !text) return std::nullopt;
  const auto keys = proof::verifier_keys_from_text(*text);
  if (!keys) return damaged(folder / audit_verifier_file, keys.error().message);
  const auto checkpoint = proof::verify_checkpoint(*note, *keys);
  if (!checkpoint) return damaged(folder / checkpoint_file, checkpoint.error().message);
  return checkpoint->tree;
}

Result<std::string> Notary::sign() {
  const std::scoped_lock lock(mutex_);
  const auto head = to_number(log_.head());
  if (head == size_ && !newest_.empty()) return newest_;
  const auto tree = log_.tree(head);
  if (!tree) return fail(tree.error());
  const std::array keys{&key_};
  auto note = proof::sign_note(to_text(proof::Checkpoint{origin_of(log_.origin()), *tree}), keys);
  if (auto ok = write_file(folder_ / checkpoint_file, note); !ok) return fail(ok.error());
  size_ = head;
  newest_ = std::move(note);
  return newest_;
}

Result<std::string> Notary::sign(std::uint64_t size) {
  if (const auto newest = sign(); !newest) return newest;
  const auto tree = log_.tree(size);
  if (!tree) return fail(tree.error());
  const std::array keys{&key_};
  return proof::sign_note(to_text(proof::Checkpoint{origin_of(log_.origin()), *tree}), keys);
}

std::string Notary::sign(const ErasureList& erasures) const {
  const std::array keys{&key_};
  return proof::sign_note(text_of(erasures), keys);
}

std::uint64_t Notary::signed_size() const {
  const std::scoped_lock lock(mutex_);
  return size_;
}

}  // namespace riskflow::eventstore
