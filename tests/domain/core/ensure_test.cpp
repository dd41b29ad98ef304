// What happens when riskflow is wrong about itself.

#include "domain/core/ensure.hpp"

#include <gtest/gtest.h>

namespace riskflow {
namespace {

TEST(EnsureThatFails, NamesTheBugAndItsPlaceAndAborts) {
  EXPECT_DEATH(ensure(1 + 1 == 3, "sums add up"),
               "bug: sums add up \\(.*ensure_test\\.cpp:[0-9]+\\)");
}

TEST(EnsureThatHolds, LetsTheProgramGoOn) {
  bool went_on = false;
  ensure(1 + 1 == 2, "sums add up");
  went_on = true;
  EXPECT_TRUE(went_on);
}

}  // namespace
}  // namespace riskflow
