#include "domain/language/plan.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "domain/language/actions_control.hpp"
#include "domain/language/branch_status.hpp"
#include "domain/language/planner.hpp"

namespace riskflow::language {

static constexpr std::string_view terminated = "Terminated";

Plan Planner::run() {
  begin();
  take_news();
  wake_up();
  work();
  if (terminated_) {
    end_everything(*terminated_);
  } else if (is_done_) {
    finish();
  }
  drop_superseded();
  if (!plan_.end) {
    if (!state_.timers_.empty()) plan_.wake = state_.timers_.begin()->at;
    plan_.goes_on = !state_.news_.empty();
  }
  return std::move(plan_);
}

// ---- what comes next ----

void Planner::begin() {
  if (std::exchange(state_.is_begun_, true)) return;
  auto& top = *state_.top_;
  if (definition_.body.actions.empty()) is_done_ = true;
  for (const auto& action : definition_.body.actions) consider(top, action);
}

// News of this very plan (a loop that goes on in the next one) stay for the next.
void Planner::take_news() {
  auto news = std::exchange(state_.news_, {});
  for (const auto& item : news) {
    if (terminated_) return;
    take(item);
    work();
  }
}

void Planner::take(const News& news) {
  const auto& action = *news.action;
  if (news.reply) return take_reply(*news.pass, action, *news.reply);
  if (news.iteration) {
    auto& run = news.pass->loops[&action];
    if (run.recorded.contains(*news.iteration))
      end_iteration(*news.pass, action, *news.iteration, news.status);
    return go_on_with(*news.pass, action);
  }
  const auto* step = news.pass->find(action);
  if (step == nullptr) return;
  if (is_terminal(step->status)) return ended(*news.pass, action);
  if (action.type->role == ActionRole::container) go_on_in(*news.pass, action);
  if (action.type->role == ActionRole::loop) go_on_with(*news.pass, action);
}

// What was due by now, each once: what it leads to may be due again.
void Planner::wake_up() {
  std::vector<RunState::Timer> due;
  for (const auto& timer : state_.timers_)
    if (timer.at <= inputs_.now) due.push_back(timer);
  for (const auto& timer : due) {
    if (terminated_) return;
    if (!state_.timers_.contains(timer)) continue;
    const auto& action = *definition_.numbered[timer.action];
    const auto* step = timer.pass->find(action);
    if (step->deadline && *step->deadline <= inputs_.now) {
      time_out(*timer.pass, action);
    } else if (action.type->role == ActionRole::wait) {
      auto over = *step;
      over.status = StepStatus::succeeded;
      over.code = "OK";
      over.ended = inputs_.now;
      over.wake.reset();
      settle(*timer.pass, action, std::move(over));
    } else {
      call_again(*timer.pass, action);
    }
    work();
  }
}

void Planner::work() {
  while (!ready_.empty() && !terminated_) {
    const auto [pass, action] = ready_.front();
    ready_.pop_front();
    start(*pass, *action);
  }
}

// Makes an action ready, or skips it, when all that it runs after has ended.
void Planner::consider(Pass& pass, const Action& action) {
  if (pass.find(action) != nullptr) return;
  bool accepted = true;
  for (std::size_t i = 0; i < action.standing.before.size(); ++i) {
    const auto* before = pass.find(*action.standing.before[i]);
    if (before == nullptr || !is_terminal(before->status)) return;
    const auto& statuses = action.run_after[i].statuses;
    accepted = accepted && std::ranges::find(statuses, before->status) != statuses.end();
  }
  if (accepted) {
    ready_.emplace_back(&pass, &action);
  } else {
    skip(pass, action, "ActionDependencyFailed",
         "An action it runs after ended in another status than runAfter accepts.");
  }
}

void Planner::start(Pass& pass, const Action& action) {
  if (pass.find(action) != nullptr) return;
  switch (action.type->role) {
    case ActionRole::container: return enter(pass, action);
    case ActionRole::loop: return enter_loop(pass, action);
    case ActionRole::pure:
    case ActionRole::call:
    case ActionRole::wait:
    case ActionRole::respond:
      if (!settle_statically(pass, action)) evaluate(pass, action);
      return;
    case ActionRole::unsupported: break;
  }
  if (settle_statically(pass, action)) return;
  fail_step(
      pass, action,
      {Errc::rejected,
       fmt::format("Actions of type '{}' need a product that riskflow is not part of, and are "
                   "not run.",
                   action.type->name),
       "ActionTypeNotSupported",
       {}});
}

void Planner::evaluate(Pass& pass, const Action& action) {
  Evaluation at{*this, pass, &action};
  auto outcome = action.type->evaluate(Turn{action, state_, at.context});
  if (!outcome) return fail_step(pass, action, outcome.error());
  if (auto room = keep(action, outcome->inputs, outcome->outputs); !room)
    return fail_step(pass, action, room.error());
  if (outcome->failure)
    return fail_step(pass, action, *outcome->failure, outcome->inputs, outcome->outputs);
  if (action.type->role == ActionRole::call) return call(pass, action, *std::move(outcome));
  if (action.type->role == ActionRole::respond) return respond(pass, action, *std::move(outcome));
  if (outcome->until && *outcome->until > inputs_.now) {
    auto step = ended_step(StepStatus::running, "NotSpecified", outcome->inputs, {});
    step.wake = outcome->until;
    return settle(pass, action, std::move(step));
  }
  settle(pass, action, ended_step(StepStatus::succeeded, "OK", outcome->inputs, outcome->outputs));
  if (outcome->end) terminated_ = outcome->end;
}

void Planner::ended(Pass& pass, const Action& action) {
  if (const auto* step = pass.find(action);
      action.type->evaluate == builtin::terminate && step->status == StepStatus::succeeded)
    if (auto end = builtin::end_by(step->inputs)) terminated_ = *end;
  if (pass.passed_on[action.standing.slot]) return;
  pass.passed_on[action.standing.slot] = true;
  for (const auto* next : action.standing.after) consider(pass, *next);
  const auto& branch = branch_of(definition_, action);
  auto& left = pass.left[branch.slot];
  if (!left) left = branch.actions.size();
  if (--*left == 0) branch_ended(pass, action);
}

void Planner::branch_ended(Pass& pass, const Action& last) {
  const auto* parent = last.standing.parent;
  if (parent != nullptr && parent != pass.loop) return close(pass, *parent);
  if (pass.loop != nullptr) return close_iteration(pass);
  is_done_ = true;
}

// ---- the end ----

// The first action that failed for a reason of its own.
static const Action* first_failure(const Branch& branch, const Pass& pass) {
  for (const auto index : branch.order) {
    const auto& action = branch.actions[index];
    const auto* step = pass.find(action);
    if (step == nullptr) continue;
    if (action.type->role != ActionRole::loop)
      for (const auto& inner : action.branches)
        if (const auto* const cause = first_failure(inner, pass)) return cause;
    if (step->status == StepStatus::failed || step->status == StepStatus::timed_out) return &action;
  }
  return nullptr;
}

RunEnd Planner::run_end() {
  const auto& top = *state_.top_;
  const auto status = status_of(definition_.body, top);
  if (status == StepStatus::succeeded) return {status, "OK", {}};
  const auto* const cause = first_failure(definition_.body, top);
  if (cause == nullptr)
    return {status, "ActionFailed", "An action failed, and no other took care of that."};
  const auto& step = *top.find(*cause);
  const auto* const what = step.status == StepStatus::timed_out ? "timed out" : "failed";
  auto message = fmt::format("The action {} {}", cause->name, what);
  message += step.error_message.empty() ? "." : ": " + step.error_message;
  return {status, "ActionFailed", std::move(message)};
}

void Planner::finish() {
  plan_.end = run_end();
  if (plan_.end->status != StepStatus::succeeded) return;
  Value::Members outputs;
  for (const auto& declared : definition_.outputs) {
    Evaluation at{*this, *state_.top_, nullptr};
    auto value = declared.value.evaluate(at.context);
    if (!value) {
      plan_.end = RunEnd{StepStatus::failed, value.error().target,
                         fmt::format("The output {} cannot be evaluated: {}", declared.name,
                                     value.error().message)};
      return;
    }
    outputs.push_back(
        {declared.name, Value::object({{"type", declared.type}, {"value", *std::move(value)}})});
  }
  if (!outputs.empty()) plan_.outputs = Value::object(std::move(outputs));
}

// After a Terminate: what runs is cancelled, what has not begun is skipped.
void Planner::end_everything(const RunEnd& end) {
  std::erase_if(plan_.effects, [](const Effect& effect) {
    return effect.kind != EffectKind::unsubscribe && effect.kind != EffectKind::respond;
  });
  end_pass(*state_.top_, definition_.body);
  state_.news_.clear();
  plan_.end = end;
}

void Planner::end_pass(Pass& pass, const Branch& branch) {
  for (const auto& action : branch.actions) {
    if (action.type->role != ActionRole::loop)
      for (const auto& inner : action.branches) end_pass(pass, inner);
    if (const auto run = pass.loops.find(&action); run != pass.loops.end())
      for (auto& [index, iteration] : run->second.open)
        end_pass(*iteration, action.branches.front());
    const auto* step = pass.find(action);
    if (step != nullptr && is_terminal(step->status)) continue;
    auto end = ended_step(step != nullptr ? StepStatus::cancelled : StepStatus::skipped, terminated,
                          {}, {});
    if (step != nullptr) {
      end.started = step->started;
      end.inputs = step->inputs;
      end.attempts = step->attempts;
      if (!starts_now(pass, action)) unsubscribe(pass, action);
    }
    if (starts_now(pass, action)) end.status = StepStatus::skipped;
    end.error_code = terminated;
    end.error_message = "The run was ended by a Terminate.";
    record(pass, action, std::move(end));
  }
}

// ---- records ----

// FNV-1a over the folded name and the iterations: every execution draws its own random bits,
// whatever ran before it.
static std::uint64_t seed_for(const Pass& pass, const Action* action, std::uint64_t seed) {
  std::uint64_t hash = 0xcbf29ce484222325ULL ^ seed;
  const auto add = [&](std::uint64_t byte) {
    hash ^= byte;
    hash *= 0x100000001b3ULL;
  };
  if (action != nullptr)
    for (const char c : to_lower(action->name)) add(static_cast<unsigned char>(c));
  for (const auto index : pass.at) add(index + 256);
  return hash;
}

static RunFacts facts_of(const PlanInputs& inputs, const Pass& pass, const Action* action) {
  RunFacts around{inputs.workflow, inputs.settings};
  if (action == nullptr) return around;
  if (!inputs.callbacks.empty()) {
    SeededBits bits{~seed_for(pass, action, inputs.seed)};
    const auto high = bits.next();
    around.callback_url = fmt::format("{}/{:016x}{:016x}", inputs.callbacks, high, bits.next());
  }
  return around;
}

Planner::Evaluation::Evaluation(Planner& planner, Pass& pass, const Action* action,
                                Value current_action)
    : environment(planner.state_, pass, facts_of(planner.inputs_, pass, action)),
      context{environment,
              planner.budget_,
              planner.inputs_.now,
              SeededBits{seed_for(pass, action, planner.inputs_.seed)},
              {}} {
  environment.set_current_action(std::move(current_action));
  for (const auto* at = &pass; at->loop != nullptr; at = at->around) {
    if (is_until(*at->loop)) {
      context.indexes.insert(context.indexes.begin(), {at->loop->name, at->at.back()});
    } else {
      context.items.insert(context.items.begin(), {at->loop->name, at->item()});
    }
  }
}

// Whether the values of an action find room among those that the run keeps.
Status Planner::keep(const Action& action, const Value& inputs, const Value& outputs) {
  const auto weight = inputs.weight() + outputs.weight();
  if (weight > run_weight_max - std::min(run_weight_max, state_.weight()))
    return fail(Errc::invalid,
                fmt::format("the inputs and outputs of the run's actions are larger than {} "
                            "characters together, which is the limit of a run",
                            run_weight_max),
                std::string(limit_exceeded));
  const bool is_secure =
      action.inputs_secrecy == Secrecy::secure || action.outputs_secrecy == Secrecy::secure;
  return is_secure ? budget_.make_copy(weight) : Status{};
}

Step Planner::ended_step(StepStatus status, std::string_view code, Value inputs,
                         Value outputs) const {
  Step step;
  step.status = status;
  step.code = code;
  step.inputs = std::move(inputs);
  step.outputs = std::move(outputs);
  step.started = step.ended = inputs_.now;
  return step;
}

void Planner::fail_step(Pass& pass, const Action& action, const Error& why, Value inputs,
                        Value outputs) {
  const auto& code = why.target;
  auto step = ended_step(StepStatus::failed, code, std::move(inputs), std::move(outputs));
  if (const auto* begun = pass.find(action)) {
    step.started = begun->started;
    step.inputs = begun->inputs;
  }
  step.error_code = code;
  step.error_message = utf16_slice(why.message, 0, step_message_max);
  settle(pass, action, std::move(step));
}

static Value secured(const Value& value, Secrecy secrecy) {
  return secrecy == Secrecy::secure ? value.with_labels(secure_label()) : value;
}

// Evaluated when the action has ended; what cannot be is left out, as nothing depends on it.
void Planner::track(Pass& pass, const Action& action, Step& step) {
  if (const auto* none = action.tracked.literal(); none != nullptr && none->is_null()) return;
  Evaluation at{*this, pass, &action, record_of(action.name, step)};
  if (auto tracked = action.tracked.evaluate(at.context)) step.tracked = *std::move(tracked);
}

void Planner::record(Pass& pass, const Action& action, Step step) {
  step.inputs = secured(step.inputs, action.inputs_secrecy);
  step.outputs = secured(step.outputs, action.outputs_secrecy);
  if (step.status == StepStatus::succeeded || step.status == StepStatus::failed ||
      step.status == StepStatus::timed_out)
    track(pass, action, step);
  auto writes = writes_of(action, step);
  plan_.settled.push_back({action.name, std::move(step), std::move(writes), pass.at});
  state_.write(plan_.settled.back().writes);
  state_.put(pass, action, plan_.settled.back().step);
}

void Planner::settle(Pass& pass, const Action& action, Step step) {
  const bool is_end = is_terminal(step.status);
  record(pass, action, std::move(step));
  if (is_end) ended(pass, action);
}

bool Planner::starts_now(const Pass& pass, const Action& action) const {
  return started_now_.contains({&pass, &action});
}

// A container entered and left in one plan is recorded once.
void Planner::drop_superseded() {
  using Key = std::pair<std::string_view, Iterations>;
  std::set<Key> ended_now;
  for (const auto& settled : plan_.settled)
    if (is_terminal(settled.step.status)) ended_now.insert({settled.action, settled.at});
  std::erase_if(plan_.settled, [&](const Settled& settled) {
    return settled.step.status == StepStatus::running &&
           ended_now.contains({settled.action, settled.at}) &&
           definition_.find(settled.action)->action->type->role == ActionRole::container;
  });
}

Result<Plan> plan(RunState& state, const PlanInputs& inputs) {
  if (state.definition().has_errors())
    return fail(Errc::rejected, "the definition has errors and cannot be run", "definition");
  return Planner{state, inputs}.run();
}

}  // namespace riskflow::language
