#include "runtime/engine/run_writer.hpp"

#include "runtime/core/request_ids.hpp"
#include "runtime/engine/recorded.hpp"

namespace riskflow::runtime {

namespace dom = domain;
using language::StepStatus;

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

// ---- a plan ----

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

Result<Next> RunWriter::record(const RunAt& at, const language::Plan& plan, Instant now) {
  const auto& run = at.run;
  dom::run::Advance command{run.id, at.version, {}, {}};
  for (const auto& settled : plan.settled) command.events.push_back(settled_event(run, settled));
  for (const auto& effect : plan.effects)
    command.events.push_back(dom::run::StepScheduled{
        run.id, effect.action, effect.api, effect.operation,
        recorded(effect.parameters, run.subject), recorded(effect.inputs, run.subject), now});
  if (plan.end)
    command.events.push_back(dom::run::Ended{run.id, to_run_status(plan.end->status),
                                             plan.end->code, plan.end->message});
  if (command.events.empty()) return Next::rest;
  const auto advanced = advance(at, std::move(command));
  if (advanced) return plan.end ? Next::rest : Next::go_on;
  if (lost_a_race(advanced.error())) return Next::go_on;
  if (!is_for_good(advanced.error())) return fail(advanced.error());
  return end_broken(at, in_words_of_a_run(advanced.error()));
}

// ---- an effect ----

Status RunWriter::commit_delivery(const RunAt& at, const std::string& action,
                                  const dom::run::Recipients& to) {
  const auto attempt = at.run.steps.at(action).deliveries + 1;
  return advance(
      at,
      {at.run.id, at.version, {dom::run::DeliveryCommitted{at.run.id, action, attempt, to}}, {}});
}

// The note of a step: about the persons whose identities are in it, and about the run's subject.
static dom::PersonalText note_of(const language::Value& note, const SubjectRef& subject) {
  auto about = note.labels().about;
  const auto purpose = about.empty() ? Purpose::casework : Purpose::identity;
  about.push_back(subject);
  return dom::PersonalText::about(std::move(about), purpose, note.text());
}

// The code of a failed step: what the operation says, else the kind of failure.
static std::string code_of(const Error& error) {
  const auto own = detail(error, "code");
  return std::string(own.empty() ? to_text(error.code) : own);
}

Result<Next> RunWriter::settle(const RunAt& at, const std::string& action,
                               const Result<OperationResult>& outcome) {
  const auto& run = at.run;
  dom::run::StepSettled settled;
  settled.id = run.id;
  settled.action = action;
  settled.began = run.steps.at(action).began;
  settled.ended = parts_.clock.now();
  dom::run::Advance command{run.id, at.version, {}, {}};
  if (outcome) {
    settled.status = StepStatus::succeeded;
    settled.code = "OK";
    settled.outputs = recorded(outcome->outputs, run.subject);
    if (outcome->note.kind() == language::Kind::string)
      command.note = note_of(outcome->note, run.subject);
  } else {
    settled.status = StepStatus::failed;
    settled.code = code_of(outcome.error());
    settled.error_code = settled.code;
    settled.message = outcome.error().message;
  }
  command.events.push_back(std::move(settled));
  const auto advanced = advance(at, std::move(command));
  if (advanced || lost_a_race(advanced.error())) return Next::go_on;
  if (!is_for_good(advanced.error())) return fail(advanced.error());
  // It was done, but what it gave cannot be kept: the step fails, and says so.
  if (outcome) return settle(at, action, fail(in_words_of_a_run(advanced.error())));
  return end_broken(at, advanced.error());
}

// ---- the end that nobody planned ----

Result<Next> RunWriter::end_broken(const RunAt& at, const Error& why) {
  if (why.code == Errc::unavailable) return fail(why);
  const bool erased = why.code == Errc::erased;
  const dom::run::Ended ended{at.run.id, dom::RunStatus::failed,
                              erased ? "PersonErased" : "CannotGoOn",
                              erased ? "a person that the run is about was erased" : why.message};
  const auto advanced = advance(at, {at.run.id, at.version, {ended}, {}});
  if (!advanced && !lost_a_race(advanced.error())) return fail(advanced.error());
  return Next::rest;
}

Status RunWriter::advance(const RunAt& at, dom::run::Advance command) {
  const auto& run = at.run;
  const auto version = std::to_string(to_number(at.version));
  const RequestContext context{
      derived_request_id(run.started, {"advance", to_text(run.id), version}),
      {dom::Actor::Kind::reactor, run.by},
      parts_.clock.now(),
      {{}, derived_request_id(run.started, {"run", to_text(run.id)})}};
  const auto receipt = parts_.bus.execute(std::move(command), context);
  if (!receipt) return fail(receipt.error());
  return {};
}

}  // namespace riskflow::runtime
