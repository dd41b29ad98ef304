#pragma once
// What a log can do now, and why not more.

#include <array>
#include <mutex>
#include <optional>
#include <string_view>

#include "domain/core/result.hpp"

namespace riskflow::eventstore {

enum class Condition : std::uint8_t {
  healthy,
  read_only,  // takes nothing, since the disk is full or a write failed; reading goes on
  reopening,  // its files are being opened anew; reads wait
  broken  // what is on the disk is less than was acknowledged, or damaged: it takes nothing more
};
inline constexpr std::array<std::string_view, 4> condition_names{"HEALTHY", "READ_ONLY",
                                                                 "REOPENING", "BROKEN"};
constexpr std::string_view name_of(Condition condition) {
  return condition_names[static_cast<std::size_t>(condition)];
}

struct Health {
  Condition condition = Condition::healthy;
  std::optional<Error> cause;  // of every condition but `healthy` and `reopening`
};

// The health of a log, as it was found last.  What is broken stays so while it is open: nothing
// that is done here makes damage good.  Thread rule: any thread.
class HealthRecord {
 public:
  Health get() const {
    const std::scoped_lock lock(mutex_);
    return health_;
  }
  void set(Condition condition, std::optional<Error> cause = {}) {
    const std::scoped_lock lock(mutex_);
    if (health_.condition == Condition::broken) return;
    health_ = {condition, std::move(cause)};
  }

 private:
  mutable std::mutex mutex_;
  Health health_;
};

}  // namespace riskflow::eventstore
