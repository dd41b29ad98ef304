#pragma once
// From import files to events: batches of raw records become typed records, these become commands,
// these become commits.  Twice the same file changes nothing; a bad record is skipped and reported,
// and nothing else is lost for it.
//
//   Importer importer(parts, actor, "contoso");
//   auto outcome = importer.take({kind, layout, "alerts.json", records});  // once a batch
//   importer.finish();                                                     // puts it on record

#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "domain/policy.hpp"
#include "runtime/core/bus.hpp"
#include "runtime/core/identities.hpp"
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

// What all imports of a log share: batches under way at once must not write the same streams, or
// they only conflict, whichever import they are of.
struct ImportGate {
  std::mutex directory;  // held while a batch meets people, groups and policies
  // Each user's alerts are committed in one of the lanes, by one batch at a time.
  std::array<std::mutex, 2> lanes;
  std::atomic<std::size_t> next_lane{0};  // where the next batch begins
};

struct ImportParts {
  eventstore::Log& log;
  const eventstore::Keyring& keys;
  CommandBus& bus;
  Aggregates& aggregates;
  IdentityIndex& identities;
  Clock& clock;
  // Every policy there is, for HR events: a resignation brings people into the scope of the
  // policies that it triggers.
  std::function<Result<std::vector<domain::policy::State>>()> policies;
  ImportGate& gate;
};

// What the batches of one import share.
struct ImportSession {
  ImportParts parts;
  domain::Actor actor;
  std::string organisation;         // of records that do not name their tenant
  std::map<PolicyId, int> windows;  // of the policies met, in days; under the gate's `directory`
};

// One import.  Thread rule: `take` from several threads at once; the rest from one.
class Importer {
 public:
  // `organisation`: for records that do not name their tenant.
  Importer(ImportParts parts, const domain::Actor& actor, std::string organisation);

  // Takes a batch: all of it durable when it returns.  Errors: forbidden, unavailable; what single
  // records lack is in the outcome.
  Result<BatchOutcome> take(const RawBatch& batch);

  // Counts what could not even be read as a record.
  void count_skipped(std::uint64_t records);

  // Puts the import on record (one event), with its totals so far.
  Result<ImportTotals> finish();

 private:
  ImportSession session_;
  std::mutex mutex_;
  ImportTotals totals_;
  std::vector<std::string> sources_;
};

}  // namespace riskflow::runtime
