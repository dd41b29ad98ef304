#include "projections/cases.hpp"

#include "projections/row_kind.hpp"

namespace riskflow::projections {

using namespace domain;

// Of the alerts in the case, the highest.
static std::optional<Severity> severity(const CaseRow& row) {
  if (row.high > 0) return Severity::high;
  if (row.medium > 0) return Severity::medium;
  if (row.low > 0) return Severity::low;
  return {};
}

static Cell contributors(const CaseRow& row) {
  List out;
  for (const auto& person : row.contributors) out.push_back({person});
  return {std::move(out)};
}

static constexpr std::array columns{
    column<&CaseRow::id>("id", "the case's id"),
    column<&CaseRow::number>("number", "what people call it: 1, 2, 3, ..."),
    personal<&CaseRow::name>(Type::personal_text, "displayName", "the case's name"),
    column<&CaseRow::status>("status", "whether it is worked on"),
    column<&CaseRow::subject>("user", "whom it is about"),
    column<&CaseRow::opened>("openedDateTime", "when it was opened"),
    column<&CaseRow::opened_by>("openedBy", "who opened it"),
    column<&CaseRow::alerts>("totalPolicyAlerts", "how many alerts are in it"),
    column<&severity>("severity", "the highest of its alerts"),
    column<&CaseRow::updated>("lastUpdatedDateTime", "when it was last touched"),
    column<&CaseRow::updated_by>("lastUpdatedBy", "who did that"),
    column<&CaseRow::resolution>("resolution", "what it was resolved as"),
    column<&CaseRow::closed>("closedDateTime", "when it was resolved"),
    column<&contributors>("contributors", "who was added to work on it"),
    column<&CaseRow::notes>("totalNotes", "how many notes it has"),
};

static constexpr auto* updated = named(columns, "lastUpdatedDateTime");
static constexpr auto* opened = named(columns, "openedDateTime");
static constexpr std::array indexes{
    Index{10, nullptr, updated, Direction::descending},
    Index{11, named(columns, "status"), updated, Direction::descending},
    Index{12, nullptr, opened, Direction::descending},
    Index{13, named(columns, "user"), opened, Direction::descending},
    Index{14, nullptr, named(columns, "number"), Direction::descending},
};

template <>
const Table& table_of<CaseRow>() {
  static constexpr Table table{
      4,         "cases", "A case: alerts of one person, worked on together.",
      columns,   indexes, row_kind<CaseRow>,
      Keep::rows};
  return table;
}

static constexpr std::array note_columns{
    column<&NoteRow::of_case>("caseId", "the case it belongs to"),
    column<&NoteRow::number>("number", "its number in the case: 1, 2, 3, ..."),
    column<&NoteRow::by>("authorKind", "what wrote it"),
    column<&NoteRow::author>("author", "who wrote it, or started the flow that did"),
    column<&NoteRow::run>("runId", "the flow run that wrote it"),
    personal<&NoteRow::text>(Type::personal_text, "text", "the note"),
    column<&NoteRow::written>("createdDateTime", "when it was written"),
};

static constexpr std::array note_indexes{
    Index{15, named(note_columns, "caseId"), named(note_columns, "number"), Direction::ascending},
    Index{16, nullptr, named(note_columns, "createdDateTime"), Direction::descending},
};

template <>
const Table& table_of<NoteRow>() {
  static constexpr Table table{5,
                               "notes",
                               "A note of a case: only ever added.",
                               note_columns,
                               note_indexes,
                               row_kind<NoteRow>,
                               Keep::none,
                               20};
  return table;
}

std::array<const Table*, 2> Cases::tables() { return {&table_of<CaseRow>(), &table_of<NoteRow>()}; }

// Changes the case: it was touched now, by whoever acts.
template <class Change>
static void touch(const CaseId& id, const Envelope& at, Batch& batch, Change change) {
  batch.upsert<CaseRow>(view_of(id), [&](CaseRow& row) {
    row.updated = at.recorded();
    row.updated_by = at.operator_ref();
    change(row);
  });
}

void Cases::on(const casework::Opened& e, const Envelope& at, Batch& batch) {
  touch(e.id, at, batch, [&](CaseRow& row) {
    row.id = e.id;
    row.number = e.number;
    row.name = e.name.ref();
    row.subject = e.subject;
    row.opened = e.opened;
    row.opened_by = at.operator_ref();
  });
}

void Cases::on(const casework::AlertAdded& e, const Envelope& at, Batch& batch) {
  touch(e.id, at, batch, [](CaseRow& row) { ++row.alerts; });
}

static Bytes note_id(const casework::NoteAdded& e) {
  Bytes id(view_of(e.id));
  append_number(id, e.number);
  return id;
}

void Cases::on(const casework::NoteAdded& e, const Envelope& at, Batch& batch) {
  touch(e.id, at, batch, [&](CaseRow& row) { row.notes = e.number; });
  batch.create<NoteRow>(note_id(e), [&](NoteRow& row) {
    row = {e.id, e.number, e.by, e.author, e.run, e.text.ref(), at.recorded()};
  });
}

void Cases::on(const casework::ContributorAdded& e, const Envelope& at, Batch& batch) {
  touch(e.id, at, batch, [&](CaseRow& row) {
    std::erase(row.contributors, e.contributor);
    row.contributors.push_back(e.contributor);
  });
}

void Cases::on(const casework::ContributorRemoved& e, const Envelope& at, Batch& batch) {
  touch(e.id, at, batch, [&](CaseRow& row) { std::erase(row.contributors, e.contributor); });
}

void Cases::on(const casework::Resolved& e, const Envelope& at, Batch& batch) {
  touch(e.id, at, batch, [&](CaseRow& row) {
    row.status = CaseStatus::closed;
    row.resolution = e.as;
    row.closed = at.recorded();
  });
}

static std::uint32_t& count_of(CaseRow& row, Severity severity) {
  switch (severity) {
    case Severity::high: return row.high;
    case Severity::medium: return row.medium;
    case Severity::low: return row.low;
  }
  return row.low;
}

// The alert may come before its case within the commit that opens it.
void Cases::on(const AlertMoved& fact, const Envelope&, Batch& batch) {
  if (fact.before && fact.before->in_case)
    batch.upsert<CaseRow>(view_of(fact.before->in_case),
                          [&](CaseRow& row) { --count_of(row, fact.before->severity); });
  if (fact.after.in_case)
    batch.upsert<CaseRow>(view_of(fact.after.in_case),
                          [&](CaseRow& row) { ++count_of(row, fact.after.severity); });
}

}  // namespace riskflow::projections
