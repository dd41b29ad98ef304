#include "runtime/core/identities.hpp"

#include <cstring>

#include <openssl/rand.h>

#include "domain/codec/codec.hpp"
#include "domain/core/ensure.hpp"
#include "eventstore/crypto.hpp"
#include "runtime/core/sealing.hpp"

namespace riskflow::runtime {

using domain::subject::Identity;

IdentityIndex::IdentityIndex(const eventstore::Log& log, const eventstore::Keyring& keys,
                             Aggregates& aggregates)
    : log_(log), keys_(keys), aggregates_(aggregates) {
  ensure(RAND_bytes(reinterpret_cast<unsigned char*>(secret_.data()),
                    static_cast<int>(secret_.size())) == 1,
         "the system gives random numbers");
}

std::size_t IdentityIndex::HashOfHash::operator()(const Hash& h) const noexcept {
  std::size_t head = 0;
  std::memcpy(&head, h.data(), sizeof head);
  return head;
}

std::string directory_key(std::string_view key) {
  std::string out(key);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

IdentityIndex::Hash IdentityIndex::hash(std::string_view text) const {
  std::string salted(secret_.data(), secret_.size());
  salted += text;
  const auto digest = eventstore::sha256(salted);
  Hash head;
  std::memcpy(head.data(), digest.data(), head.size());
  return head;
}

std::uint64_t IdentityIndex::fingerprint(const Identity& identity) const {
  const auto digest = hash(codec::personal_bytes(identity));
  std::uint64_t head = 0;
  std::memcpy(&head, digest.data(), sizeof head);
  return head | 1;  // never 0, which says "unknown"
}

Result<Identity> IdentityIndex::identity_of(const SubjectRef& subject) const {
  const auto loaded = aggregates_.load(domain::subject::stream(subject));
  if (!loaded) return fail(loaded.error());
  const auto& state = std::get<domain::subject::State>((*loaded)->state);
  if (!state.identity) return fail(Errc::not_found, "no such user");
  const auto opened = open_sealed(log_, keys_, *state.identity);
  if (!opened) return fail(opened.error());
  return codec::personal_from_bytes<Identity>(opened->plaintext);
}

// An address that was given up may be somebody else's by now.
void IdentityIndex::drop_keys(const SubjectRef& subject) {
  for (const auto& stale : known_[subject].keys)
    if (const auto held = stale ? by_key_.find(*stale) : by_key_.end();
        held != by_key_.end() && held->second == subject)
      by_key_.erase(held);
}

void IdentityIndex::take_in(const SubjectRef& subject, const Identity& identity) {
  drop_keys(subject);
  auto& known = known_[subject];
  known = {fingerprint(identity), {}};
  std::size_t next = 0;
  for (const auto* key : {&identity.object_id, &identity.user_principal_name, &identity.mail}) {
    auto& place = known.keys[next++];
    if (key->empty()) continue;
    place = hash(directory_key(*key));
    by_key_[*place] = subject;
  }
}

// Whose identity an event brings, and where it stands; nothing for other events.
struct Introduction {
  SubjectRef subject;
  std::optional<PersonalRef> identity;
};

static Introduction introduction(const domain::AnyEvent& event) {
  if (const auto* registered = std::get_if<domain::subject::Registered>(&event))
    return {registered->subject, registered->identity.ref()};
  if (const auto* changed = std::get_if<domain::subject::IdentityChanged>(&event))
    return {changed->subject, changed->identity.ref()};
  return {};
}

static SubjectRef whom_it_erases(const domain::AnyEvent& event) {
  if (const auto* erased = std::get_if<domain::erasure::Erased>(&event)) return erased->subject;
  if (const auto* over = std::get_if<domain::erasure::CarriedOver>(&event)) return over->subject;
  return {};
}

// Every identity is in the commit that changes the directory by it.
Status IdentityIndex::take_in(const eventstore::Commit& commit) {
  for (const auto& stored : commit.events) {
    const auto event = codec::decode(stored.type, stored.schema, stored.payload, stored.position);
    if (!event) return fail(event.error());
    if (const auto erased = whom_it_erases(*event)) {
      drop_keys(erased);
      known_.erase(erased);
    }
    if (const auto* registered = std::get_if<domain::subject::Registered>(&*event))
      pseudonyms_[hash(directory_key(registered->pseudonym))] = registered->subject;
    const auto [subject, sealed] = introduction(*event);
    if (!sealed) continue;
    const auto opened = open_field(log_.id(), keys_, commit.header, stored, sealed->field);
    if (!opened && opened.error().code == Errc::erased) continue;
    if (!opened) return fail(opened.error());
    const auto identity = codec::personal_from_bytes<Identity>(opened->plaintext);
    if (!identity) return fail(identity.error());
    take_in(subject, *identity);
  }
  return {};
}

Status IdentityIndex::catch_up() {
  const std::scoped_lock lock(mutex_);
  std::vector<Position> changes;  // where the commits begin
  const auto version =
      log_.read_stream(domain::directory::stream(), version_,
                       [&](const eventstore::CommitHeader& header, const eventstore::StoredEvent&) {
                         changes.push_back(header.first);
                         return eventstore::Reading::more;
                       });
  if (!version) return fail(version.error());
  for (const Position change : changes) {
    const auto commit = log_.commit_at(change);
    if (!commit) return fail(commit.error());
    if (auto ok = take_in(*commit); !ok) return ok;
  }
  version_ = *version;
  return {};
}

Version IdentityIndex::version() const {
  const std::scoped_lock lock(mutex_);
  return version_;
}

std::optional<SubjectRef> IdentityIndex::find(std::string_view key) const {
  if (key.empty()) return {};
  const auto wanted = hash(directory_key(key));
  const std::scoped_lock lock(mutex_);
  const auto found = by_key_.find(wanted);
  if (found == by_key_.end()) return {};
  return found->second;
}

bool IdentityIndex::has_other_object_id(const SubjectRef& subject,
                                        std::string_view object_id) const {
  const auto this_one = hash(directory_key(object_id));
  const std::scoped_lock lock(mutex_);
  const auto found = known_.find(subject);
  if (found == known_.end()) return false;
  const auto& known = found->second.keys.front();
  return known && *known != this_one;
}

std::uint64_t IdentityIndex::fingerprint_of(const SubjectRef& subject) const {
  const std::scoped_lock lock(mutex_);
  const auto found = known_.find(subject);
  return found == known_.end() ? 0 : found->second.fingerprint;
}

bool IdentityIndex::knows_pseudonym(std::string_view pseudonym) const {
  const auto wanted = hash(directory_key(pseudonym));
  const std::scoped_lock lock(mutex_);
  return pseudonyms_.contains(wanted);
}

std::optional<SubjectRef> IdentityIndex::find_pseudonym(std::string_view pseudonym) const {
  const auto wanted = hash(directory_key(pseudonym));
  const std::scoped_lock lock(mutex_);
  const auto found = pseudonyms_.find(wanted);
  if (found == pseudonyms_.end()) return {};
  return found->second;
}

std::size_t IdentityIndex::size() const {
  const std::scoped_lock lock(mutex_);
  return known_.size();
}

}  // namespace riskflow::runtime
