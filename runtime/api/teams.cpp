#include <boost/json.hpp>

#include "runtime/api/answers.hpp"
#include "runtime/api/handlers.hpp"
#include "runtime/api/role_groups.hpp"
#include "runtime/lookups.hpp"

namespace riskflow::runtime {

namespace js = boost::json;
namespace dom = domain;

Handled post_team(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"team"}); !ok) return fail(ok.error());
  const auto team = body->text("team");
  if (!team) return fail(team.error());
  return run_command(call, dom::roles::CreateTeam{*team}, js::object{{"team", *team}},
                     http::HttpStatus::created);
}

Handled post_team_member(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"operator"}); !ok) return fail(ok.error());
  const auto name = body->text("operator");
  if (!name) return fail(name.error());
  const auto person = operator_called(call, *name);
  if (!person) return fail(person.error());
  return run_command(call,
                     dom::roles::AddTeamMember{std::string(http::param(request, "team")), *person},
                     js::object{{"operator", to_text(*person)}}, http::HttpStatus::created);
}

Handled delete_team_member(const http::Request& request, Call& call) {
  const auto person = operator_id(http::param(request, "operator"), call);
  if (!person) return fail(person.error());
  return run_command(
      call, dom::roles::RemoveTeamMember{std::string(http::param(request, "team")), *person},
      js::object{});
}

Handled post_team_role(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"roleGroup"}); !ok) return fail(ok.error());
  const auto group = role_group_in(*body);
  if (!group) return fail(group.error());
  return run_command(call,
                     dom::roles::AssignTeam{std::string(http::param(request, "team")), *group},
                     js::object{{"roleGroup", dom::to_text(*group)}}, http::HttpStatus::created);
}

}  // namespace riskflow::runtime
