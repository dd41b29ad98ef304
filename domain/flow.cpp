#include "domain/flow.hpp"

#include <fmt/format.h>

#include "domain/decision.hpp"
#include "domain/text_rules.hpp"

namespace riskflow::domain::flow {

static constexpr std::array shares{Word{Share::owner, "Owner"}, Word{Share::run_only, "RunOnly"}};
std::span<const Word<Share>> words(Share) { return shares; }

StreamId stream(const FlowId& id) { return {"flow-" + to_text(id)}; }

bool State::is_owner(const OperatorRef& person) const {
  const auto share = shares.find(person);
  return person == creator || (share != shares.end() && share->second == Share::owner);
}
bool State::may_be_run_by(const OperatorRef& person) const {
  return person == creator || shares.contains(person);
}

void evolve(State& s, const Created& e) {
  s.id = e.id;
  s.name = e.name;
  s.surface = e.surface;
  s.state = FlowState::draft;
  s.creator = e.creator;
  s.revisions = {{e.definition, e.parameters}};
}
void evolve(State& s, const Saved& e) { s.revisions.push_back({e.definition, e.parameters}); }
void evolve(State& s, const TurnedOn&) { s.state = FlowState::on; }
void evolve(State& s, const TurnedOff&) { s.state = FlowState::off; }
void evolve(State& s, const Suspended&) { s.state = FlowState::suspended; }
void evolve(State& s, const Shared& e) { s.shares[e.with] = e.as; }
void evolve(State& s, const Unshared& e) { s.shares.erase(e.with); }
void evolve(State& s, const Deleted&) { s.deleted = true; }

// The flow, if it is there and the actor may change it: an owner, with the right to manage flows.
static Result<const State*> owned(Desk& desk, const FlowId& id) {
  if (auto ok = desk.may(Permission::manage_flows); !ok) return fail(ok.error());
  const auto& flow = desk.look<State>(stream(id));
  if (desk.incomplete()) return &flow;
  if (!flow.exists()) return fail(Errc::not_found, "no such flow", "flow");
  if (desk.actor().kind != Actor::Kind::system && !flow.is_owner(desk.actor().ref))
    return fail(Errc::forbidden,
                "the flow is not yours: only its creator and those it is shared with as owner may "
                "change it",
                "flow");
  return &flow;
}

Result<Decision> decide(const Create& command, Desk& desk) {
  if (auto ok = desk.may(Permission::manage_flows); !ok) return fail(ok.error());
  if (auto ok = check_text(command.name, {1, 128}, "name"); !ok) return fail(ok.error());
  const auto surface = check_definition(command.definition, command.parameters);
  if (!surface) return fail(surface.error());
  const auto& flow = desk.look<State>(stream(command.id));
  if (desk.incomplete()) return desk.need();

  if (bool(flow.id)) return fail(Errc::conflict, "there is a flow of this id already", "flow");
  desk.record(stream(command.id),
              Created{command.id, command.name, *surface, desk.actor().ref, command.from_template,
                      command.definition, command.parameters});
  if (command.is_on) desk.record(stream(command.id), TurnedOn{command.id});
  return desk.done();
}

Result<Decision> decide(const Save& command, Desk& desk) {
  const auto flow = owned(desk, command.id);
  if (!flow) return fail(flow.error());
  if (desk.incomplete()) return desk.need();
  const auto surface = check_definition(command.definition, command.parameters);
  if (!surface) return fail(surface.error());

  const State& now = **flow;
  if (*surface != now.surface)
    return fail(Errc::rejected, "the trigger is for another kind of item: a flow keeps its surface",
                "definition");
  const auto& last = now.revisions.back();
  if (last.definition == command.definition && last.parameters == command.parameters)
    return desk.done();
  const auto revision = static_cast<std::uint32_t>(now.revisions.size()) + 1;
  desk.record(stream(command.id),
              Saved{command.id, revision, command.definition, command.parameters});
  return desk.done();
}

Result<Decision> decide(const TurnOn& command, Desk& desk) {
  const auto flow = owned(desk, command.id);
  if (!flow) return fail(flow.error());
  if (desk.incomplete()) return desk.need();
  if ((*flow)->state != FlowState::on) desk.record(stream(command.id), TurnedOn{command.id});
  return desk.done();
}

Result<Decision> decide(const TurnOff& command, Desk& desk) {
  const auto flow = owned(desk, command.id);
  if (!flow) return fail(flow.error());
  if (desk.incomplete()) return desk.need();
  if ((*flow)->state == FlowState::on || (*flow)->state == FlowState::suspended)
    desk.record(stream(command.id), TurnedOff{command.id});
  return desk.done();
}

Result<Decision> decide(const Delete& command, Desk& desk) {
  const auto flow = owned(desk, command.id);
  if (!flow) return fail(flow.error());
  if (desk.incomplete()) return desk.need();
  desk.record(stream(command.id), Deleted{command.id});
  return desk.done();
}

Result<Decision> decide(const ShareFlow& command, Desk& desk) {
  const auto flow = owned(desk, command.id);
  if (!flow) return fail(flow.error());
  const auto& person = desk.look<operators::State>(operators::stream(command.with));
  if (desk.incomplete()) return desk.need();

  if (!person.exists()) return fail(Errc::not_found, "no such operator", "with");
  const State& now = **flow;
  if (command.with == now.creator)
    return fail(Errc::rejected, "the creator has every right already", "with");
  const auto share = now.shares.find(command.with);
  if (share != now.shares.end() && share->second == command.as) return desk.done();
  desk.record(stream(command.id), Shared{command.id, command.with, command.as});
  return desk.done();
}

Result<Decision> decide(const UnshareFlow& command, Desk& desk) {
  const auto flow = owned(desk, command.id);
  if (!flow) return fail(flow.error());
  if (desk.incomplete()) return desk.need();
  if (command.with == (*flow)->creator)
    return fail(Errc::rejected, "the creator of a flow is never removed", "with");
  if ((*flow)->shares.contains(command.with))
    desk.record(stream(command.id), Unshared{command.id, command.with});
  return desk.done();
}

}  // namespace riskflow::domain::flow
