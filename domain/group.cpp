#include "domain/group.hpp"

#include <algorithm>

#include "domain/decision.hpp"

namespace riskflow::domain::group {

SubjectRef key_subject(const GroupId& id) { return SubjectRef{id.bytes}; }

StreamId stream(const GroupId& id) { return {"group-" + to_text(id)}; }

void evolve(State& s, const Registered& e) { s.id = e.id; }
void evolve(State& s, const MembersChanged& e) {
  s.members.insert(e.added.begin(), e.added.end());
  for (const auto& gone : e.removed) s.members.erase(gone);
}

// Who is in `a` and not in `b`.
static std::vector<SubjectRef> without(const std::set<SubjectRef>& a,
                                       const std::set<SubjectRef>& b) {
  std::vector<SubjectRef> out;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

// Takes the next piece of a list, so that no event grows with the group.
static std::vector<SubjectRef> take(std::vector<SubjectRef>& from) {
  const auto size = std::min(from.size(), members_in_one_event);
  std::vector<SubjectRef> piece(from.end() - static_cast<std::ptrdiff_t>(size), from.end());
  from.resize(from.size() - size);
  return piece;
}

Result<Decision> decide(const ImportGroup& command, Desk& desk) {
  if (auto ok = desk.may(Permission::import_data); !ok) return fail(ok.error());
  const auto& now = desk.look<State>(stream(command.id));
  if (desk.incomplete()) return desk.need();

  if (!now.exists())
    desk.record(stream(command.id),
                Registered{command.id, PersonalText::about(key_subject(command.id),
                                                           Purpose::identity, command.name)});
  auto added = without(command.members, now.members);
  auto removed = without(now.members, command.members);
  while (!added.empty() || !removed.empty())
    desk.record(stream(command.id), MembersChanged{command.id, take(added), take(removed)});
  return desk.done();
}

}  // namespace riskflow::domain::group
