// Erasing a person, by two others; and legal holds, which keep one from being erased.

#include "domain/erasure.hpp"

#include <boost/json.hpp>

#include "runtime/api/answers.hpp"
#include "runtime/api/handlers.hpp"
#include "runtime/http/json_body.hpp"

namespace riskflow::runtime {

namespace js = boost::json;
namespace erasure = domain::erasure;

static js::object told(const SubjectRef& user, domain::ErasureState state) {
  return {{"user", to_text(user)}, {"erasure", domain::to_text(state)}};
}

Handled post_erasure(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"basis"}); !ok) return fail(ok.error());
  const auto word = body->text("basis");
  if (!word) return fail(word.error());
  const auto basis = domain::word_from_text<domain::ErasureBasis>(*word, "basis");
  if (!basis) return fail(basis.error());
  const auto user = user_id(http::param(request, "user"), call);
  if (!user) return fail(user.error());
  return run_command(call, erasure::Request{*user, *basis},
                     told(*user, domain::ErasureState::requested), http::HttpStatus::accepted);
}

Handled delete_erasure(const http::Request& request, Call& call) {
  const auto user = user_id(http::param(request, "user"), call);
  if (!user) return fail(user.error());
  return run_command(call, erasure::Withdraw{*user}, told(*user, domain::ErasureState::none));
}

// Answers when the keys are gone.
Handled post_erasure_approval(const http::Request& request, Call& call) {
  const auto user = user_id(http::param(request, "user"), call);
  if (!user) return fail(user.error());
  const auto receipt = call.app.bus->execute(erasure::Approve{*user}, call.context);
  if (!receipt) return fail(receipt.error());
  if (auto ok = call.app.erasures->carry_out(); !ok) return fail(ok.error());
  return answer_json(told(*user, domain::ErasureState::erased), call.app.log->head());
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
