#pragma once
// Records on their way in, a batch at a time, and what became of them.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "runtime/formats/parse.hpp"

namespace riskflow::runtime {

// How many records a batch has.  Their people, alerts or reports are one commit when that stays
// within the limits of a frame, else several.
inline constexpr std::size_t import_batch_records = 400;
inline constexpr std::size_t import_batch_alerts = 650;

// Records of one file, as they stand in it.
struct RawBatch {
  formats::Kind kind{};
  formats::HrLayout layout;
  std::string file;  // what reports call it
  struct Record {
    std::uint64_t number = 0;  // JSON: its place; CSV: its line
    std::string text;
  };
  std::vector<Record> records;
};

// A record that was not taken.
struct SkippedRecord {
  std::string file;
  std::string place;   // "record 17", "line 5"
  std::string field;   // may be empty
  std::string reason;  // what is wrong and how to mend it; never quotes what the record says
};

// Counts of records.
struct ImportTotals {
  std::uint64_t read = 0, added = 0, changed = 0, unchanged = 0, skipped = 0;

  ImportTotals& operator+=(const ImportTotals& more);
};

struct BatchOutcome {
  ImportTotals totals;
  std::vector<SkippedRecord> skipped;
};

}  // namespace riskflow::runtime
