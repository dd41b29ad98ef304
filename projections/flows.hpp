#pragma once
// Flows, by name.  A deleted flow keeps its row, for the runs that name it, and is not listed.
// Reads: flows.  Row key: the flow's id.  Definitions stay in the flow's stream.

#include "domain/flow.hpp"
#include "projections/view.hpp"

namespace riskflow::projections {

// Whom a flow is shared with.
struct ShareRow {
  OperatorRef with;
  domain::flow::Share as{};
  bool operator==(const ShareRow&) const = default;
};
RISKFLOW_DESCRIBE(ShareRow, with, as)

struct FlowRow {
  FlowId id;
  std::string name;
  domain::FlowSurface surface{};
  domain::FlowState state = domain::FlowState::draft;
  std::string suspended_because;
  OperatorRef creator;
  std::string from_template;
  std::uint32_t revision = 0;
  std::vector<ShareRow> shares;
  Instant created;
  Instant updated;
  OperatorRef updated_by;
  bool deleted = false;
  bool operator==(const FlowRow&) const = default;

  bool is_listed() const { return !deleted; }
};
RISKFLOW_DESCRIBE(FlowRow, id, name, surface, state, suspended_because, creator, from_template,
                  revision, shares, created, updated, updated_by, deleted)

template <>
const Table& table_of<FlowRow>();

struct Flows {
  static constexpr ViewId view{"flows", 1};
  static std::array<const Table*, 1> tables();
  static void on(const domain::flow::Created&, const Envelope&, Batch&);
  static void on(const domain::flow::Saved&, const Envelope&, Batch&);
  static void on(const domain::flow::TurnedOn&, const Envelope&, Batch&);
  static void on(const domain::flow::TurnedOff&, const Envelope&, Batch&);
  static void on(const domain::flow::Suspended&, const Envelope&, Batch&);
  static void on(const domain::flow::Shared&, const Envelope&, Batch&);
  static void on(const domain::flow::Unshared&, const Envelope&, Batch&);
  static void on(const domain::flow::Deleted&, const Envelope&, Batch&);
};

}  // namespace riskflow::projections
