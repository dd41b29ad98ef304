// Calls: how they begin, what their replies mean, when they are tried again and when they time out.

#include <algorithm>

#include <fmt/format.h>

#include "domain/language/actions_call.hpp"
#include "domain/language/actions_control.hpp"
#include "domain/language/planner.hpp"
#include "domain/language/timestamp.hpp"

namespace riskflow::language {

using std::chrono::seconds;

// Where an answer does not say when to ask again.
static constexpr seconds ask_again_after{20};

static Value secured(const Value& value, Secrecy secrecy) {
  return secrecy == Secrecy::secure ? value.with_labels(secure_label()) : value;
}

void Planner::record_effect(Pass& pass, const Action& action, Effect effect) {
  if (effect.attempt == 1) started_now_.insert({&pass, &action});
  effect.action = action.name;
  effect.at = pass.at;
  state_.apply(effect, inputs_.now);
  plan_.effects.push_back(std::move(effect));
}

void Planner::call(Pass& pass, const Action& action, Outcome outcome) {
  auto effect = *std::move(outcome.effect);
  effect.parameters = secured(effect.parameters, action.inputs_secrecy);
  effect.inputs = secured(outcome.inputs, action.inputs_secrecy);
  Evaluation at{*this, pass, &action};
  auto limit = action.limit.evaluate(at.context);
  if (!limit) return fail_step(pass, action, limit.error());
  if (const auto* timeout = limit->find("timeout"); timeout != nullptr && !timeout->is_null()) {
    const auto duration = duration_from_text(to_display_text(*timeout));
    if (!duration)
      return fail_step(pass, action,
                       {Errc::invalid,
                        "limit.timeout: " + duration.error().message,
                        std::string(invalid_template),
                        {}});
    effect.deadline = inputs_.now + *duration;
  }
  record_effect(pass, action, std::move(effect));
}

void Planner::respond(Pass& pass, const Action& action, Outcome outcome) {
  if (state_.has_responded_)
    return fail_step(pass, action,
                     {Errc::rejected,
                      "A response was sent before; a run answers its caller once.",
                      "ActionResponseSkipped",
                      {}},
                     outcome.inputs);
  auto effect = *std::move(outcome.effect);
  effect.action = action.name;
  effect.at = pass.at;
  effect.inputs = secured(outcome.inputs, action.inputs_secrecy);
  plan_.effects.push_back(std::move(effect));
  settle(pass, action, ended_step(StepStatus::succeeded, "OK", outcome.inputs, outcome.outputs));
}

// ---- static results ----

static const Value* static_result_of(const Definition& definition, const Action& action) {
  const auto* settings = action.source.find("runtimeConfiguration");
  const auto* chosen = settings != nullptr ? settings->find("staticResult") : nullptr;
  if (chosen == nullptr || !same_name(text_member(*chosen, "staticResultOptions"), "Enabled"))
    return nullptr;
  const auto found = definition.static_results.find(text_member(*chosen, "name"));
  return found != definition.static_results.end() ? &found->second : nullptr;
}

// With a static result switched on, nothing is called.
bool Planner::settle_statically(Pass& pass, const Action& action) {
  const auto* result = static_result_of(definition_, action);
  if (result == nullptr) return false;
  const auto status =
      step_status_from_text(text_member(*result, "status")).value_or(StepStatus::succeeded);
  const auto* outputs = result->find("outputs");
  auto step = ended_step(is_terminal(status) ? status : StepStatus::succeeded, "OK", {},
                         outputs != nullptr ? *outputs : Value{});
  if (const auto* code = step.outputs.find("statusCode");
      code != nullptr && code->kind() == Kind::integer)
    step.code = builtin::code_of_status(code->integer());
  if (const auto* error = result->find("error")) {
    step.error_code = text_member(*error, "code");
    step.error_message = text_member(*error, "message");
  }
  if (step.status != StepStatus::succeeded && step.error_code.empty()) {
    step.code = step.error_code = "ActionFailed";
    step.error_message = "The static result of the action says so.";
  }
  settle(pass, action, std::move(step));
  return true;
}

// ---- replies ----

void Planner::take_reply(Pass& pass, const Action& action, const Reply& reply) {
  const auto* step = pass.find(action);
  if (step == nullptr || step->status != StepStatus::running) return;
  const bool is_stale = step->wake.has_value() || reply.attempt != step->attempts;
  if (is_stale && !reply.is_callback) return;
  const bool is_good = reply.status_code >= 200 && reply.status_code < 300;
  if (builtin::is_webhook(action) && !reply.is_callback && is_good) return;  // it will call back
  if (ask_later(pass, action, reply) || try_later(pass, action, reply)) return;
  auto after = builtin::step_after(reply);
  if (auto room = keep(action, {}, after.outputs); !room)
    return fail_step(pass, action, room.error());
  after.error_message = utf16_slice(after.error_message, 0, step_message_max);
  after.inputs = step->inputs;
  after.started = step->started;
  after.attempts = step->attempts;
  after.retries = step->retries;
  settle(pass, action, std::move(after));
}

// The step as it stands, put off until `wake`.
static Step put_off(const Step& step, Instant wake) {
  auto later = step;
  later.wake = wake;
  return later;
}

// A request that was accepted, and whose result is elsewhere.
bool Planner::ask_later(Pass& pass, const Action& action, const Reply& reply) {
  if (reply.status_code != 202 || reply.is_callback) return false;
  const auto& step = *pass.find(action);
  auto location = builtin::header_of(reply, "Location");
  if (location.empty() && !step.asked.is_null()) location = text_member(step.asked, "uri");
  if (location.empty() || builtin::has_operation_option(action.source, "DisableAsyncPattern"))
    return false;
  const auto after = retry_after(builtin::header_of(reply, "Retry-After"), reply.ended);
  auto later = put_off(step, reply.ended + after.value_or(ask_again_after));
  later.asked = Value::object({{"uri", std::move(location)}});
  settle(pass, action, std::move(later));
  return true;
}

bool Planner::try_later(Pass& pass, const Action& action, const Reply& reply) {
  if (reply.is_final || reply.is_callback) return false;
  const auto& step = *pass.find(action);
  const auto policy = builtin::retry_policy_of(step.inputs);
  if (!policy) return false;  // an error of the definition, which lint reports
  FailedTry failed{std::nullopt, builtin::header_of(reply, "Retry-After"), reply.ended};
  if (reply.status_code != 0) failed.status = reply.status_code;
  if (!is_retried(failed)) return false;
  auto records = step.retries.is_null() ? Value::Array{} : step.retries.items();
  Evaluation at{*this, pass, &action};
  const auto tries = static_cast<int>(records.size()) + 1;
  const auto delay = retry_delay(*policy, tries, failed, at.context.bits);
  if (!delay) return false;
  records.push_back(Value::object(
      {{"endTime", round_trip_text(reply.ended)}, {"code", builtin::code_of(reply)}}));
  auto later = put_off(step, reply.ended + *delay);
  later.retries = Value::array(std::move(records));
  settle(pass, action, std::move(later));
  return true;
}

void Planner::call_again(Pass& pass, const Action& action) {
  const auto* first = pass.find_call(action);
  if (first == nullptr) return;
  const auto& step = *pass.find(action);
  auto effect = *first;
  effect.attempt = step.attempts + 1;
  effect.deadline = step.deadline;
  if (!step.asked.is_null()) {
    effect.kind = EffectKind::poll;
    Value::Members request{{"method", "GET"}, {"uri", *step.asked.find("uri")}};
    if (const auto* authentication = first->parameters.find("authentication"))
      request.push_back({"authentication", *authentication});
    effect.parameters = Value::object(std::move(request));
  }
  record_effect(pass, action, std::move(effect));
}

void Planner::time_out(Pass& pass, const Action& action) {
  unsubscribe(pass, action);
  const auto& step = *pass.find(action);
  auto over = ended_step(StepStatus::timed_out, "ActionTimedOut", step.inputs, {});
  over.started = step.started;
  over.attempts = step.attempts;
  over.retries = step.retries;
  over.error_code = "ActionTimedOut";
  over.error_message = "The action did not come to an end within its limit.timeout.";
  settle(pass, action, std::move(over));
}

// A webhook to which nobody will listen any more.
void Planner::unsubscribe(Pass& pass, const Action& action) {
  if (action.type->role != ActionRole::call || !builtin::is_webhook(action)) return;
  const auto& step = *pass.find(action);
  const auto* request = step.inputs.find("unsubscribe");
  if (request == nullptr || request->find("uri") == nullptr) return;
  Effect effect;
  effect.action = action.name;
  effect.at = pass.at;
  effect.kind = EffectKind::unsubscribe;
  effect.parameters = *request;
  plan_.effects.push_back(std::move(effect));
}

}  // namespace riskflow::language
