#include "projections/pages.hpp"

namespace riskflow::projections {

Result<std::optional<CasePage>> case_page(const Reading& reading, const CaseId& id) {
  const auto row = reading.find<CaseRow>(view_of(id));
  if (!row) return fail(row.error());
  if (!row->has_value()) return std::optional<CasePage>{};
  auto alerts = reading.within<AlertRow>("caseId", scalar_of(id), page_rows_max);
  if (!alerts) return fail(alerts.error());
  auto notes = reading.within<NoteRow>("caseId", scalar_of(id), page_rows_max);
  if (!notes) return fail(notes.error());
  auto runs = reading.within<RunRow>("caseId", scalar_of(id), page_rows_max);
  if (!runs) return fail(runs.error());
  return std::optional<CasePage>{{**row, std::move(*alerts), std::move(*notes), std::move(*runs)}};
}

Result<std::optional<RunPage>> run_page(const Reading& reading, const RunId& id) {
  const auto row = reading.find<RunRow>(view_of(id));
  if (!row) return fail(row.error());
  if (!row->has_value()) return std::optional<RunPage>{};
  auto steps = reading.within<StepRow>("runId", scalar_of(id), page_rows_max);
  if (!steps) return fail(steps.error());
  return std::optional<RunPage>{{**row, std::move(*steps)}};
}

Result<std::vector<RunRow>> unfinished_runs(const Reading& reading, std::size_t limit) {
  return reading.within<RunRow>("isFinished", Scalar{false}, limit);
}

}  // namespace riskflow::projections
