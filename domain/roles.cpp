#include "domain/roles.hpp"

#include <algorithm>

#include "domain/decision.hpp"

namespace riskflow::domain::roles {

StreamId stream() { return {"roles"}; }

static bool is_administrative(const std::set<RoleGroup>& groups) {
  return groups.contains(RoleGroup::full) || groups.contains(RoleGroup::admins);
}

std::set<RoleGroup> State::of(const OperatorRef& person) const {
  std::set<RoleGroup> all;
  if (const auto own = members.find(person); own != members.end()) all = own->second;
  for (const auto& [name, team] : teams)
    if (team.members.contains(person)) all.insert(team.groups.begin(), team.groups.end());
  return all;
}

std::size_t State::administrators() const {
  std::set<OperatorRef> people;
  for (const auto& [person, groups] : members)
    if (is_administrative(groups)) people.insert(person);
  for (const auto& [name, team] : teams)
    if (is_administrative(team.groups)) people.insert(team.members.begin(), team.members.end());
  return people.size();
}

void evolve(State& s, const Assigned& e) { s.members[e.member].insert(e.group); }
void evolve(State& s, const Removed& e) {
  s.members[e.member].erase(e.group);
  if (s.members[e.member].empty()) s.members.erase(e.member);
}
void evolve(State& s, const TeamCreated& e) { s.teams.try_emplace(e.team); }
void evolve(State& s, const TeamMemberAdded& e) { s.teams[e.team].members.insert(e.member); }
void evolve(State& s, const TeamMemberRemoved& e) { s.teams[e.team].members.erase(e.member); }
void evolve(State& s, const TeamAssigned& e) { s.teams[e.team].groups.insert(e.group); }

static Status check_operator(Desk& desk, const OperatorRef& person) {
  const auto& known = desk.look<operators::State>(operators::stream(person));
  if (!desk.incomplete() && !known.exists())
    return fail(Errc::not_found, "no such operator", "operator");
  return {};
}

// The state that would follow must still have an administrator.
static Status keeps_an_administrator(const State& after) {
  if (after.administrators() > 0) return {};
  return fail(Errc::rejected,
              "this would leave nobody who can administer riskflow: give InsiderRiskManagement or "
              "InsiderRiskManagementAdmins to somebody else first",
              "roleGroup");
}

Result<Decision> decide(const Assign& command, Desk& desk) {
  if (auto ok = desk.may(Permission::manage_roles); !ok) return fail(ok.error());
  const auto& now = desk.look<State>(stream());
  if (auto ok = check_operator(desk, command.member); !ok) return fail(ok.error());
  if (desk.incomplete()) return desk.need();

  const auto own = now.members.find(command.member);
  if (own != now.members.end() && own->second.contains(command.group)) return desk.done();
  desk.record(stream(), Assigned{command.member, command.group});
  return desk.done();
}

Result<Decision> decide(const Remove& command, Desk& desk) {
  if (auto ok = desk.may(Permission::manage_roles); !ok) return fail(ok.error());
  const auto& now = desk.look<State>(stream());
  if (desk.incomplete()) return desk.need();

  const auto own = now.members.find(command.member);
  if (own == now.members.end() || !own->second.contains(command.group)) return desk.done();
  const Removed removed{command.member, command.group};
  State after = now;
  evolve(after, removed);
  if (auto ok = keeps_an_administrator(after); !ok) return fail(ok.error());
  desk.record(stream(), removed);
  return desk.done();
}

static Status check_team_name(std::string_view name) {
  const bool right =
      !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
      });
  if (right) return {};
  return fail(Errc::invalid, "must be 1 to 64 of a-z, 0-9 and -", "team");
}

Result<Decision> decide(const CreateTeam& command, Desk& desk) {
  if (auto ok = desk.may(Permission::manage_roles); !ok) return fail(ok.error());
  if (auto ok = check_team_name(command.team); !ok) return fail(ok.error());
  const auto& now = desk.look<State>(stream());
  if (desk.incomplete()) return desk.need();

  if (!now.teams.contains(command.team)) desk.record(stream(), TeamCreated{command.team});
  return desk.done();
}

static Result<const State::Team*> team_of(const State& now, const std::string& name) {
  const auto team = now.teams.find(name);
  if (team == now.teams.end()) return fail(Errc::not_found, "no such team", "team");
  return &team->second;
}

Result<Decision> decide(const AddTeamMember& command, Desk& desk) {
  if (auto ok = desk.may(Permission::manage_roles); !ok) return fail(ok.error());
  const auto& now = desk.look<State>(stream());
  if (auto ok = check_operator(desk, command.member); !ok) return fail(ok.error());
  if (desk.incomplete()) return desk.need();

  const auto team = team_of(now, command.team);
  if (!team) return fail(team.error());
  if (!(*team)->members.contains(command.member))
    desk.record(stream(), TeamMemberAdded{command.team, command.member});
  return desk.done();
}

Result<Decision> decide(const RemoveTeamMember& command, Desk& desk) {
  if (auto ok = desk.may(Permission::manage_roles); !ok) return fail(ok.error());
  const auto& now = desk.look<State>(stream());
  if (desk.incomplete()) return desk.need();

  const auto team = team_of(now, command.team);
  if (!team) return fail(team.error());
  if (!(*team)->members.contains(command.member)) return desk.done();
  const TeamMemberRemoved removed{command.team, command.member};
  State after = now;
  evolve(after, removed);
  if (auto ok = keeps_an_administrator(after); !ok) return fail(ok.error());
  desk.record(stream(), removed);
  return desk.done();
}

Result<Decision> decide(const AssignTeam& command, Desk& desk) {
  if (auto ok = desk.may(Permission::manage_roles); !ok) return fail(ok.error());
  const auto& now = desk.look<State>(stream());
  if (desk.incomplete()) return desk.need();

  const auto team = team_of(now, command.team);
  if (!team) return fail(team.error());
  if (!(*team)->groups.contains(command.group))
    desk.record(stream(), TeamAssigned{command.team, command.group});
  return desk.done();
}

}  // namespace riskflow::domain::roles
