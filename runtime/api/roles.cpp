#include <boost/json.hpp>

#include "runtime/api/answers.hpp"
#include "runtime/api/handlers.hpp"
#include "runtime/api/render.hpp"
#include "runtime/api/role_groups.hpp"
#include "runtime/lookups.hpp"

namespace riskflow::runtime {

namespace js = boost::json;
namespace dom = domain;

Handled get_roles(const http::Request&, Call& call) {
  const auto now = call.app.authority->now();
  auto lens = call.lens();
  std::set<OperatorRef> people;
  for (const auto& [person, groups] : now->roles.members) people.insert(person);
  for (const auto& [name, team] : now->roles.teams)
    people.insert(team.members.begin(), team.members.end());
  js::array rows;
  for (const auto& person : people) {
    auto who = render_operator(person, lens);
    if (!who) return fail(who.error());
    js::array teams;
    for (const auto& [name, team] : now->roles.teams)
      if (team.members.contains(person)) teams.push_back(js::string(name));
    rows.push_back(js::object{{"operator", std::move(*who)},
                              {"roleGroups", names_of(now->roles.of(person))},
                              {"teams", std::move(teams)}});
  }
  js::array teams;
  for (const auto& [name, team] : now->roles.teams)
    teams.push_back(js::object{
        {"team", name}, {"roleGroups", names_of(team.groups)}, {"members", team.members.size()}});
  return answer_json(js::object{{"value", std::move(rows)}, {"teams", std::move(teams)}},
                     call.app.log->head());
}

Handled post_role(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"operator", "roleGroup"}); !ok) return fail(ok.error());
  const auto name = body->text("operator");
  if (!name) return fail(name.error());
  const auto group = role_group_in(*body);
  if (!group) return fail(group.error());
  const auto person = operator_called(call, *name);
  if (!person) return fail(person.error());
  return run_command(
      call, dom::roles::Assign{*person, *group},
      js::object{{"operator", to_text(*person)}, {"roleGroup", dom::to_text(*group)}},
      http::HttpStatus::created);
}

Handled delete_role(const http::Request& request, Call& call) {
  const auto group =
      dom::word_from_text<dom::RoleGroup>(http::param(request, "roleGroup"), "roleGroup");
  if (!group) return fail(group.error());
  const auto person = operator_id(http::param(request, "operator"), call);
  if (!person) return fail(person.error());
  return run_command(call, dom::roles::Remove{*person, *group}, js::object{});
}

}  // namespace riskflow::runtime
