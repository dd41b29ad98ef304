// A fixed sample of the faults, in the gate.  All of them: riskflow_faults, and its report.

#include <gtest/gtest.h>

#include "tests/faults/apart.hpp"

namespace riskflow::faults {

// Every `step`-th case, so many of them, from `from` on.
struct Sample {
  NamedKind kind;
  std::uint64_t from = 0;
  std::uint64_t count = 0;
  std::uint64_t step = 1;
};

static void PrintTo(const Sample& sample, std::ostream* out) { *out << sample.kind.name; }

class TheEventStore : public ::testing::TestWithParam<Sample> {};

TEST_P(TheEventStore, KeepsItsPromisesUnderFaults) {
  const auto& [kind, from, count, step] = GetParam();
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto number = from + i * step;
    const auto played = play_apart(kind.kind, number);
    EXPECT_EQ(played.ending, Ending::well) << kind.name << " " << number << ": " << played.said;
  }
}

INSTANTIATE_TEST_SUITE_P(Sample, TheEventStore,
                         ::testing::Values(Sample{kinds[0], 0, 1}, Sample{kinds[1], 1, 10, 67},
                                           Sample{kinds[2], 0, 20}, Sample{kinds[3], 0, 10, 59},
                                           Sample{kinds[4], 0, 12, 5},
                                           Sample{kinds[5], 150, 8, 151},
                                           Sample{kinds[6], 150, 14, 91},
                                           Sample{kinds[7], 100, 8, 61},
                                           Sample{kinds[8], 0, 8, 331}, Sample{kinds[9], 1, 1}),
                         [](const auto& row) { return std::string(row.param.kind.name); });

}  // namespace riskflow::faults
