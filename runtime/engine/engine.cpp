#include "runtime/engine/engine.hpp"

#include "domain/language/actions.hpp"
#include "runtime/core/log.hpp"
#include "runtime/core/request_ids.hpp"
#include "runtime/engine/recorded.hpp"

namespace riskflow::runtime {

namespace dom = domain;
using language::StepStatus;

Engine::Engine(const OperationParts& parts, EngineConfig config)
    : parts_(parts), config_(std::move(config)) {}

Engine::~Engine() { stop(); }

// ---- the queue ----

void Engine::start() {
  const std::scoped_lock lock(mutex_);
  if (!threads_.empty()) return;
  for (std::size_t i = 0; i < config_.workers; ++i) threads_.emplace_back([this] { work(); });
}

void Engine::take(const RunId& run) {
  const std::scoped_lock lock(mutex_);
  if (working_.contains(run)) {
    again_.insert(run);
  } else if (queued_.insert(run).second) {
    waiting_.emplace(Moment{}, run);
  }
  changed_.notify_all();
}

void Engine::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
  threads_.clear();
}

void Engine::wait_until_idle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] {
    const bool due =
        !waiting_.empty() && waiting_.begin()->first <= std::chrono::steady_clock::now();
    return stopping_ || (working_.empty() && !due);
  });
}

std::optional<RunId> Engine::next_run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (waiting_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto first = waiting_.begin();
    const auto due = first->first;
    if (due > std::chrono::steady_clock::now()) {
      changed_.wait_until(lock, due);
      continue;
    }
    const RunId run = first->second;
    waiting_.erase(first);
    queued_.erase(run);
    working_.insert(run);
    return run;
  }
  return {};
}

void Engine::done_with(const RunId& run, std::optional<std::chrono::milliseconds> again_in) {
  const std::scoped_lock lock(mutex_);
  working_.erase(run);
  const bool at_once = again_.erase(run) > 0;
  if ((at_once || again_in) && queued_.insert(run).second)
    waiting_.emplace(at_once ? Moment{} : std::chrono::steady_clock::now() + *again_in, run);
  changed_.notify_all();
}

void Engine::work() {
  while (const auto run = next_run()) {
    std::optional<std::chrono::milliseconds> again;
    while (true) {
      const auto turned = turn(*run);
      if (!turned) {
        // The store cannot take it now, or another worker was first: the run stands in the log and
        // is tried again.
        log::warn("run could not go on",
                  {{"run", to_text(*run)}, {"code", to_text(turned.error().code)}});
        again = std::chrono::seconds{1};
        break;
      }
      if (turned->then == Turn::Then::later) again = turned->delay;
      if (turned->then != Turn::Then::more) break;
      const std::scoped_lock lock(mutex_);
      if (stopping_) break;
    }
    done_with(*run, again);
  }
}

// ---- one turn ----

static bool lost_a_race(const Error& error) {
  return error.code == Errc::conflict || detail(error, "reason") == "run_over";
}

// Whether trying again would end the same way: what the run came to cannot be put on record.
static bool is_for_good(const Error& error) {
  return error.code == Errc::too_large || error.code == Errc::invalid ||
         error.code == Errc::rejected;
}

// In the words of somebody who reads the history of a run.
static Error in_words_of_a_run(Error why) {
  if (why.code == Errc::too_large)
    why.message = "the values of its steps are too large to be put on record: " + why.message;
  return why;
}

Result<Engine::Turn> Engine::turn(const RunId& id) {
  auto folded = parts_.lens.aggregates.load(dom::run::stream(id));
  if (!folded) return fail(folded.error());
  const auto run = std::get<dom::run::State>(folded->state);
  if (!run.exists() || run.is_over()) return Turn{};

  for (const auto& action : run.order) {
    const auto& step = run.steps.at(action);
    if (step.status == StepStatus::running && !step.operation.empty())
      return do_effect(*folded, run, action);
  }
  const auto definition = definition_of(run);
  if (!definition) return end_broken(*folded, run, definition.error());
  const auto state = state_of(run, **definition);
  if (!state) return end_broken(*folded, run, state.error());
  return plan_turn(*folded, run, **definition, *state);
}

static dom::run::StepSettled settled_event(const dom::run::State& run,
                                           const language::Settled& settled) {
  const auto& step = settled.step;
  return {run.id,
          settled.action,
          step.status,
          step.code,
          step.error_code,
          step.error_message,
          recorded(step.inputs, run.subject),
          recorded(step.outputs, run.subject),
          step.started,
          step.ended};
}

static dom::RunStatus to_run_status(StepStatus status);

