#pragma once
// When the scrub in the background is due: once a day, and one that could not be done after a
// minute, then after twice as long, and so on up to a day.

#include <algorithm>

#include "domain/core/time.hpp"

namespace riskflow::runtime {

// Thread rule: one thread at a time.
class ScrubSchedule {
 public:
  // The first is due at once.
  bool is_due(Instant now) const { return now >= next_; }
  Instant next() const { return next_; }

  // It came to its end, or to damage.
  void done(Instant now) {
    pause_ = first_pause;
    next_ = now + every;
  }
  void failed(Instant now) {
    next_ = now + pause_;
    pause_ = std::min<Pause>(2 * pause_, every);
  }

 private:
  using Pause = std::chrono::minutes;
  static constexpr Pause first_pause{1};
  static constexpr std::chrono::hours every{24};

  Instant next_{};
  Pause pause_ = first_pause;
};

}  // namespace riskflow::runtime
