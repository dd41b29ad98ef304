#pragma once
// Pages: what is shown of one thing together, from several views of one reading.
// Thread rule: any thread.

#include "projections/alerts.hpp"
#include "projections/cases.hpp"
#include "projections/reading.hpp"
#include "projections/runs.hpp"

namespace riskflow::projections {

// How many rows of one kind a page has at most; the rest is asked for with `ask`.
inline constexpr std::size_t page_rows_max = 1000;

struct CasePage {
  CaseRow row;
  std::vector<AlertRow> alerts;  // the newest first
  std::vector<NoteRow> notes;    // the first first
  std::vector<RunRow> runs;      // the last first
};

// The case, or nothing when there is none.  Error: corrupt.  Cost: about 10 us a row.
Result<std::optional<CasePage>> case_page(const Reading& reading, const CaseId& id);

struct RunPage {
  RunRow row;
  std::vector<StepRow> steps;  // as they came up
};

// The run, or nothing when there is none.  Error: corrupt.  Cost: about 10 us a row.
Result<std::optional<RunPage>> run_page(const Reading& reading, const RunId& id);

// Runs that are not over, the last started first: for the engine, when it starts.  Error: corrupt.
Result<std::vector<RunRow>> unfinished_runs(const Reading& reading, std::size_t limit);

}  // namespace riskflow::projections
