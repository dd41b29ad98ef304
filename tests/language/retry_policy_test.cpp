// When a failed call is tried again (wdl.md 6.1).

#include "domain/language/retry_policy.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/language/example_environment.hpp"

namespace riskflow::language {
namespace {

using namespace std::chrono;

RetryPolicy policy_from(std::string_view json) {
  const auto value = json_value(json);
  const auto policy = retry_policy_from(&value);
  EXPECT_TRUE(policy) << json << ": " << (policy ? "" : policy.error().message);
  return policy.value_or(RetryPolicy{});
}

std::string target_of(std::string_view json) {
  const auto value = json_value(json);
  const auto policy = retry_policy_from(&value);
  return policy ? "no error" : policy.error().target;
}

FailedTry failed_with(std::optional<std::int64_t> status, std::string retry_after = {}) {
  return {status, std::move(retry_after), *instant_from_text("2026-01-12T08:30:00Z")};
}

TEST(ARetryPolicy, IsTheDefaultWhereNoneIsGiven) {
  const auto standard = retry_policy_from(nullptr);
  ASSERT_TRUE(standard);
  EXPECT_EQ(*standard, RetryPolicy{});
  EXPECT_EQ(policy_from("null"), RetryPolicy{});
  EXPECT_EQ(policy_from(R"({"type": "Default"})"), RetryPolicy{});
  EXPECT_EQ(policy_from("{}"), RetryPolicy{});
  EXPECT_EQ(standard->count, 4);
  EXPECT_EQ(standard->interval, milliseconds{7500});
}

TEST(ARetryPolicy, IsReadWithItsDurations) {
  EXPECT_EQ(policy_from(R"({"type": "none"})").kind, RetryPolicy::Kind::none);
  const auto fixed = policy_from(R"({"type": "Fixed", "count": 3, "interval": "PT20S"})");
  EXPECT_EQ(fixed.kind, RetryPolicy::Kind::fixed);
  EXPECT_EQ(fixed.count, 3);
  EXPECT_EQ(fixed.interval, seconds{20});
  const auto exponential = policy_from(
      R"({"type": "exponential", "count": "90", "interval": "PT10S", "minimumInterval": "PT5S",
          "maximumInterval": "PT1H"})");
  EXPECT_EQ(exponential, (RetryPolicy{.kind = RetryPolicy::Kind::exponential,
                                      .count = 90,
                                      .interval = seconds{10},
                                      .minimum = seconds{5},
                                      .maximum = hours{1}}));
}

TEST(ARetryPolicy, NamesTheMemberThatIsWrong) {
  EXPECT_EQ(target_of(R"("fixed")"), "retryPolicy");
  EXPECT_EQ(target_of(R"({"type": "linear"})"), "retryPolicy/type");
  EXPECT_EQ(target_of(R"({"type": "fixed", "interval": "PT20S"})"), "retryPolicy/count");
  EXPECT_EQ(target_of(R"({"type": "fixed", "count": 0, "interval": "PT20S"})"),
            "retryPolicy/count");
  EXPECT_EQ(target_of(R"({"type": "fixed", "count": 91, "interval": "PT20S"})"),
            "retryPolicy/count");
  EXPECT_EQ(target_of(R"({"type": "fixed", "count": 3})"), "retryPolicy/interval");
  EXPECT_EQ(target_of(R"({"type": "fixed", "count": 3, "interval": "PT4S"})"),
            "retryPolicy/interval");
  EXPECT_EQ(target_of(R"({"type": "fixed", "count": 3, "interval": "P2D"})"),
            "retryPolicy/interval");
  EXPECT_EQ(target_of(R"({"type": "fixed", "count": 3, "interval": "20"})"),
            "retryPolicy/interval");
  EXPECT_EQ(target_of(R"({"type": "exponential", "count": 3, "interval": "PT20S",
                          "minimumInterval": "PT1H", "maximumInterval": "PT1M"})"),
            "retryPolicy/minimumInterval");
}

TEST(ATry, IsRepeatedAfterTheRepliesThatMayPass) {
  for (const int status : {408, 429, 500, 501, 502, 503, 504, 599})
    EXPECT_TRUE(is_retried(failed_with(status))) << status;
  for (const int status : {200, 302, 400, 401, 403, 404, 409, 412, 422, 428, 600})
    EXPECT_FALSE(is_retried(failed_with(status))) << status;
  EXPECT_TRUE(is_retried(failed_with(std::nullopt)));
}

