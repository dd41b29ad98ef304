#pragma once
// How far a log is durable: what a reader may see.

#include <atomic>

#include "eventstore/records.hpp"

namespace riskflow::eventstore {

// Thread rule: any thread reads; one sets.
class DurableHead {
 public:
  void set(const Head& head) {
    recorded_.store(head.last_recorded.time_since_epoch().count(), std::memory_order_release);
    position_.store(to_number(head.position), std::memory_order_release);
  }
  Position position() const { return Position{position_.load(std::memory_order_acquire)}; }
  // When the last commit was recorded.
  Instant last_recorded() const {
    return Instant{std::chrono::microseconds{recorded_.load(std::memory_order_acquire)}};
  }

 private:
  std::atomic<std::uint64_t> position_ = 0;
  std::atomic<std::int64_t> recorded_ = 0;
};

}  // namespace riskflow::eventstore