Result<Engine::Turn> Engine::plan_turn(const Folded& folded, const dom::run::State& run,
                                       const language::Definition& definition,
                                       const language::RunState& state) {
  const auto now = parts_.lens.clock.now();
  const auto seed =
      static_cast<std::uint64_t>(std::hash<RunId>{}(run.id)) ^ to_number(folded.version);
  const auto planned = language::plan(definition, state, {now, seed, language::Value()});
  if (!planned) return end_broken(folded, run, planned.error());

  dom::run::Advance command{run.id, folded.version, {}, {}};
  for (const auto& settled : planned->settled)
    command.events.push_back(settled_event(run, settled));
  for (const auto& effect : planned->effects)
    command.events.push_back(dom::run::StepScheduled{
        run.id, effect.action, effect.api, effect.operation,
        recorded(effect.parameters, run.subject), recorded(effect.inputs, run.subject), now});
  if (planned->end)
    command.events.push_back(dom::run::Ended{run.id, to_run_status(planned->end->status),
                                             planned->end->code, planned->end->message});
  if (command.events.empty()) return Turn{};
  const auto advanced = advance(run, folded.version, std::move(command));
  if (!advanced && !lost_a_race(advanced.error()))
    return is_for_good(advanced.error())
               ? end_broken(folded, run, in_words_of_a_run(advanced.error()))
               : fail(advanced.error());
  return Turn{advanced && planned->end ? Turn::Then::over : Turn::Then::more};
}

static dom::RunStatus to_run_status(StepStatus status) {
  switch (status) {
    case StepStatus::succeeded: return dom::RunStatus::succeeded;
    case StepStatus::cancelled: return dom::RunStatus::cancelled;
    case StepStatus::timed_out: return dom::RunStatus::timed_out;
    case StepStatus::skipped: return dom::RunStatus::skipped;
    case StepStatus::waiting:
    case StepStatus::running:
    case StepStatus::failed: return dom::RunStatus::failed;
  }
  return dom::RunStatus::failed;
}

// ---- effects ----

// What did not arrive, or may not have: it goes out again with the same Message-ID
// (docs/adr/0005-mail-window.md).
static bool may_be_tried_again(const Error& error) {
  return detail(error, "retry") == "yes" || detail(error, "delivery") == "unknown";
}

Result<Engine::Turn> Engine::do_effect(const Folded& folded, const dom::run::State& run,
                                       const std::string& action) {
  const auto& step = run.steps.at(action);
  const auto operate = find_operate(step.api, step.operation);
  if (operate == nullptr)
    return settle(
        folded, run, action,
        fail(Errc::not_found, "riskflow has no operation " + step.operation + " of " + step.api));
  const auto parameters = reopened(parts_.lens.log, parts_.lens.keys, step.parameters);
  if (!parameters) return end_broken(folded, run, parameters.error());

  const OperationCall call{run,
                           action,
                           step.began,
                           *parameters,
                           derived_request_id(run.started, {"run", to_text(run.id)}),
                           [&] { return commit_delivery(run.id, action); }};
  const auto outcome = operate(parts_, call);
  if (!outcome && may_be_tried_again(outcome.error())) {
    const auto tries = tries_of(run.id, action);
    if (tries < config_.retry_delays.size())
      return Turn{Turn::Then::later, config_.retry_delays[tries]};
  }
  // The delivery may have put an event of its own on record: settle on the run as it stands now.
  auto after = parts_.lens.aggregates.load(dom::run::stream(run.id));
  if (!after) return fail(after.error());
  return settle(*after, run, action, outcome);
}

std::size_t Engine::tries_of(const RunId& run, const std::string& action) {
  const std::scoped_lock lock(mutex_);
  return tries_[{run, action}]++;
}

Status Engine::commit_delivery(const RunId& id, const std::string& action) {
  const auto folded = parts_.lens.aggregates.load(dom::run::stream(id));
  if (!folded) return fail(folded.error());
  const auto& run = std::get<dom::run::State>(folded->state);
  const auto attempt = run.steps.at(action).deliveries + 1;
  dom::run::Advance command{
      id, folded->version, {dom::run::DeliveryCommitted{id, action, attempt}}, {}};
  return advance(run, folded->version, std::move(command));
}

// The code of a failed step: what the operation says, else the kind of failure.
static std::string code_of(const Error& error) {
  const auto own = detail(error, "code");
  return std::string(own.empty() ? to_text(error.code) : own);
}

Result<Engine::Turn> Engine::settle(const Folded& folded, const dom::run::State& run,
                                    const std::string& action,
                                    const Result<OperationResult>& outcome) {
  const auto& step = run.steps.at(action);
  dom::run::StepSettled settled;
  settled.id = run.id;
  settled.action = action;
  settled.began = step.began;
  settled.ended = parts_.lens.clock.now();
  dom::run::Advance command{run.id, folded.version, {}, {}};
  if (outcome) {
    settled.status = StepStatus::succeeded;
    settled.code = "OK";
    settled.outputs = recorded(outcome->outputs, run.subject);
    if (outcome->note.kind() == language::Kind::string) {
      auto about = outcome->note.labels().about;
      const auto purpose = about.empty() ? Purpose::casework : Purpose::identity;
      about.push_back(run.subject);
      command.note = dom::PersonalText::about(std::move(about), purpose, outcome->note.text());
    }
  } else {
    settled.status = StepStatus::failed;
    settled.code = code_of(outcome.error());
    settled.error_code = settled.code;
    settled.message = outcome.error().message;
  }
  command.events.push_back(std::move(settled));
  if (auto ok = advance(run, folded.version, std::move(command)); !ok && !lost_a_race(ok.error())) {
    if (!is_for_good(ok.error())) return fail(ok.error());
    // It was done, but what it gave cannot be kept: the step fails, and says so.
    if (outcome) return settle(folded, run, action, fail(in_words_of_a_run(ok.error())));
    return end_broken(folded, run, ok.error());
  }
  const std::scoped_lock lock(mutex_);
  tries_.erase({run.id, action});
  return Turn{Turn::Then::more};
}

