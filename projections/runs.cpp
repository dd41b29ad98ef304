#include "projections/runs.hpp"

#include "eventstore/crypto.hpp"
#include "projections/row_kind.hpp"

namespace riskflow::projections {

using namespace domain;

static bool is_finished(const RunRow& row) {
  return row.status != RunStatus::running && row.status != RunStatus::waiting;
}

static constexpr std::array columns{
    column<&RunRow::id>("id", "the run's id"),
    column<&RunRow::flow>("flowId", "the flow that ran"),
    column<&RunRow::flow_name>("flowName", "that flow's name"),
    column<&RunRow::revision>("revision", "of the flow's definition"),
    column<&RunRow::on_case>("caseId", "the case it ran on"),
    column<&RunRow::subject>("user", "the user it ran on, or whom the case is about"),
    column<&RunRow::by>("startedBy", "who started it"),
    column<&RunRow::status>("status", "how it stands"),
    column<&is_finished>("isFinished", "whether it is over"),
    column<&RunRow::code>("code", "of its error"),
    column<&RunRow::message>("message", "of its error"),
    column<&RunRow::started>("startedDateTime", "when it started"),
    column<&RunRow::ended>("endedDateTime", "when it ended"),
};

static constexpr auto* started = named(columns, "startedDateTime");
static constexpr std::array indexes{
    Index{35, nullptr, started, Direction::descending},
    Index{36, named(columns, "caseId"), started, Direction::descending},
    Index{37, named(columns, "isFinished"), started, Direction::descending},
    Index{38, named(columns, "flowId"), started, Direction::descending},
    Index{39, named(columns, "user"), started, Direction::descending},
};

template <>
const Table& table_of<RunRow>() {
  static constexpr Table table{
      9, "runs", "A run: one execution of a flow.", columns, indexes, row_kind<RunRow>, Keep::rows};
  return table;
}

static Cell recipients(const StepRow& row) {
  List out;
  for (const auto& person : row.recipients.known) out.push_back({person});
  return {std::move(out)};
}

static std::int64_t other_recipients(const StepRow& row) { return row.recipients.others; }

static constexpr std::array step_columns{
    column<&StepRow::of_run>("runId", "the run it belongs to"),
    column<&StepRow::order>("order", "sorts the steps of a run as they came up"),
    column<&StepRow::action>("name", "of the action in the flow"),
    column<&StepRow::status>("status", "how it stands"),
    column<&StepRow::code>("code", "of its outcome"),
    column<&StepRow::error_code>("errorCode", "of its error"),
    column<&StepRow::message>("message", "of its error"),
    column<&StepRow::api>("api", "the connector"),
    column<&StepRow::operation>("operation", "of the connector"),
    column<&StepRow::began>("startedDateTime", "when it began"),
    column<&StepRow::ended>("endedDateTime", "when it was done"),
    column<&StepRow::deliveries>("deliveries", "how often its delivery was committed to"),
    column<&recipients>("recipients", "to whom it was delivered, of the directory"),
    column<&other_recipients>("otherRecipients", "addresses that nobody in the directory has"),
};

static constexpr std::array step_indexes{
    Index{40, named(step_columns, "runId"), named(step_columns, "order"), Direction::ascending},
    Index{41, nullptr, named(step_columns, "order"), Direction::descending},
};

template <>
const Table& table_of<StepRow>() {
  static constexpr Table table{10,           "steps",           "A step of a run.", step_columns,
                               step_indexes, row_kind<StepRow>, Keep::none,         24};
  return table;
}

template <>
const Table& table_of<FlowNameRow>() {
  static constexpr Table table{11, "runs.flow-names",     "",        {},
                               {}, row_kind<FlowNameRow>, Keep::rows};
  return table;
}

std::array<const Table*, 3> Runs::tables() {
  return {&table_of<RunRow>(), &table_of<StepRow>(), &table_of<FlowNameRow>()};
}

// Actions' names are long and rows of one table have ids of one length.
static Bytes step_id(const RunId& run, std::string_view action) {
  Bytes id(view_of(run));
  const auto digest = eventstore::sha256(action);
  id.append(eventstore::view_of(std::span(digest)).substr(0, 8));
  return id;
}

// Changes the step; it begins to be when it is first heard of.
template <class Change>
static void change(const RunId& run, std::string_view action, const Envelope& at, Batch& batch,
                   Change change) {
  batch.upsert<StepRow>(step_id(run, action), [&](StepRow& row) {
    if (!row.of_run) {
      row.of_run = run;
      row.action = action;
      row.order = at.position;
    }
    change(row);
  });
}

void Runs::on(const flow::Created& e, const Envelope&, Batch& batch) {
  batch.create<FlowNameRow>(view_of(e.id), [&](FlowNameRow& row) { row.name = e.name; });
}

void Runs::on(const run::Started& e, const Envelope&, Batch& batch) {
  const auto* flow = batch.find<FlowNameRow>(view_of(e.flow));
  const std::string flow_name = flow != nullptr ? flow->name : "";
  batch.create<RunRow>(view_of(e.id), [&](RunRow& row) {
    row.id = e.id;
    row.flow = e.flow;
    row.flow_name = flow_name;
    row.revision = e.revision;
    row.on_case = e.on_case.value_or(CaseId{});
    row.subject = e.subject;
    row.by = e.by;
    row.started = e.at;
  });
}

static void end(const RunId& id, RunStatus status, std::string_view code, std::string_view message,
                const Envelope& at, Batch& batch) {
  batch.update<RunRow>(view_of(id), [&](RunRow& row) {
    row.status = status;
    row.code = code;
    row.message = message;
    row.ended = at.recorded();
  });
}

void Runs::on(const run::Refused& e, const Envelope& at, Batch& batch) {
  end(e.id, RunStatus::failed, e.code, e.message, at, batch);
}

void Runs::on(const run::Ended& e, const Envelope& at, Batch& batch) {
  end(e.id, e.status, e.code, e.message, at, batch);
}

void Runs::on(const run::StepScheduled& e, const Envelope& at, Batch& batch) {
  change(e.id, e.action, at, batch, [&](StepRow& row) {
    row.status = run::StepStatus::running;
    row.api = e.api;
    row.operation = e.operation;
    row.began = e.began;
    row.ended = {};
  });
}

void Runs::on(const run::DeliveryCommitted& e, const Envelope& at, Batch& batch) {
  change(e.id, e.action, at, batch, [&](StepRow& row) {
    row.deliveries = e.attempt;
    row.recipients = e.to;
  });
}

void Runs::on(const run::StepSettled& e, const Envelope& at, Batch& batch) {
  change(e.id, e.action, at, batch, [&](StepRow& row) {
    row.status = e.status;
    row.code = e.code;
    row.error_code = e.error_code;
    row.message = e.message;
    row.began = e.began;
    row.ended = e.status == run::StepStatus::running ? std::nullopt : std::optional(e.ended);
  });
}

}  // namespace riskflow::projections
