#include <boost/json.hpp>

#include "projections/operators.hpp"
#include "runtime/api/answers.hpp"
#include "runtime/api/handlers.hpp"
#include "runtime/api/render.hpp"
#include "runtime/core/request_ids.hpp"
#include "runtime/http/json_body.hpp"
#include "runtime/lookups.hpp"

namespace riskflow::runtime {

namespace js = boost::json;
namespace pj = projections;
namespace dom = domain;

// ---- settings and privacy ----

Handled get_settings(const http::Request&, Call& call) {
  const auto folded = call.app.aggregates->load(dom::settings::stream());
  if (!folded) return fail(folded.error());
  const auto& state = std::get<dom::settings::State>(folded->state);
  js::array rows;
  for (const auto& row : dom::settings::rows())
    rows.push_back(js::object{{"name", row.name},
                              {"value", state[row.key]},
                              {"least", row.least},
                              {"most", row.most},
                              {"description", row.help}});
  const auto mode = call.app.authority->now()->privacy.mode;
  return answer_json(js::object{{"privacyMode", dom::to_text(mode)}, {"value", std::move(rows)}},
                     call.app.log->head());
}

Handled patch_settings(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  for (const auto& row : dom::settings::rows()) {
    if (!body->has(row.name)) continue;
    if (auto ok = body->only({row.name}); !ok)
      return fail(Errc::invalid, "change one setting at a time", ok.error().target);
    const auto value = body->whole_number(row.name);
    if (!value) return fail(value.error());
    return run_command(call, dom::settings::Change{row.key, *value},
                       js::object{{row.name, *value}});
  }
  std::vector<std::string_view> names;
  for (const auto& row : dom::settings::rows()) names.push_back(row.name);
  return fail(Errc::invalid, "name a setting: there are " + dom::list_of(names), "settings");
}

Handled patch_privacy(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"mode"}); !ok) return fail(ok.error());
  const auto word = body->text("mode");
  if (!word) return fail(word.error());
  const auto mode = dom::word_from_text<dom::PrivacyMode>(*word, "mode");
  if (!mode) return fail(mode.error());
  return run_command(call, dom::privacy::ChangeMode{*mode},
                     js::object{{"privacyMode", dom::to_text(*mode)}});
}

// ---- roles ----

static js::array group_names(const std::set<dom::RoleGroup>& groups) {
  js::array out;
  for (const auto group : groups) out.push_back(js::string(dom::to_text(group)));
  return out;
}

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
                              {"roleGroups", group_names(now->roles.of(person))},
                              {"teams", std::move(teams)}});
  }
  js::array teams;
  for (const auto& [name, team] : now->roles.teams)
    teams.push_back(js::object{{"team", name},
                               {"roleGroups", group_names(team.groups)},
                               {"members", team.members.size()}});
  return answer_json(js::object{{"value", std::move(rows)}, {"teams", std::move(teams)}},
                     call.app.log->head());
}

// The role group a body names.
static Result<dom::RoleGroup> role_group(const http::JsonBody& body) {
  const auto word = body.text("roleGroup");
  if (!word) return fail(word.error());
  return dom::word_from_text<dom::RoleGroup>(*word, "roleGroup");
}

Handled post_role(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"operator", "roleGroup"}); !ok) return fail(ok.error());
  const auto name = body->text("operator");
  if (!name) return fail(name.error());
  const auto group = role_group(*body);
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
  const auto group = role_group(*body);
  if (!group) return fail(group.error());
  return run_command(call,
                     dom::roles::AssignTeam{std::string(http::param(request, "team")), *group},
                     js::object{{"roleGroup", dom::to_text(*group)}}, http::HttpStatus::created);
}

// ---- tokens ----

Handled get_tokens(const http::Request& request, Call& call) {
  return answer_page(request, call, pj::table_of<pj::TokenRow>());
}

Handled post_token(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"as", "roleGroup", "expires"}); !ok) return fail(ok.error());
  const auto name = body->text("as");
  if (!name) return fail(name.error());
  const auto expires = body->moment_if("expires");
  if (!expires) return fail(expires.error());
  std::optional<dom::RoleGroup> group;
  if (body->has("roleGroup")) {
    const auto named = role_group(*body);
    if (!named) return fail(named.error());
    group = *named;
  }
  const auto person = operator_called(call, *name);
  if (!person) return fail(person.error());
  if (group) {
    auto context = call.context;
    context.request =
        derived_request_id(context.occurred, {"assign", to_text(call.context.request)});
    const auto assigned = call.app.bus->execute(dom::roles::Assign{*person, *group}, context);
    if (!assigned) return fail(assigned.error());
  }
  const auto token = new_token();
  const auto issued = call.app.bus->execute(
      dom::operators::IssueToken{hash_of(token), *person, *expires}, call.context);
  if (!issued) return fail(issued.error());
  if (issued->outcome == eventstore::Outcome::repeated)
    return fail(Errc::conflict,
                "this request was answered before, and a token is shown once: revoke it and ask "
                "with a new Idempotency-Key",
                "Idempotency-Key", {{"reason", "request_reused"}});
  return answer_done(
      *issued,
      js::object{{"id", to_text(hash_of(token))},
                 {"token", token},
                 {"operator", js::object{{"id", to_text(*person)}, {"name", *name}}}},
      http::HttpStatus::created);
}

Handled delete_token(const http::Request& request, Call& call) {
  const auto reading = reading_for(request, call);
  if (!reading) return fail(reading.error());
  const auto id = token_id(http::param(request, "token"), *reading);
  if (!id) return fail(id.error());
  return run_command(call, dom::operators::RevokeToken{*id}, js::object{});
}

}  // namespace riskflow::runtime
