#include "eventstore/notary.hpp"

#include <algorithm>
#include <array>

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

static constexpr std::string_view way_out =
    "(or, to begin with a new key and tell the auditors, remove audit.key, audit.pub and "
    "checkpoint)";

static std::unexpected<Error> missing(const fs::path& file, std::string_view why) {
  return damaged(file, fmt::format("missing, though {}: put it back {}", why, way_out));
}

// ---- the newest checkpoint ----

// The keys in `file` know nothing of a note that others signed; else the note is what is damaged.
static std::unexpected<Error> not_verified(const fs::path& file, const fs::path& note_file,
                                           std::string_view note,
                                           std::span<const proof::VerifierKey> keys,
                                           const Error& why) {
  const auto read = proof::note_from_text(note);
  const auto is_theirs = [&](const proof::NoteSignature& one) {
    return std::ranges::any_of(keys, [&](const auto& key) { return key.id == one.key; });
  };
  if (!read || read->signatures.empty() || std::ranges::any_of(read->signatures, is_theirs))
    return damaged(note_file,
                   fmt::format("{}: put the newest checkpoint back {}", why.message, way_out));
  return damaged(file, fmt::format("it has not the key {:08x}, which signed the checkpoint: put "
                                   "the one that has it back {}",
                                   read->signatures.front().key, way_out));
}

static Result<proof::Checkpoint> verified(std::string_view note, const fs::path& folder,
                                          std::string_view key_file,
                                          std::span<const proof::VerifierKey> keys) {
  auto checkpoint = proof::verify_checkpoint(note, keys);
  if (checkpoint) return checkpoint;
  return not_verified(folder / key_file, folder / checkpoint_file, note, keys, checkpoint.error());
}

// By the name that the note gives itself: Notary::open sees whether it is that of the log.
static Result<SigningKeys> keys_of_note(const fs::path& folder, std::string_view note) {
  const auto name = note.substr(0, note.find('\n'));
  if (proof::is_key_name(name)) return SigningKeys::read(folder, name);
  return damaged(folder / checkpoint_file,
                 fmt::format("it is no checkpoint: put the newest one back {}", way_out));
}

Result<std::optional<proof::TreeHead>> signed_floor(const fs::path& folder) {
  const auto note = read_file(folder / checkpoint_file, file_size_max);
  if (!note && note.error().code != Errc::not_found) return fail(note.error());
  if (!note) return std::nullopt;
  const auto secrets = keys_of_note(folder, *note);
  if (!secrets && secrets.error().code != Errc::not_found) return fail(secrets.error());
  const auto keys = secrets ? Result<std::vector<proof::VerifierKey>>(secrets->verifiers())
                            : verifiers_in(folder);
  if (!keys && keys.error().code == Errc::not_found) return std::nullopt;
  if (!keys) return fail(keys.error());
  const auto checkpoint =
      verified(*note, folder, secrets ? audit_key_file : audit_verifier_file, *keys);
  if (!checkpoint) return fail(checkpoint.error());
  return checkpoint->tree;
}

// ---- opening ----

Notary::Notary(const Log& log, fs::path folder, SigningKeys keys)
    : log_(log), folder_(std::move(folder)), keys_(std::move(keys)) {}

Result<std::unique_ptr<Notary>> Notary::open(const Log& log, const fs::path& folder) {
  auto keys = SigningKeys::read(folder, origin_of(log.origin()));
  if (!keys && keys.error().code == Errc::not_found) return begin(log, folder);
  if (!keys) return fail(keys.error());
  std::unique_ptr<Notary> notary(new Notary(log, folder, std::move(*keys)));
  if (auto ok = notary->read_checkpoint(); !ok) return fail(ok.error());
  return notary;
}

// A key is made only where nothing was signed yet: with another one, old checkpoints would look
// forged.  That a log with events begins anew is noted before there is a key, so that no crash
// hides it.
Result<std::unique_ptr<Notary>> Notary::begin(const Log& log, const fs::path& folder) {
  std::error_code ignored;
  if (fs::exists(folder / checkpoint_file, ignored))
    return missing(folder / audit_key_file, "checkpoints were signed with it");
  auto keys = SigningKeys::generate(folder, origin_of(log.origin()));
  if (log.head() > Position{})
    if (auto ok = write_file(folder / new_key_file, to_text(keys.verifiers())); !ok)
      return fail(ok.error());
  if (auto ok = keys.save(); !ok) return fail(ok.error());
  std::unique_ptr<Notary> notary(new Notary(log, folder, std::move(keys)));
  if (auto ok = notary->sign_first(); !ok) return fail(ok.error());
  return notary;
}

// The first checkpoint is signed at once, so that a log with a key and without one has lost it.  A
// damaged log gets none, and can be read all the same.
Status Notary::sign_first() {
  if (!may_vouch()) return {};
  const auto note = sign();
  return note ? Status{} : fail(note.error());
}

Status Notary::read_checkpoint() {
  const auto file = folder_ / checkpoint_file;
  auto note = read_file(file, file_size_max);
  if (!note && note.error().code != Errc::not_found) return fail(note.error());
  if (!note && log_.head() > Position{} && !begins_anew())
    return missing(file, "events were signed");
  if (!note) return sign_first();
  const auto checkpoint = verified(*note, folder_, audit_key_file, keys_.verifiers());
  if (!checkpoint) return fail(checkpoint.error());
  if (auto ok = check(*checkpoint); !ok) return ok;
  size_ = checkpoint->tree.size;
  newest_ = std::move(*note);
  return {};
}

// A note that is left of other keys says nothing of these.
bool Notary::begins_anew() const {
  const auto noted = read_file(folder_ / new_key_file, file_size_max);
  return noted && *noted == to_text(std::array{keys().front()});
}

Status Notary::confirm_new_key() {
  std::error_code error;
  fs::remove(folder_ / new_key_file, error);
  if (error)
    return fail(Errc::unavailable, "cannot remove " + (folder_ / new_key_file).string(), "audit");
  return {};
}

Status Notary::publish() const {
  const std::scoped_lock lock(mutex_);
  return keys_.publish();
}

// The floor below which no log may lie: what was signed was durable.
Status Notary::check(const proof::Checkpoint& checkpoint) const {
  return check_floor(checkpoint.tree, to_number(log_.head()),
                     [&](std::uint64_t size) { return log_.tree(size); });
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
