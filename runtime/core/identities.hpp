#pragma once
// The identity index: from a directory key (object id, UPN, mail) to the subject.  In memory only,
// built by opening the sealed identities the `directory` stream lists; it keeps keyed hashes of the
// keys, never the keys themselves. It stands at a version of the directory: a decision made with it
// names that version, so two imports cannot both be first.

#include <array>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "domain/subject.hpp"
#include "eventstore/keyring.hpp"
#include "runtime/core/aggregates.hpp"

namespace riskflow::runtime {

// A directory key as it is compared: ASCII letters in lower case, as UPNs and mail domains compare.
std::string directory_key(std::string_view key);

// Thread rule: any thread.
class IdentityIndex {
 public:
  IdentityIndex(const eventstore::Log& log, const eventstore::Keyring& keys,
                Aggregates& aggregates);

  // Takes in what the directory stream has beyond what is known: reads the commits that changed it
  // and opens the identities there (about 20 us each).
  Status catch_up();

  // The version of the directory stream it stands at.
  Version version() const;

  // The subject with this object id, UPN or mail (case does not matter); none is a valid answer.
  std::optional<SubjectRef> find(std::string_view key) const;

  // Whether a subject is known by an object id, and not by this one: object ids are never given to
  // somebody else, UPNs and mail addresses are.
  bool has_other_object_id(const SubjectRef& subject, std::string_view object_id) const;

  // What is known of a subject: a fingerprint of the identity, to tell whether a sighting is news;
  // 0 when unknown.
  std::uint64_t fingerprint_of(const SubjectRef& subject) const;
  std::uint64_t fingerprint(const domain::subject::Identity& identity) const;

  // Who somebody is, opened from the log: for an import that changes a part of it.  Errors:
  // not_found, erased.
  Result<domain::subject::Identity> identity_of(const SubjectRef& subject) const;

  bool knows_pseudonym(std::string_view pseudonym) const;
  std::optional<SubjectRef> find_pseudonym(std::string_view pseudonym) const;
  std::size_t size() const;

 private:
  using Hash = std::array<std::uint8_t, 16>;  // the head of SHA-256(secret || text)
  Hash hash(std::string_view text) const;
  struct HashOfHash {
    std::size_t operator()(const Hash& h) const noexcept;
  };
  Status take_in(const eventstore::Commit& commit);
  void take_in(const SubjectRef& subject, const domain::subject::Identity& identity);
  void drop_keys(const SubjectRef& subject);

  const eventstore::Log& log_;
  const eventstore::Keyring& keys_;
  Aggregates& aggregates_;
  std::array<char, 32> secret_{};  // of the hashes; fresh in each process

  mutable std::mutex mutex_;
  Version version_{};
  std::unordered_map<Hash, SubjectRef, HashOfHash> by_key_;
  struct Known {
    std::uint64_t fingerprint = 0;
    std::array<std::optional<Hash>, 3> keys;  // object id, UPN, mail
  };
  std::unordered_map<SubjectRef, Known> known_;
  std::unordered_map<Hash, SubjectRef, HashOfHash> pseudonyms_;
};

}  // namespace riskflow::runtime
