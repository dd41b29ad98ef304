#pragma once
// Keys that were derived or read lately, under their names: each for half a minute at most, the
// oldest goes first.  They lie in secret memory.  Thread rule: the owner's.

#include <chrono>
#include <cstddef>
#include <list>
#include <unordered_map>
#include <utility>

#include "domain/core/time.hpp"
#include "eventstore/secret_memory.hpp"

namespace riskflow::eventstore {

// `Value` wipes itself when it goes.  Cost of all but `drop_stale`: O(1).
template <class Name, class Value, class Hash = std::hash<Name>>
class KeyCache {
 public:
  static constexpr std::chrono::seconds kept_for{30};

  explicit KeyCache(std::size_t capacity) : capacity_(capacity) {}

  // Null when it is not held, or no longer.  Valid until the next change.
  const Value* find(const Name& name, Instant now) const {
    const auto found = places_.find(name);
    return found != places_.end() && is_fresh(*found->second, now) ? &found->second->value
                                                                   : nullptr;
  }

  void put(const Name& name, Value value, Instant now) {
    if (const auto found = places_.find(name); found != places_.end()) {
      entries_.erase(found->second);
      places_.erase(found);
    }
    if (entries_.size() == capacity_) drop_oldest();
    entries_.push_front({name, std::move(value), now});
    places_.emplace(name, entries_.begin());
  }

  // Of those that are past their time, nothing is left.  A clock that was set back makes all so.
  void drop_stale(Instant now) {
    while (!entries_.empty() && !is_fresh(entries_.back(), now)) drop_oldest();
    if (!entries_.empty() && !is_fresh(entries_.front(), now)) clear();
  }

  void clear() {
    places_.clear();
    entries_.clear();
  }

  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    Name name;
    Value value;
    Instant since;
  };
  using Entries = std::list<Entry, SecretAllocator<Entry>>;

  static bool is_fresh(const Entry& entry, Instant now) {
    return entry.since <= now && now < entry.since + kept_for;
  }

  void drop_oldest() {
    places_.erase(entries_.back().name);
    entries_.pop_back();
  }

  std::size_t capacity_;
  Entries entries_;  // the newest first
  std::unordered_map<Name, typename Entries::iterator, Hash> places_;
};

}  // namespace riskflow::eventstore
