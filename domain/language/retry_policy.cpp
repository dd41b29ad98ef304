#include "domain/language/retry_policy.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "domain/language/members.hpp"
#include "domain/language/text.hpp"
#include "domain/language/timestamp.hpp"

namespace riskflow::language {

using namespace std::chrono;

// ---- reading ----

// A duration between the bounds; nothing when there is none.
static Result<std::optional<Duration>> duration_in(const Members& members, std::string_view name,
                                                   Duration lowest) {
  const auto text = members.text(name);
  if (!text) return fail(text.error());
  if (!*text) return std::nullopt;
  const auto duration = duration_from_text(**text);
  if (!duration) return members.wrong(name, duration.error().message);
  if (*duration < lowest || *duration > retry_delay_max)
    return members.wrong(
        name, fmt::format("must be from PT{}S to P1D", duration_cast<seconds>(lowest).count()));
  return *duration;
}

static Result<RetryPolicy> read_policy(const Members& members, RetryPolicy::Kind kind) {
  RetryPolicy policy{.kind = kind, .maximum = retry_delay_max};
  const auto count = members.required_number("count", {1, retries_max});
  if (!count) return fail(count.error());
  policy.count = static_cast<int>(*count);
  const auto interval = duration_in(members, "interval", retry_delay_min);
  if (!interval) return fail(interval.error());
  if (!*interval) return members.wrong("interval", "is missing: give a duration, such as PT20S");
  policy.interval = **interval;
  if (kind == RetryPolicy::Kind::fixed) return policy;
  const auto minimum = duration_in(members, "minimumInterval", Duration{0});
  if (!minimum) return fail(minimum.error());
  policy.minimum = minimum->value_or(policy.minimum);
  const auto maximum = duration_in(members, "maximumInterval", retry_delay_min);
  if (!maximum) return fail(maximum.error());
  policy.maximum = maximum->value_or(policy.maximum);
  if (policy.minimum > policy.maximum)
    return members.wrong("minimumInterval", "must not be longer than maximumInterval");
  return policy;
}

Result<RetryPolicy> retry_policy_from(const Value* policy) {
  if (policy == nullptr || policy->is_null()) return RetryPolicy{};
  const Members members{*policy, "retryPolicy"};
  if (auto checked = members.check(R"({"type": "fixed", "count": 3, "interval": "PT20S"})");
      !checked)
    return fail(checked.error());
  const auto type = members.text("type");
  if (!type) return fail(type.error());
  const auto name = to_lower(type->value_or("default"));
  if (name == "default") return RetryPolicy{};
  if (name == "none") return RetryPolicy{.kind = RetryPolicy::Kind::none};
  if (name == "fixed") return read_policy(members, RetryPolicy::Kind::fixed);
  if (name == "exponential") return read_policy(members, RetryPolicy::Kind::exponential);
  return members.wrong("type", "must be default, none, fixed or exponential");
}

// ---- waiting ----

static constexpr int request_timeout = 408;
static constexpr int too_many_requests = 429;
static constexpr int service_unavailable = 503;

bool is_retried(const FailedTry& failed) {
  if (!failed.status) return true;
  const auto status = *failed.status;
  return status == request_timeout || status == too_many_requests ||
         (status >= 500 && status <= 599);
}

std::optional<Duration> retry_after(std::string_view header, Instant at) {
  const auto text = trimmed(header);
  if (text.empty()) return std::nullopt;
  std::int64_t count = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (end == text.data() + text.size()) {
    const auto most = duration_cast<seconds>(retry_delay_max).count();
    // Digits that do not fit are more than the most, too.
    return seconds{ec == std::errc{} ? std::clamp<std::int64_t>(count, 0, most) : most};
  }
  const auto date = timestamp_from_text(text);
  if (!date) return std::nullopt;
  const Duration wait{(date->ticks - timestamp_of(at).ticks) / 10};
  return std::clamp(wait, Duration{0}, retry_delay_max);
}

// What the server asks for; zero when it asks for nothing that can be read.
static Duration asked_for(const FailedTry& failed) {
  if (failed.status != too_many_requests && failed.status != service_unavailable) return {};
  return retry_after(failed.retry_after, failed.at).value_or(Duration{0});
}

DelayBounds delay_bounds(const RetryPolicy& policy, int n) {
  // More doublings than these are beyond the maximum from any interval.
  constexpr int doublings_max = 24;
  const auto doubled = [&](int times) {
    return std::min(policy.interval, retry_delay_max) *
           (std::int64_t{1} << std::clamp(times, 0, doublings_max));
  };
  const auto upper = std::min(doubled(n - 1), policy.maximum);
  const auto lower = std::max(n < 2 ? Duration{0} : doubled(n - 2), policy.minimum);
  return {std::min(lower, upper), upper};
}

// Close to even; from `low` to `high`, both included.
static Duration between(Duration low, Duration high, SeededBits& bits) {
  const auto choices = static_cast<std::uint64_t>((high - low).count()) + 1;
  return low + Duration{static_cast<std::int64_t>(bits.next() % choices)};
}

std::optional<Duration> retry_delay(const RetryPolicy& policy, int failed_tries,
                                    const FailedTry& failed, SeededBits& bits) {
  if (policy.kind == RetryPolicy::Kind::none || failed_tries > policy.count || !is_retried(failed))
    return std::nullopt;
  auto delay = policy.interval;
  if (policy.kind == RetryPolicy::Kind::exponential) {
    const auto bounds = delay_bounds(policy, failed_tries);
    delay = between(bounds.lower, bounds.upper, bits);
  }
  return std::max(delay, asked_for(failed));
}

}  // namespace riskflow::language
