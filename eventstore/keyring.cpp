#include "eventstore/keyring.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <thread>

#include "eventstore/crypto.hpp"
#include "eventstore/durable_file.hpp"
#include "eventstore/escrow.hpp"
#include "eventstore/key_cache.hpp"
#include "eventstore/key_pages.hpp"
#include "eventstore/unlock_key.hpp"

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

using Node = std::shared_ptr<const KeyNode>;
using Leaves = KeyCache<Leaf, Key, LeafHash>;
using Pages = KeyCache<std::uint64_t, Node>;

struct Keyring::Tree : InSecretMemory {
  static constexpr std::size_t kept_leaves = 16'384;  // about 2 MB
  static constexpr std::size_t kept_pages = 128;      // at most 17 KB each

  Tree(fs::path its_folder, const Key& unlock_key, KeyRoot its_root, Node its_top, Clock* its_clock)
      : folder(std::move(its_folder)),
        unlock(unlock_key),
        clock(its_clock != nullptr ? *its_clock : machine_clock),
        root(std::move(its_root)),
        top(std::move(its_top)) {}

  Result<Key> derived(const SubjectRef& subject, Purpose purpose);
  Result<Node> page(const PageRef& ref);
  void drop_stale();
  void sweep(const std::stop_token& stop);

  const fs::path folder;
  const Key unlock;
  SystemClock machine_clock;
  Clock& clock;

  mutable std::shared_mutex changing;  // held alone while an erasure changes what follows
  KeyRoot root;
  Node top;
  std::set<SubjectRef> withheld;

  std::mutex caching;  // guards what is kept
  Leaves leaves{kept_leaves};
  Pages pages{kept_pages};
  std::condition_variable_any ending;
  std::jthread sweeper{[this](const std::stop_token& stop) { sweep(stop); }};  // ends first
};

Keyring::Keyring(std::unique_ptr<Tree> tree) : tree_(std::move(tree)) {}

Keyring::~Keyring() = default;

static Result<Key> unlock_key(const fs::path& file, FolderState keys) {
  auto key = read_unlock_key(file);
  // What it is to open must not outlast it.
  if (key && keys == FolderState::absent)
    if (auto ok = sync_name(file); !ok) return fail(ok.error());
  if (key || key.error().code != Errc::not_found) return key;
  if (keys == FolderState::absent) return make_unlock_key(file);
  return fail(Errc::unavailable,
              "the unlock key is missing: put the file " + file.string() + " back in its place",
              "unlock key");
}

Result<std::unique_ptr<Keyring>> Keyring::open(const fs::path& folder, const fs::path& unlock_file,
                                               Clock* clock) {
  const auto state = folder_state(folder);
  if (!state) return fail(state.error());
  const auto unlock = unlock_key(unlock_file, *state);
  if (!unlock) return fail(unlock.error());
  return open(folder, *unlock, clock);
}

Result<std::unique_ptr<Keyring>> Keyring::open(const fs::path& folder, const Key& unlock,
                                               Clock* clock) {
  const auto state = folder_state(folder);
  if (!state) return fail(state.error());
  if (*state == FolderState::absent)
    if (auto made = create_key_folder(folder, unlock); !made) return fail(made.error());
  auto root = load_root(folder, unlock);
  if (!root) return fail(root.error());
  auto top = load_page(folder, root->top);
  if (!top) return fail(top.error());
  remove_dead_pages(folder, *root);
  return std::unique_ptr<Keyring>(new Keyring(
      std::make_unique<Tree>(folder, unlock, std::move(*root), Node(std::move(*top)), clock)));
}

// ---- keeping ----

void Keyring::Tree::drop_stale() {
  const std::scoped_lock lock(caching);
  leaves.drop_stale(clock.now());
  pages.drop_stale(clock.now());
}

// What nobody asks for goes too: kept for `kept_for`, and found so soon after.
void Keyring::Tree::sweep(const std::stop_token& stop) {
  std::mutex waiting;
  std::unique_lock lock(waiting);
  while (!ending.wait_for(lock, stop, Leaves::kept_for, [&] { return stop.stop_requested(); }))
    drop_stale();
}

void Keyring::drop_stale() { tree_->drop_stale(); }

std::size_t Keyring::kept() const {
  const std::scoped_lock lock(tree_->caching);
  return tree_->leaves.size();
}

// ---- deriving ----

Result<Node> Keyring::Tree::page(const PageRef& ref) {
  {
    const std::scoped_lock lock(caching);
    if (const Node* const held = pages.find(ref.number, clock.now())) return *held;
  }
  auto loaded = load_page(folder, ref);
  if (!loaded) return fail(loaded.error());
  Node node(std::move(*loaded));
  const std::scoped_lock lock(caching);
  pages.put(ref.number, node, clock.now());
  return node;
}

static std::unexpected<Error> erased_key() {
  return fail(Errc::erased, "the key of this person has been erased", "subject");
}

