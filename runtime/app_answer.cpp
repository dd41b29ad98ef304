// How a request is answered: who asks, may they, and what the row of the route does.

#include "eventstore/crypto.hpp"
#include "runtime/app_parts.hpp"
#include "runtime/core/request_ids.hpp"
#include "runtime/lookups.hpp"

namespace riskflow::runtime {

namespace dom = domain;

static const http::Router<Call, Access>& router() {
  static const http::Router<Call, Access> routes(api_routes());
  return routes;
}

std::vector<http::RouteDoc> App::api() {
  std::vector<http::RouteDoc> docs;
  for (const auto& row : api_routes()) {
    docs.push_back(row.doc);
    if (row.access && row.doc.permission.empty())
      docs.back().permission = dom::grant_of(*row.access).words;
  }
  return docs;
}

std::size_t App::body_limit(const http::Request& head) const { return router().body_limit(head); }

// What is asked, by whom.  An Idempotency-Key makes the request id: sent again it is the same
// request.
static RequestContext context_of(App::Parts& parts, const http::Request& request,
                                 const dom::Actor& actor) {
  RequestContext context{request.id, actor, parts.clock.now(), {{}, request.id}};
  const auto key = request.headers.find("Idempotency-Key");
  if (!key || key->empty()) return context;
  context.request = derived_request_id(Instant{}, {"idempotency-key", to_text(actor.ref), *key});
  context.cause.correlation = context.request;
  std::string whole(http::to_text(request.method));
  const auto add = [&](std::string_view part) { whole.append(1, '\0').append(part); };
  add(request.path);
  for (const auto& [name, value] : request.query) {
    add(name);
    add(value);
  }
  add(request.body);
  const auto digest = eventstore::sha256(whole);
  context.asked = hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
  return context;
}

static Result<Caller> bearer(App::Parts& parts, const http::Request& request) {
  if (request.headers.count("Authorization") > 1)
    return fail(Errc::invalid, "send the header 'Authorization' once", "Authorization");
  const auto header = request.headers.find("Authorization");
  static constexpr std::string_view scheme = "Bearer ";
  if (!header || !header->starts_with(scheme))
    return fail(Errc::unauthenticated, "send the header 'Authorization: Bearer TOKEN'",
                "Authorization");
  const auto holder =
      holder_of(*parts.aggregates, header->substr(scheme.size()), parts.clock.now());
  if (!holder) return fail(holder.error());
  return Caller{{dom::Actor::Kind::person, *holder}, parts.authority->now()->roles.of(*holder)};
}

static Result<http::Response> run_handler(App::Parts& parts, const http::Request& request,
                                          const ApiRoute& route, const Caller& caller) {
  if (route.access && !caller.may(*route.access))
    return fail(dom::check(caller.groups, *route.access).error());
  Call call{parts, caller, context_of(parts, request, caller.actor)};
  return route.handler(request, call);
}

Result<http::Response> App::answer(http::Request& request) {
  auto found = router().find(request);
  if (auto* response = std::get_if<http::Response>(&found)) return std::move(*response);
  const auto& route = *std::get<const ApiRoute*>(found);
  if (!route.access) return run_handler(*parts_, request, route, Caller{});
  const auto caller = bearer(*parts_, request);
  if (!caller) return fail(caller.error());
  return run_handler(*parts_, request, route, *caller);
}

static Result<Caller> host_caller(App::Parts& parts, const std::string& host) {
  const auto person = find_operator(parts, host);
  if (!person) return fail(person.error());
  if (!*person)
    return fail(Errc::forbidden,
                "you are not an operator of this data folder: an administrator can add you "
                "(riskflow role add '" +
                    host + "' ROLE-GROUP)",
                "operator");
  return Caller{{dom::Actor::Kind::person, **person}, parts.authority->now()->roles.of(**person)};
}

Result<http::Response> App::answer_as(http::Request& request, const std::string& host) {
  auto found = router().find(request);
  if (auto* response = std::get_if<http::Response>(&found)) return std::move(*response);
  const auto caller = host_caller(*parts_, host);
  if (!caller) return fail(caller.error());
  return run_handler(*parts_, request, *std::get<const ApiRoute*>(found), *caller);
}

Result<std::unique_ptr<Importer>> App::begin_import(const std::string& host) {
  const auto caller = host_caller(*parts_, host);
  if (!caller) return fail(caller.error());
  if (auto ok = dom::check(caller->groups, dom::Permission::import_data); !ok)
    return fail(ok.error());
  return std::make_unique<Importer>(import_parts(*parts_), caller->actor,
                                    parts_->config.organisation);
}

}  // namespace riskflow::runtime
