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
  Status add(const Tables& tables, const proof::Hash& leaf) {
    tree_.add(leaf);
    return add_at(tables, 0, leaf);
  }

  // When all leaves were added: the tiles that are not full.
  Status finish(const Tables& tables) {
    for (std::size_t level = 1; level < levels_.size(); ++level)
      if (!levels_[level].hashes.empty())
        if (auto ok = compare(tables, level); !ok) return ok;
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

  Status add_at(const Tables& tables, std::size_t level, const proof::Hash& hash) {
    if (level == levels_.size()) levels_.emplace_back();
    levels_[level].hashes.push_back(hash);
    if (levels_[level].hashes.size() < tile_width) return {};
    if (auto ok = compare(tables, level); !ok) return ok;
    proof::Frontier whole;
    for (const auto& one : levels_[level].hashes) whole.add(one);
    levels_[level].hashes.clear();
    ++levels_[level].tile;
    return add_at(tables, level + 1, whole.root());
  }

  Status compare(const Tables& tables, std::size_t level) {
    const auto& [tile, hashes] = levels_[level];
    const auto stored = read_tile(tables, {static_cast<std::uint8_t>(level), tile});
    if (!stored) return fail(stored.error());
    // A last tile has got more hashes since, when events were appended.
    const bool begins_so = *stored && (*stored)->size() >= hashes.size() &&
                           std::equal(hashes.begin(), hashes.end(), (*stored)->begin());
    if (!begins_so)
      return damaged(fmt::format("tile {} of level {} is not made of its events", tile, level));
    ++tiles_;
    return {};
  }

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

// Whether what an index holds under `key` belongs to the first `head` events.
using Belongs = Result<bool> (*)(BytesView key, BytesView value, Position head);

static Result<bool> entry_belongs(BytesView key, BytesView value, Position head) {
  const auto place = decode_stream_entry(key, value);
  if (!place) return fail(place.error());
  return place->entry.commit < head;
}

// A tile of leaves is stored once it is full, one above as soon as it has a hash.
static Result<bool> tile_belongs(BytesView key, BytesView, Position head) {
  const auto place = place_of_tile_key(key);
  if (!place) return fail(place.error());
  if (place->level * tile_height >= 64) return damaged("its tree has a level that no log reaches");
  const auto hashes = to_number(head) >> (place->level * tile_height);
  return place->level == 0 ? (place->number + 1) * tile_width <= hashes
                           : place->number * tile_width < hashes;
}

namespace {

// Goes through an index and counts: what nobody leads to cannot be met from the other side.
class Count {
 public:
  Count(Family family, Belongs belongs) : family_(family), belongs_(belongs) {}

  // Whether there is no more.
  Result<bool> step(const Tables& tables, Position head, std::uint64_t entries) {
    auto scan = tables.scan(family_, {}, Access::replay);
    for (scan.seek(next_); scan.valid(); scan.next()) {
      if (entries-- == 0) {
        next_ = scan.key();
        return false;
      }
      const auto belongs = belongs_(scan.key(), scan.value(), head);
      if (!belongs) return fail(belongs.error());
      count_ += *belongs ? 1 : 0;
    }
    if (auto sound = scan.status(); !sound) return fail(sound.error());
    return true;
  }
  std::uint64_t count() const { return count_; }

 private:
  Family family_;
  Belongs belongs_;
  Bytes next_;
  std::uint64_t count_ = 0;
};

}  // namespace

struct Scrub::State {
  explicit State(Position end) : head(end) { done.tree = tree.tree(); }

  Status read_events(const Tables& tables, std::uint64_t events);
  Status take(const Tables& tables, const CommitReader& reader, const Commit& commit);
  Result<bool> count_entries(const Tables& tables, std::uint64_t entries);

  const Position head;
  Position at{};
  TreeCheck tree{};
  Count streams{Family::streams, entry_belongs};
  Count tiles{Family::tree, tile_belongs};
  bool streams_counted = false;
  Scrubbed done{};
  Bytes leaf{};
};

Status Scrub::State::take(const Tables& tables, const CommitReader& reader, const Commit& commit) {
  ++done.commits;
  for (std::size_t i = 0; i < commit.events.size(); ++i) {
    done.purged += proof::purged_in({commit.events[i].payload, commit.events[i].pieces});
    proof::leaf_bytes(leaf_of(reader.skeleton(), i), leaf);
    if (auto ok = tree.add(tables, proof::leaf_hash(leaf)); !ok) return ok;
  }
  const auto parts = check_parts(tables, commit);
  if (!parts) return fail(parts.error());
  done.parts += *parts;
  return {};
}

Status Scrub::State::read_events(const Tables& tables, std::uint64_t events) {
  CommitReader reader(tables, at, std::min(at + events, head));
  Commit commit;
  for (;;) {
    const auto more = reader.next(commit);
    if (!more) return fail(more.error());
    if (!*more) break;
    if (auto ok = take(tables, reader, commit); !ok) return ok;
  }
  at = reader.position();
  if (at != head) return {};
  if (auto ok = tree.finish(tables); !ok) return ok;
  done.tree = tree.tree();
  done.tiles = tree.tiles();
  return {};
}

// Whether there is nothing besides what the events led to.
Result<bool> Scrub::State::count_entries(const Tables& tables, std::uint64_t entries) {
  auto& count = streams_counted ? tiles : streams;
  const auto counted = count.step(tables, head, entries);
  if (!counted || !*counted) return counted;
  if (!streams_counted && streams.count() != done.parts)
    return damaged(fmt::format("its streams have {} entries, and its commits {} parts",
                               streams.count(), done.parts));
  if (!std::exchange(streams_counted, true)) return false;
  if (tiles.count() != done.tiles)
    return damaged(
        fmt::format("it has {} tiles, and its events make {}", tiles.count(), done.tiles));
  return true;
}

Scrub::Scrub(Position head) : state_(std::make_unique<State>(head)) {}
Scrub::~Scrub() = default;

Result<std::optional<Scrubbed>> Scrub::step(const Tables& tables, std::uint64_t events) {
  if (state_->at < state_->head) {
    if (auto ok = state_->read_events(tables, events); !ok) return fail(ok.error());
    return std::nullopt;
  }
  const auto done = state_->count_entries(tables, events);
  if (!done) return fail(done.error());
  return *done ? std::optional(state_->done) : std::nullopt;
}

Result<Scrubbed> scrub(const Tables& tables, Position head) {
  Scrub pass(head);
  for (;;) {
    const auto done = pass.step(tables, 1'000'000);
    if (!done) return fail(done.error());
    if (*done) return **done;
  }
}

}  // namespace riskflow::eventstore
