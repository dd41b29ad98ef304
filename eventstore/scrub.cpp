#include "eventstore/scrub.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "eventstore/commit_reader.hpp"
#include "eventstore/file_check.hpp"
#include "eventstore/mending.hpp"
#include "eventstore/request_check.hpp"
#include "eventstore/tiles.hpp"

namespace riskflow::eventstore {

static std::unexpected<Error> damaged(std::string_view what) {
  return fail(Errc::corrupt, fmt::format("the log is damaged: {}; {}", what, log_mending), "log");
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

  // Whether there is no more; what it looks at is taken off what is `left`.
  Result<bool> step(const Tables& tables, Position head, std::uint64_t& left) {
    auto scan = tables.scan(family_, {}, Access::replay);
    for (scan.seek(next_); scan.valid(); scan.next()) {
      if (left == 0) {
        next_ = scan.key();
        return false;
      }
      --left;
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

// The two records of the log itself, and that they agree with one another.
static Status check_meta(const Tables& tables, Position head) {
  std::optional<Genesis> genesis;
  Head now;
  auto scan = tables.scan(Family::meta, {}, Access::few);
  for (scan.seek({}); scan.valid(); scan.next()) {
    if (scan.key() == genesis_key) {
      const auto record = decode_genesis(scan.value());
      if (!record) return fail(record.error());
      genesis = *record;
    } else if (scan.key() == head_key) {
      const auto record = decode_head(scan.value());
      if (!record) return fail(record.error());
      now = *record;
    } else {
      return damaged("beside genesis and head there is a record that no riskflow wrote");
    }
  }
  if (auto sound = scan.status(); !sound) return sound;
  if (!genesis) return damaged("its genesis is missing");
  if (now.position < head) return damaged("its head record lies before its events");
  if (now.forgotten > now.remembered || now.remembered - now.forgotten > genesis->limits.window)
    return damaged("its head record remembers more requests than the window has room for");
  return {};
}

// Nothing lies behind the last commit.
static Status check_end(const Tables& tables, Family family) {
  auto now = scan_with_head(tables, family, Access::few);
  if (!now) return fail(now.error());
  now->scan.seek(position_key(now->head.position));
  if (!now->scan.valid()) return now->scan.status();
  return fail(corrupt_at(now->head.position, "there is more than the head record says"));
}

// In this order.
enum class Stage : std::uint8_t { events, streams, tiles, requests, ends, files, done };

struct Scrub::State {
  explicit State(Position end) : head(end) { done.tree = tree.tree(); }

  // Some of a stage, or all that is left of it.  What is looked at is taken off what is `left`.
  Status go_on(const Tables& tables, std::uint64_t& left);
  Status read_events(const Tables& tables, std::uint64_t& left);
  Status take(const Tables& tables, const CommitReader& reader, const Commit& commit);
  Status count_streams(const Tables& tables, std::uint64_t& left);
  Status count_tiles(const Tables& tables, std::uint64_t& left);
  Status check_requests(const Tables& tables, std::uint64_t& left);
  Status check_ends(const Tables& tables);
  Status check_files(const Tables& tables, std::uint64_t& left);

  const Position head;
  Stage stage = Stage::events;
  Position at{};
  TreeCheck tree{};
  Count streams{Family::streams, entry_belongs};
  Count tiles{Family::tree, tile_belongs};
  RequestCheck requests{};
  FileCheck files{};
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

Status Scrub::State::read_events(const Tables& tables, std::uint64_t& left) {
  CommitReader reader(tables, at, std::min(at + left, head));
  Commit commit;
  for (;;) {
    const auto more = reader.next(commit);
    if (!more) return fail(more.error());
    if (!*more) break;
    if (auto ok = take(tables, reader, commit); !ok) return ok;
  }
  left -= std::min(left, to_number(reader.position()) - to_number(at));
  at = reader.position();
  if (at != head) return {};
  if (auto ok = tree.finish(tables); !ok) return ok;
  done.tree = tree.tree();
  done.tiles = tree.tiles();
  stage = Stage::streams;
  return {};
}

// That there is nothing besides what the events led to.
Status Scrub::State::count_streams(const Tables& tables, std::uint64_t& left) {
  const auto counted = streams.step(tables, head, left);
  if (!counted) return fail(counted.error());
  if (!*counted) return {};
  if (streams.count() != done.parts)
    return damaged(fmt::format("its streams have {} entries, and its commits {} parts",
                               streams.count(), done.parts));
  stage = Stage::tiles;
  return {};
}

Status Scrub::State::count_tiles(const Tables& tables, std::uint64_t& left) {
  const auto counted = tiles.step(tables, head, left);
  if (!counted) return fail(counted.error());
  if (!*counted) return {};
  if (tiles.count() != done.tiles)
    return damaged(
        fmt::format("it has {} tiles, and its events make {}", tiles.count(), done.tiles));
  stage = Stage::requests;
  return {};
}

Status Scrub::State::check_requests(const Tables& tables, std::uint64_t& left) {
  const auto checked = requests.step(tables, left);
  if (!checked) return fail(checked.error());
  if (!*checked) return {};
  done.requests = requests.count();
  stage = Stage::ends;
  return {};
}

Status Scrub::State::check_ends(const Tables& tables) {
  if (auto ok = check_meta(tables, head); !ok) return ok;
  for (const auto family : {Family::skeletons, Family::payloads})
    if (auto ok = check_end(tables, family); !ok) return ok;
  stage = Stage::files;
  return {};
}

Status Scrub::State::check_files(const Tables& tables, std::uint64_t& left) {
  const auto checked = files.step(tables, left);
  if (!checked) return fail(checked.error());
  if (!*checked) return {};
  done.files = files.count();
  stage = Stage::done;
  return {};
}

Status Scrub::State::go_on(const Tables& tables, std::uint64_t& left) {
  switch (stage) {
    case Stage::events: return read_events(tables, left);
    case Stage::streams: return count_streams(tables, left);
    case Stage::tiles: return count_tiles(tables, left);
    case Stage::requests: return check_requests(tables, left);
    case Stage::ends: return check_ends(tables);
    case Stage::files: return check_files(tables, left);
    case Stage::done: break;
  }
  return {};
}

Scrub::Scrub(Position head) : state_(std::make_unique<State>(head)) {}
Scrub::~Scrub() = default;

Result<std::optional<Scrubbed>> Scrub::step(const Tables& tables, std::uint64_t events) {
  for (auto left = events; left > 0 && state_->stage != Stage::done;)
    if (auto ok = state_->go_on(tables, left); !ok) return fail(ok.error());
  return state_->stage == Stage::done ? std::optional(state_->done) : std::nullopt;
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
