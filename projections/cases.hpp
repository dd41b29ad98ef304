#pragma once
// Cases: the dashboard's queue, last touched first, and the page of one case with its notes.
// Reads: cases, and how alerts in cases stand.  Row keys: the case's id; the case's id and the
// note's number.

#include "domain/casework.hpp"
#include "projections/view.hpp"

namespace riskflow::projections {

struct CaseRow {
  CaseId id;
  std::uint64_t number = 0;
  std::optional<PersonalRef> name;
  domain::CaseStatus status = domain::CaseStatus::active;
  SubjectRef subject;
  Instant opened;
  OperatorRef opened_by;
  std::uint32_t alerts = 0;                     // policy matches, whatever became of them
  std::uint32_t high = 0, medium = 0, low = 0;  // of these, by severity
  Instant updated;
  OperatorRef updated_by;
  std::optional<domain::Resolution> resolution;
  std::optional<Instant> closed;
  std::vector<OperatorRef> contributors;
  std::uint32_t notes = 0;
  bool operator==(const CaseRow&) const = default;
};
RISKFLOW_DESCRIBE(CaseRow, id, number, name, status, subject, opened, opened_by, alerts, high,
                  medium, low, updated, updated_by, resolution, closed, contributors, notes)

// A note of a case, as it was written; notes never change.
struct NoteRow {
  CaseId of_case;
  std::uint32_t number = 0;
  domain::NoteAuthor by{};
  OperatorRef author;
  std::optional<RunId> run;
  std::optional<PersonalRef> text;
  Instant written;
  bool operator==(const NoteRow&) const = default;
};
RISKFLOW_DESCRIBE(NoteRow, of_case, number, by, author, run, text, written)

template <>
const Table& table_of<CaseRow>();
template <>
const Table& table_of<NoteRow>();

struct Cases {
  static constexpr ViewId view{"cases", 1};
  static std::array<const Table*, 2> tables();
  static void on(const domain::casework::Opened&, const Envelope&, Batch&);
  static void on(const domain::casework::AlertAdded&, const Envelope&, Batch&);
  static void on(const domain::casework::NoteAdded&, const Envelope&, Batch&);
  static void on(const domain::casework::ContributorAdded&, const Envelope&, Batch&);
  static void on(const domain::casework::ContributorRemoved&, const Envelope&, Batch&);
  static void on(const domain::casework::Resolved&, const Envelope&, Batch&);
  static void on(const AlertMoved&, const Envelope&, Batch&);
};

}  // namespace riskflow::projections
