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

// A key is made only where nothing was signed yet: with another one, old checkpoints would look
// forged.
static Result<SigningKeys> read_or_make_keys(const fs::path& folder, const LogId& origin) {
  const auto name = origin_of(origin);
  auto keys = SigningKeys::read(folder, name);
  if (keys || keys.error().code != Errc::not_found) return keys;
  std::error_code ignored;
  if (fs::exists(folder / checkpoint_file, ignored))
    return damaged(folder / audit_key_file,
                   "missing, though checkpoints were signed with it: put it back");
  return SigningKeys::make(folder, name);
}

Notary::Notary(const Log& log, fs::path folder, SigningKeys keys)
    : log_(log), folder_(std::move(folder)), keys_(std::move(keys)) {}

Result<std::unique_ptr<Notary>> Notary::open(const Log& log, const fs::path& folder) {
  std::error_code ignored;
  const auto start = fs::exists(folder / audit_key_file, ignored) ? Start::old_key : Start::new_key;
  auto keys = read_or_make_keys(folder, log.origin());
  if (!keys) return fail(keys.error());
  std::unique_ptr<Notary> notary(new Notary(log, folder, std::move(*keys)));
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
  const auto checkpoint = proof::verify_checkpoint(*note, keys_.verifiers());
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
  if (!note && note.error().code != Errc::not_found) return fail(note.error());
  const auto keys = verifiers_in(folder);
  if (!keys && keys.error().code != Errc::not_found) return fail(keys.error());
  if (!note || !keys) return std::nullopt;
  const auto checkpoint = proof::verify_checkpoint(*note, *keys);
  if (!checkpoint) return damaged(folder / checkpoint_file, checkpoint.error().message);
  return checkpoint->tree;
}

// ---- signing ----

std::string Notary::note_of(const proof::TreeHead& tree) const {
  return keys_.sign(to_text(proof::Checkpoint{origin_of(log_.origin()), tree}));
}

// A signature says that whoever signed has these events: of a damaged log nobody can say that.
Status Notary::may_vouch() const {
  auto found = log_.health();
  if (found.condition != Condition::broken) return {};
  return fail(std::move(*found.cause));
}

Result<std::string> Notary::sign_newest() {
  if (auto ok = may_vouch(); !ok) return fail(ok.error());
  const auto tree = log_.tree(to_number(log_.head()));
  if (!tree) return fail(tree.error());
  auto note = note_of(*tree);
  if (auto ok = write_file(folder_ / checkpoint_file, note); !ok) return fail(ok.error());
  size_ = tree->size;
  newest_ = std::move(note);
  return newest_;
}

Result<std::string> Notary::sign() {
  const std::scoped_lock lock(mutex_);
  if (to_number(log_.head()) == size_ && !newest_.empty()) return newest_;
  return sign_newest();
}

Result<std::string> Notary::sign(std::uint64_t size) {
  if (auto ok = may_vouch(); !ok) return fail(ok.error());
  if (const auto newest = sign(); !newest) return newest;
  const auto tree = log_.tree(size);
  if (!tree) return fail(tree.error());
  const std::scoped_lock lock(mutex_);
  return note_of(*tree);
}

std::string Notary::sign(const ErasureList& erasures) const {
  const std::scoped_lock lock(mutex_);
  return keys_.sign(text_of(erasures));
}

std::uint64_t Notary::signed_size() const {
  const std::scoped_lock lock(mutex_);
  return size_;
}

// ---- the keys ----

std::vector<proof::VerifierKey> Notary::keys() const {
  const std::scoped_lock lock(mutex_);
  return keys_.verifiers();
}

Status Notary::add_key() {
  const std::scoped_lock lock(mutex_);
  if (auto ok = keys_.add(); !ok) return ok;
  const auto note = sign_newest();
  return note ? Status{} : fail(note.error());
}

// Signed by all before one of them is gone: the newest checkpoint is the floor of the log, and
// stays one that the other key vouches for.
Status Notary::retire_key(proof::KeyId key) {
  const std::scoped_lock lock(mutex_);
  if (const auto note = sign_newest(); !note) return fail(note.error());
  if (auto ok = keys_.retire(key); !ok) return ok;
  const auto note = sign_newest();
  return note ? Status{} : fail(note.error());
}

}  // namespace riskflow::eventstore
