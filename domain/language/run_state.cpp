#include "domain/language/run_state.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "domain/language/actions.hpp"
#include "domain/language/budget.hpp"
#include "domain/language/timestamp.hpp"

namespace riskflow::language {

std::string_view to_text(EffectKind kind) {
  static constexpr std::array words{"operation", "request", "gateway",     "workflow",
                                    "subscribe", "poll",    "unsubscribe", "respond"};
  return words[static_cast<std::size_t>(kind) - 1];
}

bool is_until(const Action& loop) { return same_name(loop.type_name, "Until"); }

static bool is_on_record(const Step& step) { return step.status != StepStatus::waiting; }

static std::uint64_t weight_of(const Step& step) {
  if (!is_on_record(step)) return 0;
  return std::min(step.inputs.weight(), run_weight_max) +
         std::min(step.outputs.weight(), run_weight_max);
}

const Step* Pass::find(const Action& action) const {
  const auto& step = steps[action.standing.slot];
  return is_on_record(step) ? &step : nullptr;
}

const Effect* Pass::find_call(const Action& action) const {
  const auto found = calls.find(action.standing.slot);
  return found != calls.end() ? &found->second : nullptr;
}

Value Pass::item() const {
  if (loop == nullptr || is_until(*loop)) return {};
  const auto& items = around->steps[loop->standing.slot].inputs;
  const auto index = at.back();
  const bool is_there = items.kind() == Kind::array && index < items.items().size();
  return is_there ? items.items()[index] : Value{};
}

static std::unique_ptr<Pass> new_pass(const PassSize& size) {
  auto pass = std::make_unique<Pass>();
  pass->steps.resize(size.actions);
  pass->left.resize(size.branches);
  pass->passed_on.resize(size.actions);
  return pass;
}

RunState::RunState(const Definition& definition)
    : definition_(&definition), top_(new_pass(definition.pass)) {}
RunState::RunState(RunState&&) noexcept = default;
RunState& RunState::operator=(RunState&&) noexcept = default;
RunState::~RunState() = default;

// ---- finding ----

const Action* RunState::action_named(std::string_view name) const {
  const auto* place = definition_->find(name);
  return place != nullptr ? place->action : nullptr;
}

// The loops around an action, the outermost first.
static std::vector<const Action*> loops_around(const Action& action) {
  std::vector<const Action*> loops;
  for (const auto* loop = action.standing.loop; loop != nullptr; loop = loop->standing.loop)
    loops.push_back(loop);
  std::ranges::reverse(loops);
  return loops;
}

const Pass* RunState::known_pass(const Action& action, const Iterations& at) const {
  const auto loops = loops_around(action);
  if (loops.size() > at.size()) return nullptr;
  const auto* pass = top_.get();
  for (std::size_t i = 0; i < loops.size(); ++i) {
    const auto run = pass->loops.find(loops[i]);
    if (run == pass->loops.end()) return nullptr;
    const auto& open = run->second.open;
    const auto& done = run->second.done;
    const auto in_open = open.find(at[i]);
    const auto in_done = done.find(at[i]);
    if (in_open == open.end() && in_done == done.end()) return nullptr;
    pass = in_open != open.end() ? in_open->second.get() : in_done->second.get();
  }
  return pass;
}

// The pass of a record, begun when it is the first of its iteration.  A null pointer when `at` has
// too few numbers, or the iteration has ended.
Pass* RunState::open_pass(const Action& action, const Iterations& at) {
  const auto loops = loops_around(action);
  if (loops.size() > at.size()) return nullptr;
  auto* pass = top_.get();
  for (std::size_t i = 0; i < loops.size(); ++i) {
    auto& run = pass->loops[loops[i]];
    if (!run.open.contains(at[i]) && at[i] < run.begun) return nullptr;
    pass = &iteration_of(*pass, *loops[i], at[i]);
  }
  return pass;
}

Pass& RunState::iteration_of(Pass& around, const Action& loop, std::uint32_t index) {
  auto& run = around.loops[&loop];
  auto& pass = run.open[index];
  if (pass == nullptr) {
    pass = new_pass(loop.standing.pass);
    pass->loop = &loop;
    pass->around = &around;
    pass->at = around.at;
    pass->at.push_back(index);
    run.begun = std::max(run.begun, index + 1);
  }
  return *pass;
}

const Step* RunState::find(std::string_view name, const Iterations& at) const {
  const auto* action = action_named(name);
  if (action == nullptr) return nullptr;
  const auto* pass = known_pass(*action, at);
  return pass != nullptr ? pass->find(*action) : nullptr;
}

bool RunState::is_awaited(std::string_view name, const Iterations& at) const {
  const auto* step = find(name, at);
  return step != nullptr && step->status == StepStatus::running &&
         action_named(name)->type->role == ActionRole::call;
}

// ---- records ----

void RunState::write(const std::vector<VariableWrite>& writes) {
  for (const auto& write : writes) {
    auto& variable = variables[write.name];
    variable.type = write.declared.value_or(variable.type);
    variable.value = write.value;
  }
}

Step& RunState::put(Pass& pass, const Action& action, Step step) {
  auto& slot = pass.steps[action.standing.slot];
  weight_ -= weight_of(slot);
  for (const auto& at : {slot.wake, slot.deadline})
    if (at) timers_.erase({*at, action.standing.number, &pass});
  slot = std::move(step);
  weight_ += weight_of(slot);
  for (const auto& at : {slot.wake, slot.deadline})
    if (at && !is_terminal(slot.status)) timers_.insert({*at, action.standing.number, &pass});
  if (is_terminal(slot.status)) pass.calls.erase(action.standing.slot);
  if (action.type->role == ActionRole::respond && slot.status == StepStatus::succeeded)
    has_responded_ = true;
  return slot;
}

// Forgets what nobody may ask about once the iteration is over.
void RunState::thin_out(Pass& pass) {
  const auto keep = [](const Action& action) { return action.standing.is_asked_for; };
  const auto visit = [&](const auto& self, const Branch& branch) -> void {
    for (const auto& action : branch.actions) {
      if (auto& step = pass.steps[action.standing.slot]; !keep(action)) {
        weight_ -= weight_of(step);
        step.inputs = step.outputs = {};
        weight_ += weight_of(step);
      }
      if (action.type->role != ActionRole::loop)
        for (const auto& inner : action.branches) self(self, inner);
    }
  };
  for (const auto& branch : pass.loop->branches) visit(visit, branch);
  for (auto& [loop, run] : pass.loops)
    if (!loop->standing.has_asked_for)
      for (auto& [index, inner] : run.done) thin_out(*inner);
}

std::unique_ptr<Pass> RunState::end_iteration(Pass& around, const Action& loop, std::uint32_t index,
                                              StepStatus status) {
  auto& run = around.loops[&loop];
  auto node = run.open.extract(index);
  run.begun = std::max(run.begun, index + 1);
  run.last = status;
  ++run.ended;
  if (status == StepStatus::failed ||
      (status == StepStatus::timed_out && run.worst != StepStatus::failed))
    run.worst = status;
  run.recorded.erase(index);
  if (node.empty()) return {};
  if (is_until(loop)) {  // its last pass may be asked about, whoever asks
    auto before = run.done.empty() || loop.standing.has_asked_for
                      ? nullptr
                      : std::move(run.done.extract(run.done.begin()).mapped());
    if (before != nullptr) thin_out(*before);
    run.done.insert(std::move(node));
    return before;
  }
  thin_out(*node.mapped());
  if (!loop.standing.has_asked_for) return std::move(node.mapped());
  run.done.insert(std::move(node));
  return {};
}

void RunState::apply(const Settled& settled) {
  const auto* action = action_named(settled.action);
  if (action == nullptr) return;
  write(settled.writes);
  auto* pass = open_pass(*action, settled.at);
  if (pass == nullptr) return;
  if (settled.at.size() > pass->at.size()) {
    const auto index = settled.at.back();
    auto& run = pass->loops[action];
    run.begun = std::max(run.begun, index + 1);
    run.recorded.insert(index);
    news_.push_back({pass, action, {}, index, settled.step.status});
    return;
  }
  put(*pass, *action, settled.step);
  news_.push_back({pass, action});
}

void RunState::apply(const Effect& effect, Instant started) {
  const auto* action = action_named(effect.action);
  auto* pass = action != nullptr ? open_pass(*action, effect.at) : nullptr;
  if (pass == nullptr || effect.kind == EffectKind::respond ||
      effect.kind == EffectKind::unsubscribe)
    return;
  auto step = pass->steps[action->standing.slot];
  if (is_terminal(step.status)) return;
  if (!is_on_record(step)) {
    step.started = started;
    step.inputs = effect.inputs;
    pass->calls[action->standing.slot] = effect;
  }
  step.status = StepStatus::running;
  step.attempts = effect.attempt;
  step.wake.reset();
  step.deadline = effect.deadline;
  put(*pass, *action, std::move(step));
}

void RunState::apply(const std::string& name, const Iterations& at, Reply reply) {
  const auto* action = action_named(name);
  auto* pass = action != nullptr ? open_pass(*action, at) : nullptr;
  if (pass == nullptr) return;
  const auto& step = pass->steps[action->standing.slot];
  if (step.status != StepStatus::running) return;
  if (reply.attempt == 0) reply.attempt = step.attempts;
  news_.push_back({pass, action, std::move(reply)});
}

void RunState::apply_outcome(const std::string& name, Step outcome, const Iterations& at) {
  const auto* action = action_named(name);
  auto* pass = action != nullptr ? open_pass(*action, at) : nullptr;
  if (pass == nullptr) return;
  const auto& step = pass->steps[action->standing.slot];
  if (is_terminal(step.status)) return;
  if (outcome.inputs.is_null()) outcome.inputs = step.inputs;
  if (outcome.started == Instant{}) outcome.started = step.started;
  put(*pass, *action, std::move(outcome));
  news_.push_back({pass, action});
}

Value record_of(std::string_view action, const Step& step) {
  Value::Members record{{"name", action}};
  if (!step.inputs.is_null()) record.push_back({"inputs", step.inputs});
  if (!step.outputs.is_null()) record.push_back({"outputs", step.outputs});
  record.push_back({"startTime", round_trip_text(step.started)});
  if (is_terminal(step.status)) record.push_back({"endTime", round_trip_text(step.ended)});
  record.push_back({"code", step.code});
  record.push_back({"status", to_text(step.status)});
  if (!step.error_message.empty() || !step.error_code.empty())
    record.push_back(
        {"error", Value::object({{"code", step.error_code.empty() ? step.code : step.error_code},
                                 {"message", step.error_message}})});
  if (!step.retries.is_null()) record.push_back({"retryHistory", step.retries});
  if (!step.tracked.is_null()) record.push_back({"trackedProperties", step.tracked});
  return Value::object(std::move(record));
}

}  // namespace riskflow::language
