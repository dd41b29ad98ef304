#pragma once
// Numbers that look random and are the same on every machine: record `index` of a topic depends on
// the seed, the topic and the index alone, so that nothing has to be kept to write it again.

#include <cstdint>
#include <string>

namespace riskflow::sample {

// Keeps what is drawn for one purpose apart from the rest.
enum class Topic : std::uint64_t {
  organisation = 1,
  employee,
  employee_id,
  group_id,
  policy_id,
  alert,
  alert_id,
  office365,
  office365_id,
  hr,
};

// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
class Random {
 public:
  Random(std::uint64_t seed, Topic topic, std::uint64_t index);

  std::uint64_t next();

  // 0 <= result < n, for 0 < n < 2^32.
  std::uint64_t below(std::uint64_t n);

  // True in `percent` of a hundred draws.
  bool chance(std::uint64_t percent) { return below(100) < percent; }

  // 0 <= result < 1.
  double unit();

 private:
  std::uint64_t state_;
};

// A GUID of version 4 (RFC 9562), lower case.
std::string guid(std::uint64_t seed, Topic topic, std::uint64_t index);

}  // namespace riskflow::sample
