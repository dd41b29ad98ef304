#include "domain/language/plan.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "domain/language/actions.hpp"
#include "domain/language/actions_control.hpp"
#include "domain/language/branch_status.hpp"
#include "domain/language/budget.hpp"
#include "domain/language/run_environment.hpp"

namespace riskflow::language {

static constexpr std::string_view terminated = "Terminated";

// FNV-1a over the folded name: every action draws its own random bits, whatever ran before it.
static std::uint64_t seed_for(const Action& action, std::uint64_t seed) {
  std::uint64_t hash = 0xcbf29ce484222325ULL ^ seed;
  for (const char c : to_lower(action.name)) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  }
  return hash;
}

class Planner {
 public:
  Planner(const Definition& definition, const RunState& state, const PlanInputs& inputs)
      : definition_(definition), state_(state), inputs_(inputs) {}

  Plan run() {
    terminated_ = recorded_end();
    const bool done = visit(definition_.body);
    if (terminated_) {
      end_everything(definition_.body);
      plan_.effects.clear();
      plan_.end = terminated_;
    } else if (done) {
      plan_.end = run_end();
    }
    drop_superseded();
    return std::move(plan_);
  }

 private:
  // The end that a Terminate brought about in an earlier plan.
  std::optional<RunEnd> recorded_end() const {
    for (const auto& [name, step] : state_.steps) {
      const auto* place = definition_.find(name);
      const bool ended_run = place != nullptr && step.status == StepStatus::succeeded &&
                             place->action->type->evaluate == builtin::terminate;
      if (!ended_run) continue;
      if (auto end = builtin::end_by(step.inputs)) return *end;
    }
    return std::nullopt;
  }

  // Takes every action of a branch as far as it goes; whether all have ended.  One pass is enough:
  // the order has each action after those it waits for.
  bool visit(const Branch& branch) {
    bool done = true;
    for (const auto index : branch.order) {
      if (terminated_) return false;
      done = advance(branch.actions[index]) && done;
    }
    return done;
  }

  // Whether the action has ended.
  bool advance(const Action& action) {
    const auto* step = state_.find(action.name);
    if (step != nullptr && is_terminal(step->status)) return true;
    if (step != nullptr) return action.type->role == ActionRole::container && go_on(action);
    bool accepted = true;
    for (const auto& entry : action.run_after) {
      const auto* before = state_.find(entry.action);
      if (before == nullptr || !is_terminal(before->status)) return false;
      accepted =
          accepted && std::ranges::find(entry.statuses, before->status) != entry.statuses.end();
    }
    if (accepted) return start(action);
    skip(action, "ActionSkipped", "ActionDependencyFailed",
         "An action it runs after ended in another status than runAfter accepts.");
    return true;
  }

  bool start(const Action& action) {
    switch (action.type->role) {
      case ActionRole::pure: evaluate(action); return true;
      case ActionRole::connector: return call(action);
      case ActionRole::container: return enter(action);
      case ActionRole::unsupported: break;
    }
    settle_failure(action, "ActionFailed", "This type of action is not run.");
    return true;
  }

  Context context(const Action& action) {
    return Context{
        environment_, budget_, inputs_.now, SeededBits{seed_for(action, inputs_.seed)}, {}};
  }

  void evaluate(const Action& action) {
    auto fresh = context(action);
    auto outcome = action.type->evaluate(Turn{action, state_, fresh});
    if (!outcome) return settle_failure(action, outcome.error().target, outcome.error().message);
    if (auto room = keep(action, outcome->inputs, outcome->outputs); !room)
      return settle_failure(action, room.error().target, room.error().message);
    settle(action, ended(StepStatus::succeeded, "OK", outcome->inputs, outcome->outputs));
    terminated_ = outcome->end;
  }

