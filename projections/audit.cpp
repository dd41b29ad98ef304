#include "projections/audit.hpp"

#include "projections/row_kind.hpp"

namespace riskflow::projections {

using namespace domain;

static constexpr std::array actor_kinds{Word{ActorKind::system, "System"},
                                        Word{ActorKind::person, "Operator"},
                                        Word{ActorKind::reactor, "Flow"}};
std::span<const Word<ActorKind>> words(ActorKind) { return actor_kinds; }

// How a person would say it; the wire name of an event that is retired.
static std::string_view activity(const AuditRow& row) {
  for (const auto& facts : registry_rows())
    if (facts.name == row.event) return facts.activity;
  return row.event;
}

static constexpr std::array columns{
    column<&AuditRow::position>("position", "in the log, of the first of these events"),
    column<&AuditRow::recorded>("recordedDateTime", "when it was recorded"),
    column<&AuditRow::occurred>("occurredDateTime", "when it was asked for"),
    column<&AuditRow::category>("category", "the part of the audit log"),
    column<&activity>("activity", "what was done"),
    column<&AuditRow::event>("event", "the event's name"),
    column<&AuditRow::count>("count", "how many such events, in one go"),
    column<&AuditRow::actor>("actorKind", "what did it"),
    column<&AuditRow::by>("performedBy", "who did it, or for whom a flow did"),
    column<&AuditRow::subject>("user", "whom it was about, when it was one"),
    column<&AuditRow::in_case>("caseId", "the case, when it was one"),
    column<&AuditRow::policy>("policyId", "the policy, when it was one"),
    column<&AuditRow::alert>("alertId", "the alert, when it was one"),
    column<&AuditRow::flow>("flowId", "the flow, when it was one"),
    column<&AuditRow::run>("runId", "the run, when it was one"),
    column<&AuditRow::target>("operator", "the operator it was done to, when it was one"),
    column<&AuditRow::request>("requestId", "the request that did it"),
    column<&AuditRow::cause>("causePosition", "the event it reacted to"),
    column<&AuditRow::correlation>("correlationId", "the request that began the chain"),
};

static constexpr auto* position = named(columns, "position");
static constexpr std::array indexes{
    Index{45, nullptr, position, Direction::descending},
    Index{46, named(columns, "category"), position, Direction::descending},
    Index{47, named(columns, "performedBy"), position, Direction::descending},
    Index{48, nullptr, named(columns, "recordedDateTime"), Direction::descending},
};

template <>
const Table& table_of<AuditRow>() {
  static constexpr Table table{
      12,        "audit", "What was done in one go: events of one kind in one commit.",
      columns,   indexes, row_kind<AuditRow>,
      Keep::none};
  return table;
}

std::array<const Table*, 1> Audit::tables() { return {&table_of<AuditRow>()}; }

// A kind's number may change from one version of the program to the next, its name never: so the id
// holds a hash of the name.
static Bytes row_id(const Envelope& at, std::string_view event) {
  Bytes id;
  append_number(id, to_number(at.commit.first));
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a, 64 bits
  for (const char c : event) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  append_number(id, hash);
  return id;
}

// Keeps a reference while every event of the row has the same one.
template <class AnId>
static void merge(AnId& kept, const AnId& seen, std::uint32_t events_before) {
  if (events_before == 0)
    kept = seen;
  else if (kept != seen)
    kept = {};
}

// What an event is about: its fields that are references.
static AuditRow references(const AnyEvent& event) {
  AuditRow about;
  const auto take = [&](const char*, const auto& field) {
    using T = typename Unwrapped<std::remove_cvref_t<decltype(field)>>::type;
    const auto set = [&](auto& to) {
      if constexpr (is_an_optional<std::remove_cvref_t<decltype(field)>>)
        to = field.value_or(T{});
      else
        to = field;
    };
    if constexpr (std::is_same_v<T, std::vector<SubjectRef>>) {
      if (!about.subject && field.size() == 1) about.subject = field.front();
    } else if constexpr (std::is_same_v<T, SubjectRef>) {
      if (!about.subject) set(about.subject);
    } else if constexpr (std::is_same_v<T, OperatorRef>) {
      if (!about.target) set(about.target);
    } else if constexpr (std::is_same_v<T, CaseId>) {
      set(about.in_case);
    } else if constexpr (std::is_same_v<T, PolicyId>) {
      set(about.policy);
    } else if constexpr (std::is_same_v<T, AlertId>) {
      set(about.alert);
    } else if constexpr (std::is_same_v<T, FlowId>) {
      set(about.flow);
    } else if constexpr (std::is_same_v<T, RunId>) {
      set(about.run);
    }
  };
  std::visit([&](const auto& e) { for_each_field(e, take); }, event);
  return about;
}

void Audit::on_any(const AnyEvent& event, const Envelope& at, Batch& batch) {
  const auto facts = facts_of(event);
  AuditRow about = references(event);
  if (about.target == at.commit.actor.ref) about.target = {};  // who did it stands elsewhere
  batch.create<AuditRow>(row_id(at, facts.name), [&](AuditRow& row) {
    if (row.count == 0) {
      row.position = at.position;
      row.event = facts.name;
      row.category = facts.category;
      row.recorded = at.recorded();
      row.occurred = at.commit.occurred;
      row.actor = static_cast<ActorKind>(at.commit.actor.kind);
      row.by = at.commit.actor.ref;
      row.request = at.commit.request;
      row.cause = at.commit.cause.event;
      row.correlation = at.commit.cause.correlation;
    }
    merge(row.subject, about.subject, row.count);
    merge(row.in_case, about.in_case, row.count);
    merge(row.policy, about.policy, row.count);
    merge(row.alert, about.alert, row.count);
    merge(row.flow, about.flow, row.count);
    merge(row.run, about.run, row.count);
    merge(row.target, about.target, row.count);
    ++row.count;
  });
}

}  // namespace riskflow::projections
