#pragma once
// What was made lately from a sealed value: its plaintext, or what hides the names in it.  A page
// that is looked at again and again need not open the same values each time.

#include <chrono>
#include <memory>
#include <mutex>

#include "domain/core/ids.hpp"
#include "domain/core/time.hpp"
#include "eventstore/lru.hpp"

namespace riskflow::runtime {

// Holds personal data in memory: of few values, given out for `kept_for` at most, and not after an
// erasure.  Thread rule: any thread.
template <class Value>
class Lately {
 public:
  using Held = std::shared_ptr<const Value>;
  static constexpr std::chrono::minutes kept_for{5};
  static constexpr std::size_t values_max = 2'000;

  // What was made from the sealed value that stands at `ref`; null when it has to be made.
  Held find(const PersonalRef& ref, Instant now) {
    const std::scoped_lock lock(mutex_);
    const auto* kept = values_.find(ref);
    return kept != nullptr && now < kept->until ? kept->value : nullptr;
  }

  // Raised by `clear`: to be asked before a value is made.
  std::uint64_t epoch() const {
    const std::scoped_lock lock(mutex_);
    return epoch_;
  }

  // Keeps a value that was made after that epoch began; nothing when it is over by now.
  void put(const PersonalRef& ref, Held value, Instant now, std::uint64_t epoch) {
    const std::scoped_lock lock(mutex_);
    if (epoch == epoch_) values_.put(ref, {std::move(value), now + kept_for});
  }

  // Forgets everything, also what is being made now: somebody was erased.
  void clear() {
    const std::scoped_lock lock(mutex_);
    values_.clear();
    ++epoch_;
  }

 private:
  struct Kept {
    Held value;
    Instant until;
  };
  struct Hash {
    std::size_t operator()(const PersonalRef& ref) const noexcept {
      return std::hash<std::uint64_t>{}(to_number(ref.position)) + ref.field;
    }
  };
  mutable std::mutex mutex_;
  std::uint64_t epoch_ = 0;
  eventstore::Lru<PersonalRef, Kept, PersonalRef, Hash> values_{values_max};
};

}  // namespace riskflow::runtime
