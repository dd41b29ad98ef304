// What a configuration may say.

#include "runtime/core/config.hpp"

#include <gtest/gtest.h>

namespace riskflow::runtime {

// A root that is put in escrow for no time at all would be put there anew each minute, for ever.
TEST(AConfiguration, KeepsRootsInEscrowForADayAtLeast) {
  const auto refused = load_config({}, {{"RISKFLOW_ESCROW_DAYS", "0"}}, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().target, "escrow_days");
  EXPECT_NE(refused.error().message.find("1 or more"), std::string::npos);
  EXPECT_EQ(load_config({}, {{"RISKFLOW_ESCROW_DAYS", "1"}}, {})->escrow_days, 1U);
}

}  // namespace riskflow::runtime
