#include "eventstore/scrub.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "eventstore/commit_reader.hpp"
#include "eventstore/records.hpp"
#include "eventstore/tiles.hpp"

namespace riskflow::eventstore {

static std::unexpected<Error> damaged(std::string what) {
  return fail(Errc::corrupt, "the log is damaged: " + std::move(what), "log");
}

namespace {

// Makes the tree again, leaf by leaf, and holds it against the tiles that are stored.
class TreeCheck {
 public:
  explicit TreeCheck(const Tables& tables) : tables_(tables) {}

  Status add(const proof::Hash& leaf) {
    tree_.add(leaf);
    return add_at(0, leaf);
  }

  // When all leaves were added: the tiles that are not full.
  Status finish() {
    for (std::size_t level = 1; level < levels_.size(); ++level)
      if (!levels_[level].hashes.empty())
        if (auto ok = compare(level); !ok) return ok;
    return {};
  }

  proof::TreeHead tree() const { return {tree_.size(), tree_.root()}; }
  std::uint64_t tiles() const { return tiles_; }

 private:
  // The tile of a level that is being filled.
  struct Level {
    std::uint64_t tile = 0;
    std::vector<proof::Hash> hashes;
  };

  Status add_at(std::size_t level, const proof::Hash& hash) {
    if (level == levels_.size()) levels_.emplace_back();
    levels_[level].hashes.push_back(hash);
    if (levels_[level].hashes.size() < tile_width) return {};
    if (auto ok = compare(level); !ok) return ok;
    proof::Frontier whole;
    for (const auto& one : levels_[level].hashes) whole.add(one);
    levels_[level].hashes.clear();
    ++levels_[level].tile;
    return add_at(level + 1, whole.root());
  }

  Status compare(std::size_t level) {
    const auto& [tile, hashes] = levels_[level];
    const auto stored = read_tile(tables_, {static_cast<std::uint8_t>(level), tile});
    if (!stored) return fail(stored.error());
    // A last tile has got more hashes since, when events were appended.
    const bool begins_so = *stored && (*stored)->size() >= hashes.size() &&
                           std::equal(hashes.begin(), hashes.end(), (*stored)->begin());
    if (!begins_so)
      return damaged(fmt::format("tile {} of level {} is not made of its events", tile, level));
    ++tiles_;
    return {};
  }

  const Tables& tables_;
  proof::Frontier tree_;
  std::vector<Level> levels_;
  std::uint64_t tiles_ = 0;
};

}  // namespace

// The index of streams leads to the part that begins with the event number `index`.
static Status check_entry(const Tables& tables, const Commit& commit, std::size_t index,
                          std::size_t count) {
  const auto& first = commit.events[index];
  const Bytes key = stream_key(first.stream, first.version);
  const auto value = tables.get(Family::streams, key);
  if (!value) return fail(value.error());
  if (!*value)
    return fail(
        corrupt_at(first.position, fmt::format("the stream {} does not lead to it", first.stream)));
  const auto place = decode_stream_entry(key, **value);
  if (!place) return fail(place.error());
  const auto& entry = place->entry;
  if (entry.commit != commit.header.first || entry.index != index || entry.count != count)
    return fail(
        corrupt_at(first.position, fmt::format("the stream {} leads elsewhere", first.stream)));
  return {};
}

// Each part of a commit; answers how many there are.
static Result<std::uint64_t> check_parts(const Tables& tables, const Commit& commit) {
  std::uint64_t parts = 0;
  for (std::size_t begin = 0; begin < commit.events.size(); ++parts) {
    auto end = begin + 1;
    while (end < commit.events.size() && commit.events[end].stream == commit.events[begin].stream)
      ++end;
    if (auto ok = check_entry(tables, commit, begin, end - begin); !ok) return fail(ok.error());
    begin = end;
  }
  return parts;
}

static Result<std::uint64_t> count_of(const Tables& tables, Family family) {
  std::uint64_t entries = 0;
  auto scan = tables.scan(family, {}, Access::replay);
  for (scan.seek({}); scan.valid(); scan.next()) ++entries;
  if (auto sound = scan.status(); !sound) return fail(sound.error());
  return entries;
}

// That there is nothing besides: what nobody leads to cannot be met from the other side.
static Status check_counts(const Tables& tables, const Scrubbed& done, Position head,
                           const std::function<Position()>& now) {
  const auto entries = count_of(tables, Family::streams);
  if (!entries) return fail(entries.error());
  const auto tiles = count_of(tables, Family::tree);
  if (!tiles) return fail(tiles.error());
  if (now() != head) return {};  // what was appended since is among them
  if (*entries != done.parts)
    return damaged(
        fmt::format("its streams have {} entries, and its commits {} parts", *entries, done.parts));
  if (*tiles != done.tiles)
    return damaged(fmt::format("it has {} tiles, and its events make {}", *tiles, done.tiles));
  return {};
}

Result<Scrubbed> scrub(const Tables& tables, Position head, const std::function<Position()>& now) {
  CommitReader reader(tables, Position{0}, head);
  TreeCheck tree(tables);
  Scrubbed done;
  Commit commit;
  Bytes leaf;
  for (;;) {
    const auto more = reader.next(commit);
    if (!more) return fail(more.error());
    if (!*more) break;
    ++done.commits;
    for (std::size_t i = 0; i < commit.events.size(); ++i) {
      proof::leaf_bytes(leaf_of(reader.skeleton(), i), leaf);
      if (auto ok = tree.add(proof::leaf_hash(leaf)); !ok) return fail(ok.error());
    }
    const auto parts = check_parts(tables, commit);
    if (!parts) return fail(parts.error());
    done.parts += *parts;
  }
  if (auto ok = tree.finish(); !ok) return fail(ok.error());
  done.tree = tree.tree();
  done.tiles = tree.tiles();
  if (auto ok = check_counts(tables, done, head, now); !ok) return fail(ok.error());
  return done;
}

}  // namespace riskflow::eventstore
