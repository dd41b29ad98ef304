#pragma once
// Role groups: who may do what.  One document in the stream `roles`, which also guards that one
// administrator remains. Teams are groups of operators; a role group may be given to a person or to
// a team.

#include <map>
#include <set>
#include <string>

#include "domain/deciding.hpp"
#include "domain/described.hpp"
#include "domain/vocabulary.hpp"

namespace riskflow::domain::roles {

// ---- events ----

struct Assigned {
  OperatorRef member;
  RoleGroup group{};
  bool operator==(const Assigned&) const = default;
};
RISKFLOW_DESCRIBE(Assigned, member, group)

struct Removed {
  OperatorRef member;
  RoleGroup group{};
  bool operator==(const Removed&) const = default;
};
RISKFLOW_DESCRIBE(Removed, member, group)

struct TeamCreated {
  std::string team;
  bool operator==(const TeamCreated&) const = default;
};
RISKFLOW_DESCRIBE(TeamCreated, team)

struct TeamMemberAdded {
  std::string team;
  OperatorRef member;
  bool operator==(const TeamMemberAdded&) const = default;
};
RISKFLOW_DESCRIBE(TeamMemberAdded, team, member)

struct TeamMemberRemoved {
  std::string team;
  OperatorRef member;
  bool operator==(const TeamMemberRemoved&) const = default;
};
RISKFLOW_DESCRIBE(TeamMemberRemoved, team, member)

struct TeamAssigned {
  std::string team;
  RoleGroup group{};
  bool operator==(const TeamAssigned&) const = default;
};
RISKFLOW_DESCRIBE(TeamAssigned, team, group)

// ---- state ----

struct State {
  struct Team {
    std::set<OperatorRef> members;
    std::set<RoleGroup> groups;
  };
  std::map<OperatorRef, std::set<RoleGroup>> members;
  std::map<std::string, Team> teams;

  // Every role group that somebody has, by themselves or through a team.
  std::set<RoleGroup> of(const OperatorRef&) const;
  // How many persons are IRM or Admins.
  std::size_t administrators() const;
};

StreamId stream();
void evolve(State&, const Assigned&);
void evolve(State&, const Removed&);
void evolve(State&, const TeamCreated&);
void evolve(State&, const TeamMemberAdded&);
void evolve(State&, const TeamMemberRemoved&);
void evolve(State&, const TeamAssigned&);

// ---- commands ----

struct Assign {
  OperatorRef member;
  RoleGroup group{};
};
struct Remove {
  OperatorRef member;
  RoleGroup group{};
};
struct CreateTeam {
  std::string team;  // 1 to 64 of [a-z0-9-]
};
struct AddTeamMember {
  std::string team;
  OperatorRef member;
};
struct RemoveTeamMember {
  std::string team;
  OperatorRef member;
};
struct AssignTeam {
  std::string team;
  RoleGroup group{};
};

Result<Decision> decide(const Assign&, Desk&);
Result<Decision> decide(const Remove&, Desk&);
Result<Decision> decide(const CreateTeam&, Desk&);
Result<Decision> decide(const AddTeamMember&, Desk&);
Result<Decision> decide(const RemoveTeamMember&, Desk&);
Result<Decision> decide(const AssignTeam&, Desk&);

}  // namespace riskflow::domain::roles
