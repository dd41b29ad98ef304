#include <boost/json.hpp>

#include "projections/operators.hpp"
#include "runtime/api/answers.hpp"
#include "runtime/api/handlers.hpp"
#include "runtime/api/role_groups.hpp"
#include "runtime/core/request_ids.hpp"
#include "runtime/lookups.hpp"

namespace riskflow::runtime {

namespace js = boost::json;
namespace pj = projections;
namespace dom = domain;

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
    const auto named = role_group_in(*body);
    if (!named) return fail(named.error());
    group = *named;
  }
  const auto person = operator_called(call, *name);
  if (!person) return fail(person.error());
  const auto token = new_token();
  const auto issued = call.app.bus->execute(
      dom::operators::IssueToken{hash_of(token), *person, *expires, group}, call.context);
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

// A whole id needs no view: a token that leaked can be revoked while the views are behind.
static Result<TokenId> token_named(const http::Request& request, const Call& call) {
  const auto text = http::param(request, "token");
  if (const auto whole = id_from_text<TokenId>(text)) return *whole;
  const auto reading = reading_for(request, call);
  if (!reading) return fail(reading.error());
  return token_id(text, *reading);
}

Handled delete_token(const http::Request& request, Call& call) {
  const auto id = token_named(request, call);
  if (!id) return fail(id.error());
  return run_command(call, dom::operators::RevokeToken{*id}, js::object{});
}

}  // namespace riskflow::runtime
