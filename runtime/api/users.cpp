#include "projections/users.hpp"

#include <algorithm>
#include <limits>

#include <boost/json.hpp>

#include "projections/alerts.hpp"
#include "runtime/api/answers.hpp"
#include "runtime/api/handlers.hpp"
#include "runtime/api/render.hpp"
#include "runtime/http/json_body.hpp"

namespace riskflow::runtime {

namespace js = boost::json;
namespace pj = projections;

Handled get_users(const http::Request& request, Call& call) {
  return answer_page(request, call, pj::table_of<pj::UserRow>());
}

Handled get_user(const http::Request& request, Call& call) {
  const auto id = user_id(http::param(request, "user"), call);
  if (!id) return fail(id.error());
  const auto reading = reading_for(request, call);
  if (!reading) return fail(reading.error());
  const auto row = reading->find<pj::UserRow>(key_of(*id));
  if (!row) return fail(row.error());
  if (!*row) return fail(Errc::not_found, "no such user", "user");
  auto lens = call.lens();
  auto body = render(pj::table_of<pj::UserRow>(), any_row(**row), lens);
  if (!body) return fail(body.error());
  const auto rows = reading->within<pj::AlertRow>("user", pj::scalar_of(*id), 1000);
  if (!rows) return fail(rows.error());
  std::vector<pj::AnyRow> any;
  for (const auto& alert : *rows) any.push_back(any_row(alert));
  auto alerts = render(pj::table_of<pj::AlertRow>(), any, lens, {});
  if (!alerts) return fail(alerts.error());
  (*body)["alerts"] = std::move(*alerts);
  return answer_json(*body, reading->position());
}

Handled post_scope(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"policy", "days", "reason"}); !ok) return fail(ok.error());
  const auto policy_text = body->text("policy");
  if (!policy_text) return fail(policy_text.error());
  const auto days = body->whole_number("days");
  if (!days) return fail(days.error());
  const auto reason = body->text("reason");
  if (!reason) return fail(reason.error());
  const auto user = user_id(http::param(request, "user"), call);
  if (!user) return fail(user.error());
  const auto reading = reading_for(request, call);
  if (!reading) return fail(reading.error());
  const auto policy = policy_id(*policy_text, *reading);
  if (!policy) return fail(policy.error());
  const domain::subject::AddToScope command{
      *user, *policy,
      static_cast<int>(std::clamp<std::int64_t>(*days, std::numeric_limits<int>::min(),
                                                std::numeric_limits<int>::max())),
      *reason};
  return run_command(call, command,
                     js::object{{"user", to_text(*user)}, {"policy", to_text(*policy)}},
                     http::HttpStatus::created);
}

Handled delete_scope(const http::Request& request, Call& call) {
  const auto user = user_id(http::param(request, "user"), call);
  if (!user) return fail(user.error());
  const auto reading = reading_for(request, call);
  if (!reading) return fail(reading.error());
  const auto policy = policy_id(http::param(request, "policy"), *reading);
  if (!policy) return fail(policy.error());
  return run_command(call, domain::subject::RemoveFromScope{*user, *policy}, js::object{});
}

}  // namespace riskflow::runtime