Result<Key> Keyring::Tree::derived(const SubjectRef& subject, Purpose purpose) {
  const KeyPath path = leaf_path(subject, purpose);
  Node node = top;
  for (WayEnd end = follow(*node, path);; end = follow(*node, end.rest)) {
    if (const auto* const seed = std::get_if<Key>(end.place)) return derive(*seed, end.rest);
    const auto* const ref = std::get_if<PageRef>(end.place);
    if (ref == nullptr) return erased_key();
    auto below = page(*ref);
    if (!below) return fail(below.error());
    node = std::move(*below);
  }
}

Result<Key> Keyring::leaf(const SubjectRef& subject, Purpose purpose) const {
  const Leaf name{subject, purpose};
  // Held until the leaf is in the cache: an erasure cleans the cache after, never before.
  const std::shared_lock stable(tree_->changing);
  if (tree_->withheld.contains(subject)) return erased_key();
  {
    const std::scoped_lock lock(tree_->caching);
    if (const Key* const held = tree_->leaves.find(name, tree_->clock.now())) return *held;
  }
  auto key = tree_->derived(subject, purpose);
  if (!key) return key;
  const std::scoped_lock lock(tree_->caching);
  tree_->leaves.put(name, *key, tree_->clock.now());
  return key;
}

// ---- erasing ----

// With the root in memory: that is what this ring derives with.
Result<std::vector<SubjectRef>> Keyring::still_derivable(std::span<const SubjectRef> people) const {
  const std::shared_lock stable(tree_->changing);
  return still_opened(tree_->folder, tree_->root, people);
}

void Keyring::withhold(std::span<const SubjectRef> people) {
  const std::unique_lock alone(tree_->changing);
  tree_->withheld.insert(people.begin(), people.end());
  const std::scoped_lock lock(tree_->caching);
  tree_->leaves.clear();
}

// From the root on the disk, not the one in memory: an erasure before may have failed after its
// root came into place, and a page that it leads to must never be written again.
Status Keyring::erase(std::span<const SubjectRef> subjects,
                      std::optional<std::uint64_t> generation) {
  const std::unique_lock alone(tree_->changing);
  const auto& folder = tree_->folder;
  auto root = load_root(folder, tree_->unlock);
  if (!root) return fail(root.error());
  auto left = forget_in(folder, *root, subjects, generation.value_or(root->generation + 1));
  if (!left) return fail(left.error());
  if (auto ok = replace_root(folder, tree_->unlock, left->root); !ok) return ok;

  tree_->root = std::move(left->root);
  tree_->top = std::move(left->top);
  for (const auto& subject : subjects) tree_->withheld.erase(subject);
  {
    const std::scoped_lock lock(tree_->caching);
    tree_->leaves.clear();
    tree_->pages.clear();
  }
  remove_dead_pages(folder, tree_->root);
  return {};
}

// ---- checking ----

// By the root on the disk: it is what the next start has.
Status Keyring::check(KeyCheck& pass, std::uint64_t pages) const {
  const std::shared_lock stable(tree_->changing);
  const auto root = load_root(tree_->folder, tree_->unlock);
  if (!root) return fail(root.error());
  const auto opened = open_pages(tree_->folder, root->top, pass.next, pages);
  if (!opened) return fail(opened.error());
  pass.pages += opened->pages;
  pass.next = opened->next.value_or(KeyPath{});
  pass.is_done = !opened->next;
  return {};
}

Result<std::uint64_t> Keyring::check() const {
  static constexpr std::uint64_t at_once = 100;
  KeyCheck pass;
  while (!pass.is_done)
    if (auto ok = check(pass, at_once); !ok) return fail(ok.error());
  return pass.pages;
}

// ---- for backups ----

Result<std::uint64_t> Keyring::copy_pages(const fs::path& folder) const {
  const std::shared_lock stable(tree_->changing);
  const auto root = load_root(tree_->folder, tree_->unlock);
  if (!root) return fail(root.error());
  if (auto ok = eventstore::copy_pages(tree_->folder, *root, folder); !ok) return fail(ok.error());
  return root->generation;
}

Result<Bytes> Keyring::seal_root(EscrowTerms terms, const Key& by) const {
  const std::shared_lock stable(tree_->changing);
  const auto root = load_root(tree_->folder, tree_->unlock);
  if (!root) return fail(root.error());
  return seal_for_escrow(*root, terms, by);
}

std::uint64_t Keyring::generation() const {
  const std::shared_lock stable(tree_->changing);
  return tree_->root.generation;
}

bool Keyring::is_root(const KeyRoot& root) const {
  const std::shared_lock stable(tree_->changing);
  const auto& own = tree_->root;
  return root.generation == own.generation && root.top.number == own.top.number &&
         std::ranges::equal(root.top.key.bytes(), own.top.key.bytes());
}

}  // namespace riskflow::eventstore
