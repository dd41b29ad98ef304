// The turnstile in front of work that only computes.

#include "runtime/core/turnstile.hpp"

#include <atomic>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

namespace riskflow::runtime {

TEST(ATurnstile, LetsNoMoreInAtOnceThanItHasPlaces) {
  Turnstile turnstile(2);
  std::atomic<int> inside = 0, most = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&] {
        for (int turns = 0; turns < 200; ++turns) {
          const Turnstile::Turn turn(turnstile);
          const int now = ++inside;
          for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) continue;
          std::this_thread::yield();
          --inside;
        }
      });
  }
  EXPECT_EQ(2, most);
  EXPECT_EQ(0, inside);
}

TEST(ATurnstile, LetsTheNextInWhenSomebodyLeaves) {
  Turnstile turnstile(1);
  std::optional<Turnstile::Turn> first(std::in_place, turnstile);
  std::atomic<bool> was_let_in = false;
  std::jthread second([&] {
    const Turnstile::Turn turn(turnstile);
    was_let_in = true;
  });
  first.reset();
  second.join();
  EXPECT_TRUE(was_let_in);
}

}  // namespace riskflow::runtime
