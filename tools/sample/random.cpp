#include "tools/sample/random.hpp"

#include <fmt/format.h>

namespace riskflow::sample {

static std::uint64_t mixed(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

Random::Random(std::uint64_t seed, Topic topic, std::uint64_t index)
    : state_(mixed(mixed(mixed(seed) + static_cast<std::uint64_t>(topic)) + index)) {}

std::uint64_t Random::next() {
  state_ += 0x9e3779b97f4a7c15U;
  return mixed(state_);
}

std::uint64_t Random::below(std::uint64_t n) { return ((next() >> 32) * n) >> 32; }

// 53 bits: exact in a double, so the same everywhere.
double Random::unit() { return static_cast<double>(next() >> 11) / 9007199254740992.0; }

std::string guid(std::uint64_t seed, Topic topic, std::uint64_t index) {
  Random random{seed, topic, index};
  const auto high = random.next(), low = random.next();
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffffU,
                     high & 0xfffU, 0x8000U | (low >> 50), low & 0xffffffffffffU);
}

}  // namespace riskflow::sample
