#pragma once
// Keys of persons: one leaf per (subject, purpose), derived from a tree, never stored one by one.
//
// The tree: arity 16; the path to a leaf is the subject's 32 hexadecimal digits followed by the
// purpose; child = HMAC-SHA256(parent seed, digit).  It is the tree-based puncturable pseudorandom
// function of Goldreich, Goldwasser and Micali (How to Construct Random Functions, JACM 33(4),
// 1986).  Erasing a person forgets the seeds on one path and keeps those beside it (key_tree.hpp).
// The seeds lie in key pages, each wrapped (AES-256-GCM) by a key in the page above, the top page
// by the root, the root by the operator's unlock key; an erasure writes the pages on its way anew
// under fresh keys and replaces the root, so that no older copy opens any more (key_pages.hpp).

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/core/ids.hpp"
#include "domain/core/time.hpp"

namespace riskflow::eventstore {

// 32 bytes of key, wiped when they go.
class Key {
 public:
  Key() = default;
  explicit Key(const std::array<std::uint8_t, 32>& bytes) : bytes_(bytes) {}
  Key(const Key&) = default;
  Key& operator=(const Key&) = default;
  ~Key();
  std::span<const std::uint8_t, 32> bytes() const { return bytes_; }

 private:
  std::array<std::uint8_t, 32> bytes_{};
};

struct EscrowTerms;
struct KeyRoot;

// How far a check of the key pages has come.
struct KeyCheck {
  std::string next;         // the path to the page that is opened next
  std::uint64_t pages = 0;  // that were opened
  bool is_done = false;
};

// Thread rule: any thread.  What was derived lately is kept: for a minute at most by the clock, and
// a bounded number; like the seeds above, in memory that is left out of core dumps
// (secret_memory.hpp).
class Keyring {
 public:
  // Opens or makes the key folder.  `unlock_file` holds the unlock key (unlock_key.hpp) and is
  // made, mode 0600, when neither it nor any key exists.  `clock` outlives the ring; the machine's
  // when null.  Errors: unavailable (no unlock key); invalid (others can read its file); corrupt
  // (it does not open the root).
  static Result<std::unique_ptr<Keyring>> open(const std::filesystem::path& folder,
                                               const std::filesystem::path& unlock_file,
                                               Clock* clock = nullptr);
  // The same with an unlock key that comes from elsewhere.
  static Result<std::unique_ptr<Keyring>> open(const std::filesystem::path& folder,
                                               const Key& unlock, Clock* clock = nullptr);
  ~Keyring();
  Keyring(const Keyring&) = delete;
  Keyring& operator=(const Keyring&) = delete;

  // The key of `subject` for `purpose`.  About 13 us when it is not in the cache.  Errors: erased,
  // when it can no longer be derived; corrupt, unavailable (a key page).
  Result<Key> leaf(const SubjectRef& subject, Purpose purpose) const;

  // Forgets the keys of these people, for every purpose and for good.  When it returns nobody can
  // derive them, from whatever copy of the pages, who has not the root that was in place before.
  // Durable.  Who was erased before stays so.  `generation`: what it is afterwards, in place of the
  // next one.  Writes at most 48 KB a person, however many there are.  Errors: corrupt,
  // unavailable; then call it again: it may have taken effect.
  Status erase(std::span<const SubjectRef> subjects,
               std::optional<std::uint64_t> generation = std::nullopt);

  // Those of `people` whose keys this ring can derive, sorted.  Errors: corrupt, unavailable.
  Result<std::vector<SubjectRef>> still_derivable(std::span<const SubjectRef> people) const;

  // Answers for these people as if they were erased already, until they are or the process ends:
  // for whoever is to be forgotten while the pages cannot be written.
  void withhold(std::span<const SubjectRef> people);

  // Opens up to `pages` more of the pages that count, from the root down: a page that is damaged
  // has lost the keys of everybody below it.  Between two calls erasures go on; all that count at
  // the end were opened.  Errors: corrupt, naming the page's file; unavailable.  Cost: about 0.1 ms
  // a page, in which erasures wait.
  Status check(KeyCheck& pass, std::uint64_t pages) const;
  // All of them, some at a time; answers how many there are.
  Result<std::uint64_t> check() const;

  // Copies the pages that count into `folder`/pages, which is new, for a backup, and opens each
  // there; answers the generation of the root that opens them.  The root is not among them.
  // Erasures wait meanwhile.  Errors: corrupt, naming the page's file; unavailable.
  Result<std::uint64_t> copy_pages(const std::filesystem::path& folder) const;

  // The root as it is now, sealed for escrow (escrow.hpp).  Errors: corrupt, unavailable.
  Result<Bytes> seal_root(EscrowTerms terms, const Key& by) const;

  // Raised by each erasure.
  std::uint64_t generation() const;

  // Whether `root` opens the pages as they are now.
  bool is_root(const KeyRoot& root) const;

  // How many leaves are kept now.
  std::size_t kept() const;
  // Wipes what was kept long enough.  The ring does so itself twice a minute.
  void drop_stale();

 private:
  struct Tree;
  explicit Keyring(std::unique_ptr<Tree> tree);
  std::unique_ptr<Tree> tree_;
};

}  // namespace riskflow::eventstore
