#include "runtime/import/importer.hpp"

#include <algorithm>

#include "runtime/core/request_ids.hpp"
#include "runtime/import/batch.hpp"

namespace riskflow::runtime {

ImportTotals& ImportTotals::operator+=(const ImportTotals& more) {
  read += more.read;
  added += more.added;
  changed += more.changed;
  unchanged += more.unchanged;
  skipped += more.skipped;
  return *this;
}

Importer::Importer(ImportParts parts, const domain::Actor& actor, std::string organisation)
    : session_{std::move(parts), actor, std::move(organisation), {}} {}

Result<BatchOutcome> Importer::take(const RawBatch& batch) {
  ImportBatch one(session_);
  auto outcome = one.take(batch);
  if (!outcome) return outcome;
  const std::scoped_lock lock(mutex_);
  totals_ += outcome->totals;
  const std::string source(formats::to_text(batch.kind));
  if (std::find(sources_.begin(), sources_.end(), source) == sources_.end())
    sources_.push_back(source);
  return outcome;
}

void Importer::count_skipped(std::uint64_t records) {
  const std::scoped_lock lock(mutex_);
  totals_.read += records;
  totals_.skipped += records;
}

Result<ImportTotals> Importer::finish() {
  const std::scoped_lock lock(mutex_);
  const auto now = session_.parts.clock.now();
  const domain::imports::Ran ran{totals_.read,      totals_.added,   totals_.changed,
                                 totals_.unchanged, totals_.skipped, sources_};
  const RequestContext context{random_request_id(now), session_.actor, now, {}};
  const auto receipt = session_.parts.bus.execute(domain::imports::RecordRun{ran}, context);
  if (!receipt) return fail(receipt.error());
  return totals_;
}

}  // namespace riskflow::runtime
