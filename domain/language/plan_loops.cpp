// Loops: iterations begin, side by side or one after the other, and end.

#include <algorithm>

#include <fmt/format.h>

#include "domain/language/actions_loop.hpp"
#include "domain/language/branch_status.hpp"
#include "domain/language/planner.hpp"

namespace riskflow::language {

void Planner::enter_loop(Pass& pass, const Action& loop) {
  Evaluation at{*this, pass, &loop};
  auto outcome = loop.type->evaluate(Turn{loop, state_, at.context});
  if (!outcome) return fail_step(pass, loop, outcome.error());
  if (auto room = keep(loop, outcome->inputs, {}); !room)
    return fail_step(pass, loop, room.error());
  auto step = ended_step(StepStatus::running, "NotSpecified", outcome->inputs, {});
  step.ended = {};
  settle(pass, loop, std::move(step));
  go_on_with(pass, loop);
}

// Begins the iterations that may begin now, and leaves the loop when none is left.
void Planner::go_on_with(Pass& pass, const Action& loop) {
  const auto* step = pass.find(loop);
  if (step == nullptr || is_terminal(step->status) || terminated_) return;
  auto& run = pass.loops[&loop];
  if (run.is_busy) return;
  run.is_busy = true;
  while (may_begin(pass, loop)) begin_iteration(pass, loop);
  run.is_busy = false;
  step = pass.find(loop);
  if (terminated_ || is_terminal(step->status) || !run.open.empty()) return;
  if (!is_until(loop) && run.ended == builtin::items_of(*step).size())
    leave_loop(pass, loop, run.worst);
}

bool Planner::may_begin(Pass& pass, const Action& loop) {
  const auto& step = *pass.find(loop);
  const auto& run = pass.loops[&loop];
  if (terminated_ || is_terminal(step.status)) return false;
  if (is_until(loop)) {
    if (!run.open.empty() || (run.ended > 0 && !decide_until(pass, loop))) return false;
  } else if (run.begun >= builtin::items_of(step).size() ||
             run.open.size() >= builtin::repetitions_of(definition_, loop)) {
    return false;
  }
  if (begun_ < slice_max) return true;
  state_.news_.push_back({&pass, &loop});  // goes on in the next plan
  return false;
}

// Takes the iteration as far as it goes before the next begins: what iterations share, they come
// to in the order of their items.
void Planner::begin_iteration(Pass& pass, const Action& loop) {
  ++begun_;
  auto& run = pass.loops[&loop];
  auto& iteration = state_.iteration_of(pass, loop, run.begun);
  const auto& body = loop.branches.front();
  if (body.actions.empty()) return close_iteration(iteration);
  const auto ready = std::exchange(ready_, {});
  for (const auto& action : body.actions) consider(iteration, action);
  work();
  ready_ = ready;
}

void Planner::close_iteration(Pass& pass) {
  const auto& loop = *pass.loop;
  const auto status = status_of(loop.branches.front(), pass);
  auto& around = *pass.around;
  const auto index = pass.at.back();
  if (!around.loops[&loop].recorded.contains(index)) {
    auto step = ended_step(status, status == StepStatus::succeeded ? "OK" : "ActionFailed", {}, {});
    plan_.settled.push_back({loop.name, std::move(step), {}, pass.at});
  }
  end_iteration(around, loop, index, status);
  go_on_with(around, loop);
}

void Planner::end_iteration(Pass& pass, const Action& loop, std::uint32_t index,
                            StepStatus status) {
  over_.push_back(state_.end_iteration(pass, loop, index, status));
}

// After an iteration: whether another follows; else leaves the loop.
bool Planner::decide_until(Pass& pass, const Action& loop) {
  const auto& run = pass.loops[&loop];
  const auto& step = *pass.find(loop);
  Evaluation at{*this, pass, &loop};
  at.context.indexes.push_back({loop.name, run.ended - 1});
  const auto verdict = builtin::after_iteration(Turn{loop, state_, at.context},
                                                {run.ended, inputs_.now - step.started});
  if (!verdict) {
    fail_step(pass, loop, verdict.error());
  } else if (*verdict == builtin::UntilVerdict::done) {
    leave_loop(pass, loop, run.last);
  } else if (*verdict == builtin::UntilVerdict::limit_failed) {
    fail_step(pass, loop,
              {Errc::invalid,
               "The loop came to its limit before its condition was true.",
               "ActionFailed",
               {}});
  } else {
    return true;
  }
  return false;
}

void Planner::leave_loop(Pass& pass, const Action& loop, StepStatus status) {
  const auto* entered = pass.find(loop);
  auto step = ended_step(status, "OK", entered->inputs, {});
  step.started = entered->started;
  if (status != StepStatus::succeeded) {
    step.code = "ActionFailed";
    step.error_code = "ActionFailed";
    step.error_message = "An action of an iteration failed, and no other in it took care of that.";
  }
  settle(pass, loop, std::move(step));
}

}  // namespace riskflow::language
