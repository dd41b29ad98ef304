#include "runtime/engine/turns.hpp"

#include "domain/language/plan.hpp"
#include "runtime/core/request_ids.hpp"
#include "runtime/engine/recorded.hpp"

namespace riskflow::runtime {

using language::StepStatus;

Turns::Turns(const OperationParts& parts, std::vector<std::chrono::milliseconds> retry_delays)
    : parts_(parts),
      reader_(parts_.lens),
      writer_(parts_.lens),
      retry_delays_(std::move(retry_delays)) {}

static Result<Turn> turn(const Result<Next>& next) {
  if (!next) return fail(next.error());
  return Turn{*next, {}};
}

Result<Turn> Turns::take(const RunId& id) {
  const auto at = reader_.load(id);
  if (!at) return fail(at.error());
  const auto& run = at->run;
  if (!run.exists() || run.is_over()) return Turn{};
  for (const auto& action : run.order) {
    const auto& step = run.steps.at(action);
    if (step.status == StepStatus::running && !step.operation.empty())
      return do_effect(*at, action);
  }
  return turn(plan(*at));
}

Result<Next> Turns::plan(const RunAt& at) {
  const auto flow = reader_.flow_of(at.run);
  if (!flow) return writer_.end_broken(at, flow.error());
  const auto state = reader_.state_of(at.run, **flow);
  if (!state) return writer_.end_broken(at, state.error());
  const auto now = parts_.lens.clock.now();
  const auto seed =
      static_cast<std::uint64_t>(std::hash<RunId>{}(at.run.id)) ^ to_number(at.version);
  const auto planned = language::plan((*flow)->definition, *state, {now, seed, {}});
  if (!planned) return writer_.end_broken(at, planned.error());
  return writer_.record(at, *planned, now);
}

// ---- effects ----

// What did not arrive, or may not have: it goes out again with the same Message-ID
// (docs/adr/0005-mail-window.md).
static bool may_be_tried_again(const Error& error) {
  return detail(error, "retry") == "yes" || detail(error, "delivery") == "unknown";
}

Result<Turn> Turns::do_effect(const RunAt& at, const std::string& action) {
  const auto& step = at.run.steps.at(action);
  const auto operation = find_operate(step.api, step.operation);
  if (operation == nullptr)
    return turn(settle(
        at, action,
        fail(Errc::not_found, "riskflow has no operation " + step.operation + " of " + step.api)));
  const auto parameters = reopened(parts_.lens.log, parts_.lens.keys, step.parameters);
  if (!parameters) return turn(writer_.end_broken(at, parameters.error()));

  const auto outcome = operate(at, action, operation, *parameters);
  if (!outcome && may_be_tried_again(outcome.error()))
    if (const auto delay = next_try(at, action)) return Turn{Next::rest, delay};
  // The delivery may have put an event of its own on record: settle on the run as it stands now.
  const auto after = reader_.load(at.run.id);
  if (!after) return fail(after.error());
  return turn(settle(*after, action, outcome));
}

Result<OperationResult> Turns::operate(const RunAt& at, const std::string& action,
                                       Operate operation, const language::Value& parameters) {
  const auto& run = at.run;
  return operation(parts_, {run, action, run.steps.at(action).began, parameters,
                            derived_request_id(run.started, {"run", to_text(run.id)}),
                            [&] { return commit_delivery(run.id, action); }});
}

Status Turns::commit_delivery(const RunId& id, const std::string& action) {
  const auto at = reader_.load(id);
  if (!at) return fail(at.error());
  return writer_.commit_delivery(*at, action);
}

std::optional<std::chrono::milliseconds> Turns::next_try(const RunAt& at,
                                                         const std::string& action) {
  const std::size_t on_record = at.run.steps.at(action).deliveries;
  const std::scoped_lock lock(mutex_);
  const auto tries = tries_.try_emplace({at.run.id, action}, on_record).first->second++;
  if (tries >= retry_delays_.size()) return {};
  return retry_delays_[tries];
}

Result<Next> Turns::settle(const RunAt& at, const std::string& action,
                           const Result<OperationResult>& outcome) {
  const auto next = writer_.settle(at, action, outcome);
  if (!next) return fail(next.error());
  const std::scoped_lock lock(mutex_);
  tries_.erase({at.run.id, action});
  return *next;
}

}  // namespace riskflow::runtime
