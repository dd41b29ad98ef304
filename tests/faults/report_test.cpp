// The report adds up: what was played before stays in it.

#include "tests/faults/report.hpp"

#include <gtest/gtest.h>

#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::faults {

TEST(AReport, GoesOnWhereItEndedForEachKind) {
  const eventstore::TemporaryFolder folder;
  const auto report = folder / "REPORT.md";
  EXPECT_EQ(tally_in(report, "crash").value(), Tally{});
  ASSERT_TRUE(put_tally(report, "crash", {20, 1, 2, 3, 40}));
  ASSERT_TRUE(put_tally(report, "bit_flip", {7, 0, 0, 0, 7}));
  ASSERT_TRUE(put_tally(report, "crash", {30, 1, 2, 3, 50}));
  EXPECT_EQ(tally_in(report, "crash").value(), (Tally{30, 1, 2, 3, 50}));
  EXPECT_EQ(tally_in(report, "bit_flip").value(), (Tally{7, 0, 0, 0, 7}));
}

}  // namespace riskflow::faults