TEST(ATry, IsRepeatedAsOftenAsThePolicySays) {
  SeededBits bits{1};
  const auto fixed = policy_from(R"({"type": "fixed", "count": 2, "interval": "PT20S"})");
  EXPECT_EQ(retry_delay(fixed, 1, failed_with(500), bits), seconds{20});
  EXPECT_EQ(retry_delay(fixed, 2, failed_with(500), bits), seconds{20});
  EXPECT_EQ(retry_delay(fixed, 3, failed_with(500), bits), std::nullopt);
  EXPECT_EQ(retry_delay(fixed, 1, failed_with(404), bits), std::nullopt);
  const auto none = policy_from(R"({"type": "none"})");
  EXPECT_EQ(retry_delay(none, 1, failed_with(500), bits), std::nullopt);
}

TEST(ATry, WaitsAsLongAsTheServerAsks) {
  SeededBits bits{1};
  const auto policy = policy_from(R"({"type": "fixed", "count": 2, "interval": "PT20S"})");
  const auto delay = [&](std::int64_t status, std::string retry_after) {
    return retry_delay(policy, 1, failed_with(status, std::move(retry_after)), bits);
  };
  EXPECT_EQ(delay(429, "60"), seconds{60});
  EXPECT_EQ(delay(503, "Mon, 12 Jan 2026 08:35:00 GMT"), minutes{5});
  EXPECT_EQ(delay(429, "5"), seconds{20});     // the policy waits longer
  EXPECT_EQ(delay(500, "60"), seconds{20});    // not for this status
  EXPECT_EQ(delay(429, "soon"), seconds{20});  // not to be read
  EXPECT_EQ(delay(429, "-60"), seconds{20});
  EXPECT_EQ(delay(503, "Mon, 12 Jan 2026 08:25:00 GMT"), seconds{20});  // past
  EXPECT_EQ(delay(429, "99999999999999999999999"), hours{24});
  EXPECT_EQ(delay(503, "Fri, 12 Jan 2029 08:35:00 GMT"), hours{24});
}

struct BoundsRow {
  int n;
  seconds lower;
  seconds upper;
};

TEST(ExponentialDelays, HaveTheBoundsOfTheTable) {
  const auto policy = policy_from(
      R"({"type": "exponential", "count": 90, "interval": "PT10S", "minimumInterval": "PT15S",
          "maximumInterval": "PT2M"})");
  constexpr BoundsRow rows[] = {{1, 10s, 10s},  {2, 15s, 20s},   {3, 20s, 40s},   {4, 40s, 80s},
                                {5, 80s, 120s}, {6, 120s, 120s}, {7, 120s, 120s}, {90, 120s, 120s}};
  for (const auto& [n, lower, upper] : rows) {
    EXPECT_EQ(delay_bounds(policy, n).lower, lower) << n;
    EXPECT_EQ(delay_bounds(policy, n).upper, upper) << n;
  }
}

TEST(ExponentialDelays, OfTheDefaultLieBetweenFiveAnd45Seconds) {
  const RetryPolicy policy;
  EXPECT_EQ(delay_bounds(policy, 1).lower, 5s);
  EXPECT_EQ(delay_bounds(policy, 1).upper, 7500ms);
  EXPECT_EQ(delay_bounds(policy, 2).upper, 15s);
  EXPECT_EQ(delay_bounds(policy, 3).lower, 15s);
  EXPECT_EQ(delay_bounds(policy, 4).lower, 30s);
  EXPECT_EQ(delay_bounds(policy, 4).upper, 45s);
}

// The formula of the table, in floating point, for whatever policy.
TEST(ExponentialDelays, LieWithinTheirBoundsForEveryPolicy) {
  SeededBits bits{20260112};
  for (int round = 0; round < 2000; ++round) {
    RetryPolicy policy{.count = retries_max};
    policy.interval = seconds{5 + static_cast<std::int64_t>(bits.next() % 86'396)};
    policy.minimum = seconds{static_cast<std::int64_t>(bits.next() % 600)};
    policy.maximum = policy.minimum + seconds{5 + static_cast<std::int64_t>(bits.next() % 80'000)};
    const auto n = 1 + static_cast<int>(bits.next() % retries_max);
    const auto interval = duration<double>{policy.interval};
    const auto upper = std::min(interval * std::pow(2.0, n - 1), duration<double>{policy.maximum});
    const auto lower =
        n == 1 ? duration<double>{policy.minimum}
               : std::max(interval * std::pow(2.0, n - 2), duration<double>{policy.minimum});
    const auto delay = retry_delay(policy, n, failed_with(500), bits);
    ASSERT_TRUE(delay);
    EXPECT_LE(duration<double>{*delay}, upper) << "round " << round;
    EXPECT_GE(duration<double>{*delay}, std::min(lower, upper)) << "round " << round;
  }
}

TEST(ExponentialDelays, AreTheSameForTheSameSeed) {
  SeededBits first{7}, second{7};
  for (int n = 1; n <= 4; ++n)
    EXPECT_EQ(retry_delay({}, n, failed_with(503), first),
              retry_delay({}, n, failed_with(503), second));
}

}  // namespace
}  // namespace riskflow::language
