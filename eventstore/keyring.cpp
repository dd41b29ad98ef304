#include "eventstore/keyring.hpp"

#include <algorithm>
#include <cstring>
#include <mutex>

#include "eventstore/crypto.hpp"
#include "eventstore/durable_file.hpp"
#include "eventstore/key_pages.hpp"
#include "eventstore/lru.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

Key::~Key() { wipe(bytes_); }

namespace {

struct Leaf {
  SubjectRef subject;
  Purpose purpose;
  bool operator==(const Leaf&) const = default;
};

struct LeafHash {
  std::size_t operator()(const Leaf& leaf) const {
    // References are random: their first bytes are as good as any hash.
    std::size_t out;
    std::memcpy(&out, leaf.subject.bytes.data(), sizeof out);
    return out ^ static_cast<std::size_t>(leaf.purpose);
  }
};

}  // namespace

struct Keyring::Tree {
  static constexpr std::size_t cached_leaves = 131'072;  // about 16 MB

  explicit Tree(Frontier entries) : frontier(std::move(entries)), cache(cached_leaves) {}

  const Frontier frontier;
  std::mutex mutex;                      // guards `cache`
  Lru<Leaf, Key, Leaf, LeafHash> cache;  // a Key that leaves it wipes itself
};

Keyring::Keyring(std::unique_ptr<Tree> tree) : tree_(std::move(tree)) {}

Keyring::~Keyring() = default;

static Result<Key> unlock_key(const fs::path& file, FolderState keys) {
  auto key = read_unlock_key(file);
  if (key || key.error().code != Errc::not_found) return key;
  if (keys == FolderState::absent) return make_unlock_key(file);
  return fail(Errc::unavailable,
              "the unlock key is missing: put the file " + file.string() + " back in its place",
              "unlock key");
}

Result<std::unique_ptr<Keyring>> Keyring::open(const fs::path& folder,
                                               const fs::path& unlock_file) {
  const auto state = folder_state(folder);
  if (!state) return fail(state.error());
  const auto unlock = unlock_key(unlock_file, *state);
  if (!unlock) return fail(unlock.error());
  if (*state == FolderState::absent)
    if (auto made = create_key_folder(folder, *unlock); !made) return fail(made.error());
  auto frontier = load_frontier(folder, *unlock);
  if (!frontier) return fail(frontier.error());
  return std::unique_ptr<Keyring>(new Keyring(std::make_unique<Tree>(std::move(*frontier))));
}

Result<Key> Keyring::leaf(const SubjectRef& subject, Purpose purpose) const {
  const Leaf name{subject, purpose};
  {
    const std::lock_guard lock(tree_->mutex);
    if (const Key* const held = tree_->cache.find(name)) return *held;
  }
  const KeyPath path = leaf_path(subject, purpose);
  const auto entry = std::ranges::find_if(
      tree_->frontier, [&](const FrontierEntry& e) { return path.starts_with(e.path); });
  if (entry == tree_->frontier.end())
    return fail(Errc::erased, "the key of this person has been erased", "subject");
  Key key = derive(entry->seed, std::string_view(path).substr(entry->path.size()));
  const std::lock_guard lock(tree_->mutex);
  tree_->cache.put(name, key);
  return key;
}

}  // namespace riskflow::eventstore
