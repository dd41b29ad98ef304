#pragma once
// The audit log: who did what, when, to what.  One row a commit and kind of event, with how often,
// so that an import is a few rows and not thousands. Reads: every event.  Row key: the commit's
// first position and a hash of the event's name.

#include "domain/registry.hpp"
#include "projections/view.hpp"

namespace riskflow::projections {

// What caused a commit, as the audit log says it.  Stored: never renumber.
enum class ActorKind : std::uint8_t { system = 1, person = 2, reactor = 3 };
std::span<const domain::Word<ActorKind>> words(ActorKind);

struct AuditRow {
  Position position{};  // of the first event of this kind in the commit
  std::string event;    // wire name
  domain::AuditCategory category{};
  std::uint32_t count = 0;  // of events of this kind in the commit
  Instant recorded, occurred;
  ActorKind actor{};
  OperatorRef by;
  // What it was about, when all events of the row are about the same one; else none.
  SubjectRef subject;
  CaseId in_case;
  PolicyId policy;
  AlertId alert;
  FlowId flow;
  RunId run;
  OperatorRef target;  // the operator it was done to
  RequestId request;
  std::optional<Position> cause;
  RequestId correlation;
  bool operator==(const AuditRow&) const = default;
};
RISKFLOW_DESCRIBE(AuditRow, position, event, category, count, recorded, occurred, actor, by,
                  subject, in_case, policy, alert, flow, run, target, request, cause, correlation)

template <>
const Table& table_of<AuditRow>();

struct Audit {
  static constexpr ViewId view{"audit", 1};
  static std::array<const Table*, 1> tables();
  static void on_any(const domain::AnyEvent&, const Envelope&, Batch&);
};

}  // namespace riskflow::projections