  // A call whose parameters cannot be evaluated fails before anything leaves.
  bool call(const Action& action) {
    auto fresh = context(action);
    auto parameters = action.inputs.evaluate(fresh);
    if (!parameters) {
      settle_failure(action, parameters.error().target, parameters.error().message);
      return true;
    }
    const auto host = Value::object({{"apiName", action.call->api},
                                     {"connectionName", action.call->connection},
                                     {"operationId", action.call->operation}});
    const auto inputs = Value::object({{"host", host}, {"parameters", *parameters}});
    if (auto room = keep(action, inputs, *parameters); !room) {
      settle_failure(action, room.error().target, room.error().message);
      return true;
    }
    plan_.effects.push_back({action.name, action.call->api, action.call->operation,
                             secured(*parameters, action.inputs_secrecy),
                             secured(inputs, action.inputs_secrecy)});
    apply(state_, plan_.effects.back(), inputs_.now);
    return false;
  }

  // Whether the values of an action find room among those that the run keeps.
  Status keep(const Action& action, const Value& inputs, const Value& outputs) {
    const auto weight = inputs.weight() + outputs.weight();
    if (weight > run_weight_max - std::min(run_weight_max, kept_))
      return fail(Errc::invalid,
                  fmt::format("the inputs and outputs of the run's actions are larger than {} "
                              "characters together, which is the limit of a run",
                              run_weight_max),
                  std::string(limit_exceeded));
    kept_ += weight;
    const bool is_secure =
        action.inputs_secrecy == Secrecy::secure || action.outputs_secrecy == Secrecy::secure;
    return is_secure ? budget_.make_copy(weight) : Status{};
  }

  // A scope, or a condition: decides the branch, skips the others.
  bool enter(const Action& action) {
    Step step;
    step.status = StepStatus::running;
    step.started = inputs_.now;
    std::size_t taken = 0;
    if (action.branches.size() > 1) {
      auto fresh = context(action);
      auto truth = action.condition.evaluate(fresh);
      if (!truth) return enter_failed(action, truth.error().target, truth.error().message);
      if (truth->kind() != Kind::boolean)
        return enter_failed(
            action, "ExpressionEvaluationFailed",
            fmt::format("the condition must be a boolean, but is {}", to_text(truth->kind())));
      taken = truth->boolean() ? 0 : 1;
      step.outputs = Value::object({{"expressionResult", *truth}});
    }
    settle(action, std::move(step));
    for (std::size_t i = 0; i < action.branches.size(); ++i)
      if (i != taken)
        skip_all(action.branches[i], "ActionBranchingConditionNotSatisfied",
                 "The condition led to the other branch.");
    return go_on(action);
  }

  bool enter_failed(const Action& action, const std::string& code, const std::string& message) {
    for (const auto& branch : action.branches)
      skip_all(branch, "ParentScopeSkipped", "The condition around it failed.");
    settle_failure(action, code, message);
    return true;
  }

  // Whether the entered container has ended.
  bool go_on(const Action& action) {
    const auto& branch = action.branches[taken_branch(action)];
    if (!visit(branch)) return false;
    const auto* entered = state_.find(action.name);
    const auto status = status_of(branch, state_);
    auto step = ended(status, "OK", entered->inputs, entered->outputs);
    if (status != StepStatus::succeeded) {
      step.code = "ActionFailed";
      step.error_code = "ActionFailed";
      step.error_message = "An action in it failed, and no other took care of that.";
    }
    step.started = entered->started;
    settle(action, std::move(step));
    return true;
  }

  std::size_t taken_branch(const Action& action) const {
    const auto* result = state_.find(action.name)->outputs.find("expressionResult");
    return result != nullptr && result->kind() == Kind::boolean && !result->boolean() ? 1 : 0;
  }

  // The first action that failed for a reason of its own.
  const Action* first_failure(const Branch& branch) const {
    for (const auto index : branch.order) {
      const auto& action = branch.actions[index];
      const auto* step = state_.find(action.name);
      if (step == nullptr) continue;
      for (const auto& inner : action.branches)
        if (const auto* const cause = first_failure(inner)) return cause;
      if (step->status == StepStatus::failed || step->status == StepStatus::timed_out)
        return &action;
    }
    return nullptr;
  }

