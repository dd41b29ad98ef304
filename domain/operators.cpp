#include "domain/operators.hpp"

#include "domain/decision.hpp"
#include "domain/roles.hpp"
#include "domain/text_rules.hpp"

namespace riskflow::domain::operators {

SubjectRef key_subject(const OperatorRef& person) { return SubjectRef{person.bytes}; }

StreamId stream(const OperatorRef& ref) { return {"operator-" + to_text(ref)}; }
StreamId stream(const TokenId& id) { return {"token-" + to_text(id)}; }

void evolve(State& s, const Registered& e) {
  s.ref = e.ref;
  s.name = e.name.ref();
}
void evolve(Token& s, const TokenIssued& e) {
  s.id = e.token;
  s.holder = e.holder;
  s.expires = e.expires;
}
void evolve(Token& s, const TokenRevoked&) { s.revoked = true; }

static constexpr TextRule name_rule{1, 100};

static Registered registered(const Register& command) {
  return {command.ref,
          PersonalText::about(key_subject(command.ref), Purpose::operations, command.name)};
}

Result<Decision> decide(const Register& command, Desk& desk) {
  if (auto ok = desk.may(Permission::manage_roles); !ok) return fail(ok.error());
  if (auto ok = check_text(command.name, name_rule, "name"); !ok) return fail(ok.error());
  const auto& known = desk.look<State>(stream(command.ref));
  if (desk.incomplete()) return desk.need();

  if (!known.exists()) desk.record(stream(command.ref), registered(command));
  return desk.done();
}

Result<Decision> decide(const IssueToken& command, Desk& desk) {
  if (auto ok = desk.may(Permission::manage_roles); !ok) return fail(ok.error());
  const auto& holder = desk.look<State>(stream(command.holder));
  const auto& token = desk.look<Token>(stream(command.token));
  const auto& roles = desk.look<roles::State>(roles::stream());
  if (desk.incomplete()) return desk.need();

  if (!holder.exists()) return fail(Errc::not_found, "no such operator", "operator");
  if (token.exists()) return desk.done();
  if (command.expires && *command.expires <= desk.now())
    return fail(Errc::invalid, "must lie in the future", "expires");
  const auto own = roles.members.find(command.holder);
  if (command.group && (own == roles.members.end() || !own->second.contains(*command.group)))
    desk.record(roles::stream(), roles::Assigned{command.holder, *command.group});
  desk.record(stream(command.token), TokenIssued{command.token, command.holder, command.expires});
  return desk.done();
}

Result<Decision> decide(const RevokeToken& command, Desk& desk) {
  if (auto ok = desk.may(Permission::manage_roles); !ok) return fail(ok.error());
  const auto& token = desk.look<Token>(stream(command.token));
  if (desk.incomplete()) return desk.need();

  if (!token.exists()) return fail(Errc::not_found, "no such token", "token");
  if (!token.revoked) desk.record(stream(command.token), TokenRevoked{command.token});
  return desk.done();
}

Result<Decision> decide(const Found& command, Desk& desk) {
  if (desk.actor().kind != Actor::Kind::system)
    return fail(Errc::forbidden, "only the first start makes the first administrator");
  if (auto ok = check_text(command.administrator.name, name_rule, "name"); !ok)
    return fail(ok.error());
  const auto& assigned = desk.look<roles::State>(roles::stream());
  const auto id = stream(command.administrator.ref);
  desk.look<State>(id);
  if (command.token) desk.look<Token>(stream(*command.token));
  if (desk.incomplete()) return desk.need();

  if (assigned.administrators() > 0) return desk.done();
  desk.record(id, registered(command.administrator));
  desk.record(roles::stream(), roles::Assigned{command.administrator.ref, RoleGroup::full});
  if (command.token)
    desk.record(stream(*command.token), TokenIssued{*command.token, command.administrator.ref, {}});
  return desk.done();
}

}  // namespace riskflow::domain::operators
