#include "projections/flows.hpp"

#include "projections/row_kind.hpp"

namespace riskflow::projections {

using namespace domain;

static Cell shares(const FlowRow& row) {
  List out;
  for (const auto& share : row.shares)
    out.push_back({Record{{"operator", {share.with}}, {"as", cell_of(share.as)}}});
  return {std::move(out)};
}

static constexpr std::array columns{
    column<&FlowRow::id>("id", "the flow's id"),
    column<&FlowRow::name>("displayName", "its name"),
    column<&FlowRow::surface>("surface", "what it runs on"),
    column<&FlowRow::state>("state", "whether it can be run"),
    column<&FlowRow::suspended_because>("suspendedReason", "why it was suspended"),
    column<&FlowRow::creator>("creator", "who made it"),
    column<&FlowRow::from_template>("template", "the template it was made from"),
    column<&FlowRow::revision>("revision", "how often its definition was saved"),
    column<&shares>("shares", "whom it is shared with"),
    column<&FlowRow::created>("createdDateTime", "when it was made"),
    column<&FlowRow::updated>("lastModifiedDateTime", "when it was last changed"),
    column<&FlowRow::updated_by>("lastModifiedBy", "who changed it"),
    column<&FlowRow::deleted>("isDeleted", "whether it was deleted"),
};

static constexpr auto* name = named(columns, "displayName");
static constexpr std::array indexes{
    Index{30, nullptr, name, Direction::ascending},
    Index{31, named(columns, "surface"), name, Direction::ascending},
    Index{32, nullptr, named(columns, "lastModifiedDateTime"), Direction::descending},
};

template <>
const Table& table_of<FlowRow>() {
  static constexpr Table table{8,         "flows", "A flow: automation run on a case or user.",
                               columns,   indexes, row_kind<FlowRow>,
                               Keep::rows};
  return table;
}

std::array<const Table*, 1> Flows::tables() { return {&table_of<FlowRow>()}; }

// Changes the flow: it was touched now, by whoever acts.
template <class Change>
static void touch(const FlowId& id, const Envelope& at, Batch& batch, Change change) {
  batch.update<FlowRow>(view_of(id), [&](FlowRow& row) {
    row.updated = at.recorded();
    row.updated_by = at.operator_ref();
    change(row);
  });
}

void Flows::on(const flow::Created& e, const Envelope& at, Batch& batch) {
  batch.create<FlowRow>(view_of(e.id), [&](FlowRow& row) {
    row.id = e.id;
    row.name = e.name;
    row.surface = e.surface;
    row.creator = e.creator;
    row.from_template = e.from_template;
    row.revision = 1;
    row.created = row.updated = at.recorded();
    row.updated_by = at.operator_ref();
  });
}

void Flows::on(const flow::Saved& e, const Envelope& at, Batch& batch) {
  touch(e.id, at, batch, [&](FlowRow& row) { row.revision = e.revision; });
}

static void set_state(const FlowId& id, FlowState state, std::string because, const Envelope& at,
                      Batch& batch) {
  touch(id, at, batch, [&](FlowRow& row) {
    row.state = state;
    row.suspended_because = std::move(because);
  });
}

void Flows::on(const flow::TurnedOn& e, const Envelope& at, Batch& batch) {
  set_state(e.id, FlowState::on, {}, at, batch);
}

void Flows::on(const flow::TurnedOff& e, const Envelope& at, Batch& batch) {
  set_state(e.id, FlowState::off, {}, at, batch);
}

void Flows::on(const flow::Suspended& e, const Envelope& at, Batch& batch) {
  set_state(e.id, FlowState::suspended, e.reason, at, batch);
}

static void unshare(FlowRow& row, const OperatorRef& with) {
  std::erase_if(row.shares, [&](const ShareRow& share) { return share.with == with; });
}

void Flows::on(const flow::Shared& e, const Envelope& at, Batch& batch) {
  touch(e.id, at, batch, [&](FlowRow& row) {
    unshare(row, e.with);
    row.shares.push_back({e.with, e.as});
  });
}

void Flows::on(const flow::Unshared& e, const Envelope& at, Batch& batch) {
  touch(e.id, at, batch, [&](FlowRow& row) { unshare(row, e.with); });
}

void Flows::on(const flow::Deleted& e, const Envelope& at, Batch& batch) {
  touch(e.id, at, batch, [](FlowRow& row) { row.deleted = true; });
}

}  // namespace riskflow::projections
