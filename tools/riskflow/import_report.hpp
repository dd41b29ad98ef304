#pragma once
// What an import says: records that were not taken on stderr, the totals on stdout.
// Thread rule: one thread.

#include <vector>

#include "runtime/import/raw_batch.hpp"
#include "tools/riskflow/progress.hpp"
#include "tools/riskflow/session.hpp"

namespace riskflow::cli {

enum class SkippedShown : std::uint8_t { first_ones, all };

class ImportReport {
 public:
  static constexpr std::size_t lines_max = 20;

  // `progress` makes room for each line; it and `session` outlive the report.
  ImportReport(Session& session, Progress& progress, SkippedShown shown);

  // "alerts.json: record 17: title: must not be empty".  With -o json they come in `finish`, all of
  // them.
  void skipped(const runtime::SkippedRecord& record);

  // The totals.  Gives `partial` when a record was skipped.
  http::ExitCode finish(const runtime::ImportTotals& totals);

 private:
  bool keeps() const { return session_.format() == Format::json; }

  Session& session_;
  Progress& progress_;
  SkippedShown shown_;
  std::uint64_t skipped_ = 0;
  std::vector<runtime::SkippedRecord> kept_;
};

}  // namespace riskflow::cli
