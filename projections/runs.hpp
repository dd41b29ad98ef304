#pragma once
// Runs of flows and their steps: what ran, on whom, and how each step went.
// Reads: runs, names of flows.  Row keys: the run's id; the run's id and a hash of the action's
// name. Inputs and outputs stay in the run's stream: they may be large, and sealed.

#include "domain/flow.hpp"
#include "domain/run.hpp"
#include "projections/view.hpp"

namespace riskflow::projections {

struct RunRow {
  RunId id;
  FlowId flow;
  std::string flow_name;
  std::uint32_t revision = 0;
  CaseId on_case;  // none: on a user
  SubjectRef subject;
  OperatorRef by;
  domain::RunStatus status = domain::RunStatus::running;
  std::string code, message;
  Instant started;
  std::optional<Instant> ended;
  bool operator==(const RunRow&) const = default;
};
RISKFLOW_DESCRIBE(RunRow, id, flow, flow_name, revision, on_case, subject, by, status, code,
                  message, started, ended)

struct StepRow {
  RunId of_run;
  Position order{};  // of the event it first appeared in
  std::string action;
  std::string api, operation;
  domain::run::StepStatus status = domain::run::StepStatus::running;
  std::string code, error_code, message;
  std::optional<Instant> began;
  std::optional<Instant> ended;
  std::uint32_t deliveries = 0;
  domain::run::Recipients recipients;
  bool operator==(const StepRow&) const = default;
};
RISKFLOW_DESCRIBE(StepRow, of_run, order, action, api, operation, status, code, error_code, message,
                  began, ended, deliveries, recipients)

// What the runs view remembers of a flow: its name.
struct FlowNameRow {
  std::string name;
  bool operator==(const FlowNameRow&) const = default;
};
RISKFLOW_DESCRIBE(FlowNameRow, name)

template <>
const Table& table_of<RunRow>();
template <>
const Table& table_of<StepRow>();
template <>
const Table& table_of<FlowNameRow>();

struct Runs {
  static constexpr ViewId view{"runs", 2};
  static std::array<const Table*, 3> tables();
  static void on(const domain::flow::Created&, const Envelope&, Batch&);
  static void on(const domain::run::Started&, const Envelope&, Batch&);
  static void on(const domain::run::Refused&, const Envelope&, Batch&);
  static void on(const domain::run::StepScheduled&, const Envelope&, Batch&);
  static void on(const domain::run::DeliveryCommitted&, const Envelope&, Batch&);
  static void on(const domain::run::StepSettled&, const Envelope&, Batch&);
  static void on(const domain::run::Ended&, const Envelope&, Batch&);
};

}  // namespace riskflow::projections
