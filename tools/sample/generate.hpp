#pragma once
// Writes a synthetic organisation in the formats that `riskflow import` reads: for a first look,
// for tests and for benchmarks.  All of it is invented and every file says so.

#include <cstdint>
#include <filesystem>

#include "domain/core/result.hpp"

namespace riskflow::sample {

struct SampleOptions {
  std::uint64_t users = 200;    // 1 to 10,000,000
  std::uint64_t alerts = 1000;  // 1 to 100,000,000
  std::uint64_t seed = 1;
  std::filesystem::path out_dir;  // made when it is missing
};

// The records written, file by file.
struct SampleCounts {
  std::uint64_t users = 0;
  std::uint64_t groups = 0;
  std::uint64_t alerts = 0;
  std::uint64_t office365 = 0;
  std::uint64_t hr = 0;
  bool operator==(const SampleCounts&) const = default;
};

// Writes users.json, groups.json, alerts.json, office365.ndjson, hr.csv and README.txt.  The same
// options give the same bytes on every machine.  Alerts lie in the 180 days before 2026-11-01.
// Errors: invalid (users, alerts), conflict (a file of that name is there), unavailable (the disk).
// Cost: a few microseconds a record; memory does not depend on the numbers.
Result<SampleCounts> generate(const SampleOptions& options);

}  // namespace riskflow::sample
