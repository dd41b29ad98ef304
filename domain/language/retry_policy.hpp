#pragma once
// When a failed call is tried again: `retryPolicy` in the inputs of an action or trigger.

#include <optional>
#include <string>

#include "domain/language/context.hpp"
#include "domain/language/duration.hpp"

namespace riskflow::language {

struct RetryPolicy {
  enum class Kind : std::uint8_t { none = 1, fixed, exponential };

  // The default of Logic Apps, which is also taken where Power Automate's depends on the licence.
  Kind kind = Kind::exponential;
  int count = 4;  // of tries after the first; 1 to 90
  Duration interval = std::chrono::milliseconds{7500};
  Duration minimum = std::chrono::seconds{5};
  Duration maximum = std::chrono::seconds{45};
  bool operator==(const RetryPolicy&) const = default;
};

inline constexpr int retries_max = 90;
inline constexpr Duration retry_delay_min = std::chrono::seconds{5};
inline constexpr Duration retry_delay_max = std::chrono::hours{24};

// A null pointer, null and type "default" give the default.  `policy` is evaluated already.
// Error: invalid, with the member in Error::target ("retryPolicy/interval").
Result<RetryPolicy> retry_policy_from(const Value* policy);

// What is known of a try that failed.
struct FailedTry {
  std::optional<std::int64_t> status;  // of the reply; nothing when the connection failed
  std::string retry_after;             // that header: seconds or a date; may be empty
  Instant at;                          // when the try ended
};

// Whether trying again may help: 408, 429, 5xx and failed connections.
bool is_retried(const FailedTry& failed);

// What a Retry-After header of `text` asks for, counted from `at`: seconds or a date, up to
// retry_delay_max.  Nothing when it cannot be read.
std::optional<Duration> retry_after(std::string_view text, Instant at);

// How long to wait before the next try, after `failed_tries` of them, the first included; nothing
// when that was the last.  Exponential: at random between the bounds below.  A Retry-After of a 429
// or 503 is waited for, too, up to retry_delay_max.
std::optional<Duration> retry_delay(const RetryPolicy& policy, int failed_tries,
                                    const FailedTry& failed, SeededBits& bits);

// Between what the n-th delay of an exponential policy lies, n from 1:
// max(2^(n-2) * interval, minimum) and min(2^(n-1) * interval, maximum), from 0 for the first; the
// lower bound gives way where they cross.
struct DelayBounds {
  Duration lower{};
  Duration upper{};
};
DelayBounds delay_bounds(const RetryPolicy& policy, int n);

}  // namespace riskflow::language
