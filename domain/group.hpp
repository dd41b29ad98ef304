#pragma once
// A group of users, as the directory has it.  Its name may be that of a department, so it is
// sealed.  Stream: group-<id>, the id a hash of organisation and the directory's id.

#include <set>
#include <string>
#include <vector>

#include "domain/deciding.hpp"
#include "domain/described.hpp"
#include "domain/personal.hpp"

namespace riskflow::domain::group {

// ---- events ----

struct Registered {
  GroupId id;
  PersonalText name;
  bool operator==(const Registered&) const = default;
};
RISKFLOW_DESCRIBE(Registered, id, name)

// At most `members_in_one_event` each way.
struct MembersChanged {
  GroupId id;
  std::vector<SubjectRef> added, removed;
  bool operator==(const MembersChanged&) const = default;
};
RISKFLOW_DESCRIBE(MembersChanged, id, added, removed)

inline constexpr std::size_t members_in_one_event = 2000;

// ---- state ----

struct State {
  GroupId id;  // none: no such group
  std::set<SubjectRef> members;
  bool exists() const { return bool(id); }
};

// A group's name is sealed with the key of a subject of the same number, for the purpose
// `identity`.
SubjectRef key_subject(const GroupId&);

StreamId stream(const GroupId&);
void evolve(State&, const Registered&);
void evolve(State&, const MembersChanged&);

// ---- commands ----

// Takes a group as the directory has it now: who is not in `members` any more has left it.
struct ImportGroup {
  GroupId id;
  std::string name;
  std::set<SubjectRef> members;
};

Result<Decision> decide(const ImportGroup&, Desk&);

}  // namespace riskflow::domain::group
