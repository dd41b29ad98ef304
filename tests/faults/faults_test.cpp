// A fixed sample of the faults.  All of them: riskflow_faults, and its report.

#include <gtest/gtest.h>

#include "tests/faults/apart.hpp"

namespace riskflow::faults {

// A process is dear under the sanitizers: there, and so in the gate, every fourth case is played.
// That the whole sample is sharp, mutants/run shows.
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
static constexpr std::uint64_t share = 4;
#else
static constexpr std::uint64_t share = 1;
#endif

// Every `step`-th case of a kind, so many of them, from `from` on.
struct Sample {
  std::string_view name;
  Kind kind;
  std::uint64_t from = 0;
  std::uint64_t count = 0;
  std::uint64_t step = 1;
};

static void PrintTo(const Sample& sample, std::ostream* out) { *out << sample.name; }

class TheEventStore : public ::testing::TestWithParam<Sample> {};

TEST_P(TheEventStore, KeepsItsPromisesUnderFaults) {
  const auto& [name, kind, from, count, step] = GetParam();
  for (std::uint64_t i = 0; i < count; i += share) {
    const auto number = from + i * step;
    const auto played = play_apart(kind, number);
    EXPECT_EQ(played.ending, Ending::well) << name << " " << number << ": " << played.said;
  }
}

INSTANTIATE_TEST_SUITE_P(Sample, TheEventStore,
                         ::testing::Values(Sample{"script", Kind::script, 0, 1},
                                           Sample{"crash", Kind::crash, 1, 10, 67},
                                           Sample{"power_cut", Kind::power_cut, 0, 20},
                                           Sample{"erasure", Kind::erasure, 0, 25, 3},
                                           Sample{"key_error", Kind::key_error, 0, 20},
                                           Sample{"strict", Kind::strict, 0, 16},
                                           Sample{"torn_tail", Kind::torn_tail, 0, 10, 59},
                                           Sample{"bit_flip", Kind::bit_flip, 0, 8, 5},
                                           Sample{"flip_in_journal", Kind::bit_flip, 3, 24, 4},
                                           Sample{"no_space", Kind::no_space, 150, 8, 151},
                                           Sample{"io_error", Kind::io_error, 150, 14, 91},
                                           // At the operations that make the unlock key.
                                           Sample{"io_error_of_key", Kind::io_error, 256, 12},
                                           Sample{"mend", Kind::mend, 60, 10, 13},
                                           Sample{"read_error", Kind::read_error, 100, 8, 61},
                                           Sample{"odd_write", Kind::odd_write, 0, 8, 331},
                                           Sample{"slow", Kind::slow, 1, 1},
                                           Sample{"safekeeping", Kind::safekeeping, 0, 13, 109},
                                           Sample{"keep_error", Kind::keep_error, 1800, 9, 370}),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace riskflow::faults