// A run that cannot be planned any more: its definition cannot be read, or a person it is about was
// erased.
Result<Engine::Turn> Engine::end_broken(const Folded& folded, const dom::run::State& run,
                                        const Error& why) {
  if (why.code == Errc::unavailable) return fail(why);
  const bool erased = why.code == Errc::erased;
  dom::run::Advance command{
      run.id,
      folded.version,
      {dom::run::Ended{run.id, dom::RunStatus::failed, erased ? "PersonErased" : "CannotGoOn",
                       erased ? "a person that the run is about was erased" : why.message}},
      {}};
  if (auto ok = advance(run, folded.version, std::move(command)); !ok && !lost_a_race(ok.error()))
    return fail(ok.error());
  return Turn{};
}

Status Engine::advance(const dom::run::State& run, Version at, dom::run::Advance command) {
  const auto version = std::to_string(to_number(at));
  const RequestContext context{
      derived_request_id(run.started, {"advance", to_text(run.id), version}),
      {dom::Actor::Kind::reactor, run.by},
      parts_.lens.clock.now(),
      {{}, derived_request_id(run.started, {"run", to_text(run.id)})}};
  const auto receipt = parts_.lens.bus.execute(std::move(command), context);
  if (!receipt) return fail(receipt.error());
  return {};
}

// ---- what a run is made of ----

Result<std::shared_ptr<const language::Definition>> Engine::definition_of(
    const dom::run::State& run) {
  const std::pair key{run.flow, run.revision};
  {
    const std::scoped_lock lock(definitions_mutex_);
    if (const auto known = definitions_.find(key); known != definitions_.end())
      return known->second;
  }
  const auto folded = parts_.lens.aggregates.load(dom::flow::stream(run.flow));
  if (!folded) return fail(folded.error());
  const auto& flow = std::get<dom::flow::State>(folded->state);
  auto read = language::read_definition(flow.revisions.at(run.revision - 1).definition);
  if (!read) return fail(read.error());
  auto definition = std::make_shared<const language::Definition>(std::move(*read));
  const std::scoped_lock lock(definitions_mutex_);
  definitions_[key] = definition;
  return definition;
}

Result<std::string> Engine::parameters_of(const dom::run::State& run) {
  const auto folded = parts_.lens.aggregates.load(dom::flow::stream(run.flow));
  if (!folded) return fail(folded.error());
  return std::get<dom::flow::State>(folded->state).revisions.at(run.revision - 1).parameters;
}

Result<language::RunState> Engine::state_of(const dom::run::State& run,
                                            const language::Definition& definition) {
  language::RunState state;
  const auto text = parameters_of(run);
  if (!text) return fail(text.error());
  const auto given = language::from_json_text(*text);
  if (!given) return fail(given.error());
  for (const auto& member : given->members()) state.parameters[member.key] = member.value;

  const auto body = language::from_json_text(run.trigger);
  if (!body) return fail(body.error());
  using language::Value;
  state.trigger = Value::object({{"name", Value(definition.triggers.front().name)},
                                 {"status", Value("Succeeded")},
                                 {"outputs", Value::object({{"body", *body}})}});
  for (const auto& action : run.order) {
    const auto& recorded_step = run.steps.at(action);
    language::Step step;
    step.status = recorded_step.status;
    auto inputs = reopened(parts_.lens.log, parts_.lens.keys, recorded_step.inputs);
    if (!inputs) return fail(inputs.error());
    auto outputs = reopened(parts_.lens.log, parts_.lens.keys, recorded_step.outputs);
    if (!outputs) return fail(outputs.error());
    step.inputs = std::move(*inputs);
    step.outputs = std::move(*outputs);
    step.code = recorded_step.code;
    step.error_code = recorded_step.error_code;
    step.error_message = recorded_step.message;
    step.started = recorded_step.began;
    step.ended = recorded_step.ended;
    const auto* place = definition.find(action);
    if (place == nullptr)
      return fail(Errc::corrupt, "the run has a step that its definition does not have", action);
    auto writes = language::writes_of(*place->action, step);
    language::apply(state, language::Settled{action, std::move(step), std::move(writes)});
  }
  return state;
}

}  // namespace riskflow::runtime
