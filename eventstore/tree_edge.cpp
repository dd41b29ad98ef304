#include "eventstore/tree_edge.hpp"

#include "eventstore/leaves.hpp"
#include "eventstore/records.hpp"

namespace riskflow::eventstore {

// ---- growing ----

void TreeEdge::Level::add(const proof::Hash& hash) {
  hashes.push_back(hash);
  roots.add(hash);
}

void TreeEdge::add_at(std::size_t level, const proof::Hash& hash, Batch& batch) {
  if (level == levels_.size()) levels_.emplace_back();
  Level& at = levels_[level];
  at.add(hash);
  at.is_changed = true;
  if (at.hashes.size() < tile_width) return;
  const auto key = tile_key({static_cast<std::uint8_t>(level), at.tile});
  batch.put(Family::tree, key, encode_tile(at.hashes, key));
  const auto root = at.roots.root();
  at = {.tile = at.tile + 1, .hashes = {}, .roots = {}, .is_changed = false};
  add_at(level + 1, root, batch);
}

void TreeEdge::add(const proof::Hash& leaf, Batch& batch) {
  add_at(0, leaf, batch);
  ++size_;
}

void TreeEdge::finish(Batch& batch) {
  for (std::size_t level = 1; level < levels_.size(); ++level) {
    Level& at = levels_[level];
    if (!std::exchange(at.is_changed, false)) continue;
    const auto key = tile_key({static_cast<std::uint8_t>(level), at.tile});
    batch.put(Family::tree, key, encode_tile(at.hashes, key));
  }
}

// The complete subtrees of the whole tree are those of its levels, from the highest down.
proof::Hash TreeEdge::root() const {
  std::vector<proof::Hash> roots;
  for (std::size_t level = levels_.size(); level > 0; --level) {
    const auto of_level = levels_[level - 1].roots.roots();
    roots.insert(roots.end(), of_level.begin(), of_level.end());
  }
  return proof::Frontier(size_, std::move(roots)).root();
}

// ---- opening ----

// How many full tiles of leaves are stored.
static Result<std::uint64_t> stored_tiles(const Tables& tables) {
  auto scan = tables.scan(Family::tree, tile_key({1, 0}), Access::few);
  scan.seek_back(tile_key({0, ~std::uint64_t{0}}));
  if (!scan.valid()) {
    if (auto sound = scan.status(); !sound) return fail(sound.error());
    return 0;
  }
  const auto place = place_of_tile_key(scan.key());
  if (!place) return fail(place.error());
  return place->number + 1;
}

// Every level above the leaves as it is with so many leaves, a multiple of the tile's width.
Status TreeEdge::restore_levels(const Tables& tables, std::uint64_t leaves) {
  size_ = leaves;
  levels_.front().tile = leaves / tile_width;
  std::uint64_t hashes = leaves / tile_width;
  for (std::uint8_t number = 1; hashes > 0; ++number, hashes /= tile_width) {
    Level& level = levels_.emplace_back();
    level.tile = hashes / tile_width;
    const auto held = hashes % tile_width;
    if (held == 0) continue;
    const auto tile = read_tile(tables, {number, level.tile});
    if (!tile) return fail(tile.error());
    if (!*tile || (*tile)->size() != held)
      return fail(Errc::corrupt, "a tile of the log's tree is missing or has a wrong size", "log");
    for (const auto& hash : **tile) level.add(hash);
  }
  return {};
}

// Events whose tiles are written at once while the tree of an old log is made.
static constexpr std::uint64_t events_at_once = 256 * tile_width;

Result<TreeEdge> TreeEdge::open(Tables& tables, Position head) {
  const auto tiles = stored_tiles(tables);
  if (!tiles) return fail(tiles.error());
  const auto events = to_number(head);
  if (*tiles > events / tile_width)
    return fail(Errc::corrupt, "the log's tree has more leaves than the log has events", "log");
  TreeEdge edge;
  if (auto ok = edge.restore_levels(tables, *tiles * tile_width); !ok) return fail(ok.error());
  Batch batch(tables);
  const auto take = [&](const proof::Hash& leaf) -> Status {
    edge.add(leaf, batch);
    if (edge.size() % events_at_once != 0) return {};
    edge.finish(batch);
    auto written = tables.write(batch);
    batch.clear();
    return written;
  };
  const bool is_behind = events - edge.size() >= tile_width;
  if (auto ok = each_leaf(tables, Position{edge.size()}, head, take); !ok) return fail(ok.error());
  if (!is_behind) return edge;
  edge.finish(batch);
  if (auto ok = tables.write(batch); !ok) return fail(ok.error());
  return edge;
}

}  // namespace riskflow::eventstore
