// Replays every corpus.  What libFuzzer found goes into tests/fuzz/corpus/<target>/ under any name;
// seed-<n> are those that the target makes itself (UPDATE_GOLDEN=1 writes them).

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/fuzz/target.hpp"

namespace riskflow::fuzz {

static std::filesystem::path corpus_of(const Target& target) {
  return std::filesystem::path(RISKFLOW_SOURCE_DIR) / "tests/fuzz/corpus" / target.name;
}

static Bytes read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << "no file " << path;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

static void write_file(const std::filesystem::path& path, BytesView bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

class FuzzCorpus : public testing::TestWithParam<Target> {};

TEST_P(FuzzCorpus, HoldsTheSeedsOfItsTarget) {
  const auto& target = GetParam();
  const auto seeds = target.seeds();
  ASSERT_FALSE(seeds.empty());
  for (std::size_t n = 0; n < seeds.size(); ++n) {
    const auto path = corpus_of(target) / fmt::format("seed-{}", n);
    if (std::getenv("UPDATE_GOLDEN") != nullptr) write_file(path, seeds[n]);
    EXPECT_EQ(hex(read_file(path)), hex(seeds[n])) << path;
  }
}

TEST_P(FuzzCorpus, BreaksNoPromiseOfItsTarget) {
  const auto& target = GetParam();
  for (const auto& entry : std::filesystem::directory_iterator(corpus_of(target)))
    EXPECT_NO_THROW(target.run(read_file(entry.path()))) << entry.path();
}

// A small step in the direction that libFuzzer goes all night: each seed with one byte changed, and
// cut short.
TEST_P(FuzzCorpus, BreaksNoPromiseWhenAByteOfASeedIsChanged) {
  const auto& target = GetParam();
  constexpr std::size_t places_max = 64;
  for (const auto& seed : target.seeds())
    for (std::size_t at = 0; at < seed.size(); at += 1 + seed.size() / places_max) {
      Bytes changed = seed;
      changed[at] = static_cast<char>(changed[at] ^ (1 << at % 8));
      EXPECT_NO_THROW(target.run(changed)) << at;
      EXPECT_NO_THROW(target.run(seed.substr(0, at))) << "cut at " << at;
    }
}

INSTANTIATE_TEST_SUITE_P(Fuzz, FuzzCorpus, testing::ValuesIn(targets().begin(), targets().end()),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace riskflow::fuzz
