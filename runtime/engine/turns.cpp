#include "runtime/engine/turns.hpp"

#include <new>

#include <fmt/format.h>

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

Result<Turn> Turns::take(const RunId& id, std::size_t broken_off, std::optional<Lane> lane) {
  const auto at = reader_.load(id);
  if (!at) return fail(at.error());
  if (!at->run.exists() || at->run.is_over()) return Turn{};
  try {
    return turn_of(*at, broken_off, lane);
  } catch (const std::bad_alloc&) {}
  // A delivery may have put an event on record before.
  const auto after = reader_.load(id);
  if (!after) return fail(after.error());
  return turn(writer_.end_broken(
      *after, {Errc::too_large, "there is not enough memory for what it does", {}, {}}));
}

// The step whose effect is to be done now, or null.
static const std::string* effect_to_do(const domain::run::State& run) {
  for (const auto& action : run.order) {
    const auto& step = run.steps.at(action);
    if (step.status == StepStatus::running && !step.operation.empty()) return &action;
  }
  return nullptr;
}

Result<Turn> Turns::turn_of(const RunAt& at, std::size_t broken_off, std::optional<Lane> lane) {
  const auto* action = effect_to_do(at.run);
  auto wanted = Lane::inside;
  if (action != nullptr) {
    const auto& step = at.run.steps.at(*action);
    wanted = lane_of(step.api, step.operation);
  }
  if (lane && *lane != wanted) return Turn{Next::rest, Again{{}, broken_off, wanted}};
  return action != nullptr ? do_effect(at, *action, broken_off) : turn(plan(at));
}

Result<Next> Turns::plan(const RunAt& at) {
  const auto flow = reader_.flow_of(at.run);
  if (!flow) return writer_.end_broken(at, flow.error());
  auto state = reader_.state_of(at.run, **flow);
  if (!state) return writer_.end_broken(at, state.error());
  const auto now = parts_.lens.clock.now();
  const auto seed =
      static_cast<std::uint64_t>(std::hash<RunId>{}(at.run.id)) ^ to_number(at.version);
  const auto planned = language::plan(*state, {now, seed, {}});
  if (!planned) return writer_.end_broken(at, planned.error());
  return writer_.record(at, *planned, now);
}

// ---- effects ----

// What did not arrive, or may not have: it goes out again with the same Message-ID
// (docs/adr/0005-mail-window.md).
static bool may_be_tried_again(const Error& error) {
  return detail(error, "retry") == "yes" || detail(error, "delivery") == "unknown";
}

// Of a step whose deliveries are used up, with no answer to any of them on record.
static Error unknown_delivery(std::uint32_t deliveries) {
  return {Errc::unavailable,
          fmt::format("the mail was handed over {} times and no answer is on record: it may or may "
                      "not have arrived",
                      deliveries),
          {},
          {}};
}

Result<Turn> Turns::do_effect(const RunAt& at, const std::string& action, std::size_t broken_off) {
  const auto& step = at.run.steps.at(action);
  if (step.deliveries > retry_delays_.size())
    return turn(writer_.settle(at, action, fail(unknown_delivery(step.deliveries))));
  const auto left = left_to_wait(at, step.deliveries);
  if (!left) return fail(left.error());
  if (left->count() > 0) return Turn{Next::rest, Again{*left, broken_off}};
  const auto operation = find_operate(step.api, step.operation);
  if (operation == nullptr)
    return turn(writer_.settle(
        at, action,
        fail(Errc::not_found, "riskflow has no operation " + step.operation + " of " + step.api)));
  const auto parameters = reopened(parts_.lens.log, parts_.lens.keys, step.parameters);
  if (!parameters) return turn(writer_.end_broken(at, parameters.error()));

  const auto outcome = operate(at, action, operation, *parameters);
  // Nothing came of it yet: the next process goes on from what is on record.
  if (!outcome && detail(outcome.error(), "stopped") == "yes") return Turn{};
  // The delivery may have put an event of its own on record: go on from the run as it stands now.
  const auto after = reader_.load(at.run.id);
  if (!after) return fail(after.error());
  if (!outcome && may_be_tried_again(outcome.error())) {
    const auto deliveries = after->run.steps.at(action).deliveries;
    if (deliveries == step.deliveries) ++broken_off;
    if (const auto delay = delay_after(deliveries + broken_off))
      return Turn{Next::rest, Again{*delay, broken_off}};
  }
  return turn(writer_.settle(*after, action, outcome));
}

Result<OperationResult> Turns::operate(const RunAt& at, const std::string& action,
                                       Operate operation, const language::Value& parameters) {
  const auto& run = at.run;
  return operation(parts_, {run, action, run.steps.at(action).began, parameters,
                            derived_request_id(run.started, {"run", to_text(run.id)}),
                            [&](const domain::run::Recipients& to) {
                              return commit_delivery(run.id, action, to);
                            }});
}

Status Turns::commit_delivery(const RunId& id, const std::string& action,
                              const domain::run::Recipients& to) {
  const auto at = reader_.load(id);
  if (!at) return fail(at.error());
  return writer_.commit_delivery(*at, action, to);
}

std::optional<std::chrono::milliseconds> Turns::delay_after(std::size_t attempts) const {
  if (attempts == 0 || attempts > retry_delays_.size()) return {};
  return retry_delays_[attempts - 1];
}

Result<std::chrono::milliseconds> Turns::left_to_wait(const RunAt& at,
                                                      std::uint32_t deliveries) const {
  using std::chrono::milliseconds;
  const auto delay = delay_after(deliveries);
  if (!delay) return milliseconds{};
  // Nothing follows a delivery but the end of its step.
  const auto delivered = reader_.last_recorded(at);
  if (!delivered) return fail(delivered.error());
  const auto waited = std::chrono::floor<milliseconds>(parts_.lens.clock.now() - *delivered);
  // A clock that was set back does not tell how long it was.
  if (waited.count() < 0 || waited >= *delay) return milliseconds{};
  return *delay - waited;
}

}  // namespace riskflow::runtime