  RunEnd run_end() const {
    const auto status = status_of(definition_.body, state_);
    if (status == StepStatus::succeeded) return {status, "OK", {}};
    const auto* const cause = first_failure(definition_.body);
    if (cause == nullptr)
      return {status, "ActionFailed", "An action failed, and no other took care of that."};
    const auto& step = *state_.find(cause->name);
    const auto* const what = step.status == StepStatus::timed_out ? "timed out" : "failed";
    auto message = fmt::format("The action {} {}", cause->name, what);
    message += step.error_message.empty() ? "." : ": " + step.error_message;
    return {status, "ActionFailed", std::move(message)};
  }

  // After a Terminate: what runs is cancelled, what has not begun is skipped.
  void end_everything(const Branch& branch) {
    for (const auto& action : branch.actions) {
      for (const auto& inner : action.branches) end_everything(inner);
      const auto* step = state_.find(action.name);
      if (step != nullptr && is_terminal(step->status)) continue;
      const bool started = step != nullptr && !was_planned_now(action);
      const bool container = action.type->role == ActionRole::container && step != nullptr;
      auto end = ended(started || container ? StepStatus::cancelled : StepStatus::skipped,
                       terminated, {}, {});
      if (step != nullptr) end.started = step->started, end.inputs = step->inputs;
      end.error_code = terminated;
      end.error_message = "The run was ended by a Terminate.";
      settle(action, std::move(end));
    }
  }

  // An effect of this very plan has not started, and will not.
  bool was_planned_now(const Action& action) const {
    return std::ranges::any_of(plan_.effects,
                               [&](const Effect& effect) { return effect.action == action.name; });
  }

  void skip(const Action& action, std::string_view code, std::string_view error_code,
            std::string_view message) {
    auto step = ended(StepStatus::skipped, code, {}, {});
    step.error_code = error_code;
    step.error_message = message;
    settle(action, std::move(step));
    for (const auto& branch : action.branches)
      skip_all(branch, "ParentScopeSkipped", "The scope around it was skipped.");
  }

  void skip_all(const Branch& branch, std::string_view error_code, std::string_view message) {
    for (const auto& action : branch.actions) skip(action, "ActionSkipped", error_code, message);
  }

  Step ended(StepStatus status, std::string_view code, Value inputs, Value outputs) const {
    Step step;
    step.status = status;
    step.code = code;
    step.inputs = std::move(inputs);
    step.outputs = std::move(outputs);
    step.started = step.ended = inputs_.now;
    return step;
  }

  static Value secured(const Value& value, Secrecy secrecy) {
    return secrecy == Secrecy::secure ? value.with_labels(secure_label()) : value;
  }

  void settle_failure(const Action& action, const std::string& code, const std::string& message) {
    auto step = ended(StepStatus::failed, code, {}, {});
    step.error_code = code;
    step.error_message = utf16_slice(message, 0, step_message_max);
    settle(action, std::move(step));
  }

  void settle(const Action& action, Step step) {
    step.inputs = secured(step.inputs, action.inputs_secrecy);
    step.outputs = secured(step.outputs, action.outputs_secrecy);
    auto writes = writes_of(action, step);
    plan_.settled.push_back({action.name, std::move(step), std::move(writes)});
    apply(state_, plan_.settled.back());
  }

  // A container entered and left in one plan is recorded once.
  void drop_superseded() {
    std::set<std::string_view, NameLess> ended_now;
    for (const auto& settled : plan_.settled)
      if (is_terminal(settled.step.status)) ended_now.insert(settled.action);
    std::erase_if(plan_.settled, [&](const Settled& settled) {
      return settled.step.status == StepStatus::running && ended_now.contains(settled.action);
    });
  }

  const Definition& definition_;
  RunState state_;  // as recorded, and as it becomes while planning
  const PlanInputs& inputs_;
  RunEnvironment environment_{definition_, state_, inputs_.workflow};
  std::uint64_t kept_ = kept_weight(state_);
  Budget budget_;
  std::optional<RunEnd> terminated_;
  Plan plan_;
};

Result<Plan> plan(const Definition& definition, const RunState& state, const PlanInputs& inputs) {
  if (definition.has_errors())
    return fail(Errc::rejected, "the definition has errors and cannot be run", "definition");
  return Planner{definition, state, inputs}.run();
}

}  // namespace riskflow::language
