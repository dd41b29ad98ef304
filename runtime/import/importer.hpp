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
#include "runtime/import/raw_batch.hpp"

namespace riskflow::runtime {

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
