#include "eventstore/tile_nodes.hpp"

namespace riskflow::eventstore {

TileNodes::TileNodes(std::vector<proof::Hash> hashes) {
  rows_.front() = std::move(hashes);
  for (std::size_t height = 1; height < rows_.size(); ++height) {
    const auto& below = rows_[height - 1];
    rows_[height].reserve(below.size() / 2);
    for (std::size_t i = 0; i + 1 < below.size(); i += 2)
      rows_[height].push_back(proof::node_hash(below[i], below[i + 1]));
  }
}

const proof::Hash* TileNodes::root(unsigned height, std::uint64_t index) const {
  const auto& row = rows_.at(height);
  return index < row.size() ? &row[index] : nullptr;
}

TileCache::Held TileCache::find(const TilePlace& place) {
  const std::lock_guard lock(mutex_);
  const Held* const held = held_.find(place);
  return held == nullptr ? nullptr : *held;
}

void TileCache::put(const TilePlace& place, Held nodes) {
  const std::lock_guard lock(mutex_);
  held_.put(place, std::move(nodes));
}

}  // namespace riskflow::eventstore
