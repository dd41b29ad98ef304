#pragma once
// The cumulative report of what was really played: a table in Markdown, a row for each kind, that
// is read, added to and written again.

#include <cstdint>
#include <filesystem>

#include "domain/core/result.hpp"

namespace riskflow::faults {

struct Tally {
  std::uint64_t played = 0;
  std::uint64_t failed = 0;
  std::uint64_t refused = 0;
  std::uint64_t aborted = 0;
  std::uint64_t next = 0;  // the number after the last case played
  bool operator==(const Tally&) const = default;
};

// The row of `kind`; nothing played when there is no row, or no file.  Error: corrupt.
Result<Tally> tally_in(const std::filesystem::path& report, std::string_view kind);

// Puts `tally` in place of the row of `kind`, or adds one.  Errors: corrupt, unavailable.
Status put_tally(const std::filesystem::path& report, std::string_view kind, const Tally& tally);

}  // namespace riskflow::faults
