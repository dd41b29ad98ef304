// Erasing a person, by two others; and legal holds, which keep one from being erased.

#include "domain/erasure.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "domain/core/big_endian.hpp"
#include "runtime/api/answers.hpp"
#include "runtime/api/handlers.hpp"
#include "runtime/http/json_body.hpp"

namespace riskflow::runtime {

namespace js = boost::json;
namespace erasure = domain::erasure;

// With the pseudonym, so that whoever typed either sees whom they meant.
static js::object told(const SubjectRef& user, domain::ErasureState state, const Call& call) {
  js::object out{{"user", to_text(user)}, {"erasure", domain::to_text(state)}};
  if (const auto person = call.app.persons->find(user)) out["pseudonym"] = person->pseudonym;
  return out;
}

Handled post_erasure(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"basis"}); !ok) return fail(ok.error());
  const auto word = body->text("basis");
  if (!word) return fail(word.error());
  const auto basis = domain::word_from_text<domain::ErasureBasis>(*word, "basis");
  if (!basis) return fail(basis.error());
  const auto user = user_named_in_full(http::param(request, "user"), call);
  if (!user) return fail(user.error());
  return run_command(call, erasure::Request{*user, *basis},
                     told(*user, domain::ErasureState::requested, call),
                     http::HttpStatus::accepted);
}

Handled delete_erasure(const http::Request& request, Call& call) {
  const auto user = user_id(http::param(request, "user"), call);
  if (!user) return fail(user.error());
  return run_command(call, erasure::Withdraw{*user}, told(*user, domain::ErasureState::none, call));
}

// Answers when the keys are gone.
Handled post_erasure_approval(const http::Request& request, Call& call) {
  const auto user = user_named_in_full(http::param(request, "user"), call);
  if (!user) return fail(user.error());
  const auto receipt = call.app.bus->execute(erasure::Approve{*user}, call.context);
  if (!receipt) return fail(receipt.error());
  if (auto ok = call.app.erasures->carry_out(); !ok) return fail(ok.error());
  return answer_json(told(*user, domain::ErasureState::erased, call), call.app.log->head());
}

// ---- several people ----

// The users whom a body names, by pseudonym or id.
static Result<std::vector<SubjectRef>> users_in(const http::JsonBody& body, Call& call) {
  const auto names = body.texts("users");
  if (!names) return fail(names.error());
  if (names->empty() || names->size() > erasure::certified_max)
    return fail(Errc::invalid, fmt::format("must name 1 to {} users", erasure::certified_max),
                "users");
  std::vector<SubjectRef> users;
  for (const auto& name : *names) {
    const auto user = user_named_in_full(name, call);
    if (!user) return fail(user.error());
    users.push_back(*user);
  }
  return users;
}

// Runs a command for each, as requests of their own: a repeat of the whole finds each again.
template <class CommandFor>
static Status run_for_each(const std::vector<SubjectRef>& users, Call& call,
                           const CommandFor& command_for) {
  for (const auto& user : users) {
    auto context = call.context;
    context.request =
        derived_request_id(call.context.occurred, {view_of(call.context.request), view_of(user)});
    context.asked.clear();
    const auto receipt = call.app.bus->execute(command_for(user), context);
    if (receipt) continue;
    auto error = receipt.error();
    error.message = fmt::format("user {}: {}", to_text(user), error.message);
    return fail(std::move(error));
  }
  return {};
}

static http::Response told_of_all(const std::vector<SubjectRef>& users, domain::ErasureState state,
                                  Call& call) {
  js::array all;
  for (const auto& user : users) all.push_back(told(user, state, call));
  return answer_json(js::object{{"value", std::move(all)}}, call.app.log->head());
}

Handled post_erasures(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"users", "basis"}); !ok) return fail(ok.error());
  const auto word = body->text("basis");
  if (!word) return fail(word.error());
  const auto basis = domain::word_from_text<domain::ErasureBasis>(*word, "basis");
  if (!basis) return fail(basis.error());
  const auto users = users_in(*body, call);
  if (!users) return fail(users.error());
  const auto done = run_for_each(
      *users, call, [&](const SubjectRef& user) { return erasure::Request{user, *basis}; });
  if (!done) return fail(done.error());
  return told_of_all(*users, domain::ErasureState::requested, call);
}

Handled post_erasures_approval(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"users"}); !ok) return fail(ok.error());
  const auto users = users_in(*body, call);
  if (!users) return fail(users.error());
  const auto approved =
      run_for_each(*users, call, [](const SubjectRef& user) { return erasure::Approve{user}; });
  // Also when one was refused: those before it are approved.
  if (auto ok = call.app.erasures->carry_out(); !ok) return fail(ok.error());
  if (!approved) return fail(approved.error());
  return told_of_all(*users, domain::ErasureState::erased, call);
}

// ---- what is left of them ----

Handled post_purge(const http::Request&, Call& call) {
  const auto done = call.app.purges->carry_out(call.context);
  if (!done) return fail(done.error());
  const auto& [until, purged, held] = *done;
  return answer_json(js::object{{"events", to_number(until)},
                                {"purgedFields", purged.fields},
                                {"purgedEvents", purged.events},
                                {"heldFields", held},
                                {"bytesBefore", purged.bytes_before},
                                {"bytesAfter", purged.bytes_after}},
                     call.app.log->head());
}

Handled post_hold(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"reason"}); !ok) return fail(ok.error());
  const auto reason = body->text("reason");
  if (!reason) return fail(reason.error());
  const auto user = user_id(http::param(request, "user"), call);
  if (!user) return fail(user.error());
  return run_command(call, erasure::PlaceHold{*user, *reason},
                     js::object{{"user", to_text(*user)}, {"isHeld", true}},
                     http::HttpStatus::created);
}

Handled delete_hold(const http::Request& request, Call& call) {
  const auto user = user_id(http::param(request, "user"), call);
  if (!user) return fail(user.error());
  return run_command(call, erasure::ReleaseHold{*user},
                     js::object{{"user", to_text(*user)}, {"isHeld", false}});
}

}  // namespace riskflow::runtime
