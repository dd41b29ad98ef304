#pragma once
// A bounded map that forgets what was used longest ago.  Thread rule: the owner's.

#include <cstddef>
#include <functional>
#include <list>
#include <unordered_map>
#include <utility>

namespace riskflow::eventstore {

// `View` is what a key is looked up by, for example std::string_view for std::string; it must stay
// valid as long as the key it was made from stays where it is.  Cost of everything: O(1).
template <class Key, class Value, class View = Key, class Hash = std::hash<View>>
class Lru {
 public:
  explicit Lru(std::size_t capacity) : capacity_(capacity) {}

  // The value of `key`, now the freshest; null when it is not held.  Valid until the next `put`.
  Value* find(const View& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->second;
  }

  // Holds `value` under `key`, in place of what was there; forgets the stalest when that is one too
  // many.
  void put(const View& key, Value value) {
    if (Value* const held = find(key)) {
      *held = std::move(value);
      return;
    }
    if (entries_.size() == capacity_) {
      places_.erase(View(entries_.back().first));
      entries_.pop_back();
    }
    entries_.emplace_front(Key(key), std::move(value));
    places_.emplace(View(entries_.front().first), entries_.begin());
  }

  // Forgets what is held under `key`, if anything is.
  void erase(const View& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return;
    const auto entry = found->second;
    places_.erase(found);
    entries_.erase(entry);
  }

  void clear() {
    places_.clear();
    entries_.clear();
  }

  std::size_t size() const { return entries_.size(); }

 private:
  using Entries = std::list<std::pair<const Key, Value>>;

  std::size_t capacity_;
  Entries entries_;  // the freshest first
  std::unordered_map<View, typename Entries::iterator, Hash> places_;
};

}  // namespace riskflow::eventstore
