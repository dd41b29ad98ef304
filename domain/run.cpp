#include "domain/run.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/decision.hpp"

namespace riskflow::language {

static constexpr std::array step_statuses{domain::Word{StepStatus::waiting, "Waiting"},
                                          domain::Word{StepStatus::running, "Running"},
                                          domain::Word{StepStatus::succeeded, "Succeeded"},
                                          domain::Word{StepStatus::failed, "Failed"},
                                          domain::Word{StepStatus::skipped, "Skipped"},
                                          domain::Word{StepStatus::timed_out, "TimedOut"},
                                          domain::Word{StepStatus::cancelled, "Cancelled"}};
std::span<const domain::Word<StepStatus>> words(StepStatus) { return step_statuses; }

}  // namespace riskflow::language

namespace riskflow::domain::run {

StreamId stream(const RunId& id) { return {"run-" + to_text(id)}; }

void evolve(State& s, const Started& e) {
  s.id = e.id;
  s.flow = e.flow;
  s.revision = e.revision;
  s.on_case = e.on_case;
  s.subject = e.subject;
  s.by = e.by;
  s.started = e.at;
  s.trigger = e.trigger;
  s.status = RunStatus::running;
}
void evolve(State& s, const Refused& e) {
  s.status = RunStatus::failed;
  s.code = e.code;
  s.message = e.message;
}
static Value value(const Recorded& recorded) {
  return {recorded.json, recorded.sealed.ref(), recorded.secure};
}
static Step& step(State& s, const std::string& action) {
  const auto [place, is_new] = s.steps.try_emplace(action);
  if (is_new) s.order.push_back(action);
  return place->second;
}
void evolve(State& s, const StepScheduled& e) {
  auto& at = step(s, e.action);
  at.status = StepStatus::running;
  at.api = e.api;
  at.operation = e.operation;
  at.parameters = value(e.parameters);
  at.inputs = value(e.inputs);
  at.began = e.began;
}
void evolve(State& s, const DeliveryCommitted& e) { step(s, e.action).deliveries = e.attempt; }
void evolve(State& s, const StepSettled& e) {
  auto& at = step(s, e.action);
  at.status = e.status;
  at.code = e.code;
  at.error_code = e.error_code;
  at.message = e.message;
  // A step with an effect keeps the inputs that it was scheduled with.
  if (!e.inputs.json.empty() || e.inputs.sealed.ref()) at.inputs = value(e.inputs);
  at.outputs = value(e.outputs);
  at.began = e.began;
  at.ended = e.ended;
}
void evolve(State& s, const Ended& e) {
  s.status = e.status;
  s.code = e.code;
  s.message = e.message;
}

// A run that ends before anything is done, and what the case says of it.
static Decision refuse(Desk& desk, const Started& started, const casework::State& on,
                       const flow::State& flow, const Refused& why) {
  desk.record(stream(started.id), started);
  desk.record(stream(started.id), why);
  desk.record(casework::stream(on.id),
              casework::note(on, NoteAuthor::flow, started.by, started.id,
                             fmt::format("Flow \"{}\" was not run: {} Nothing was sent.", flow.name,
                                         why.message)));
  return desk.done();
}

Result<Decision> decide(const Start& command, Desk& desk) {
  if (auto ok = desk.may(Permission::run_flows); !ok) return fail(ok.error());
  const auto& fresh = desk.look<State>(stream(command.id));
  const auto& flow = desk.look<flow::State>(flow::stream(command.flow));
  const auto& on = desk.look<casework::State>(casework::stream(command.on_case));
  const auto& privacy = desk.look<privacy::State>(privacy::stream());
  if (desk.incomplete()) return desk.need();
  if (!flow.exists()) return fail(Errc::not_found, "no such flow", "flow");
  if (!on.exists()) return fail(Errc::not_found, "no such case", "case");
  const auto& person = desk.look<subject::State>(subject::stream(on.subject));
  if (desk.incomplete()) return desk.need();

  if (fresh.exists()) return fail(Errc::conflict, "there is a run of this id already", "run");
  if (flow.surface != FlowSurface::cases)
    return fail(Errc::rejected, "the flow is for users: choose it on the users dashboard", "flow");
  if (flow.state != FlowState::on)
    return fail(Errc::rejected,
                fmt::format("the flow is {}: turn it on first", to_text(flow.state)), "flow");
  if (!flow.may_be_run_by(desk.actor().ref))
    return fail(Errc::forbidden, "the flow is not yours: ask its owner to share it with you",
                "flow");

  const auto revision = static_cast<std::uint32_t>(flow.revisions.size());
  const Started started{command.id, command.flow,
                        revision,   command.on_case,
                        on.subject, desk.actor().ref,
                        desk.now(), fmt::format(R"({{"caseId":"{}"}})", to_text(command.on_case))};
  if (!person.is_in_any_scope(desk.now()))
    return refuse(desk, started, on, flow,
                  {command.id, "OutOfScope", "the user is not in the scope of any policy."});
  if (!privacy.names_may_be_shown() && flow::needs_identity(flow.revisions.back().definition))
    return refuse(
        desk, started, on, flow,
        {command.id, "NamesNotShown",
         "it needs the name or address of a person, and names are not shown (privacy setting)."});
  desk.record(stream(command.id), started);
  return desk.done();
}

// The end that the case must be told of.  What is about an erased person can no longer be sealed,
// and so not be noted.
static const Ended* bad_end(const Advance& command) {
  for (const auto& event : command.events)
    if (const auto* end = std::get_if<Ended>(&event);
        end != nullptr && end->status != RunStatus::succeeded && end->code != "PersonErased")
      return end;
  return nullptr;
}

// Whether whoever reads of the failure may run the flow again without a second message.
static std::string_view words_for_deliveries(const State& run) {
  bool sent = false, unknown = false;
  for (const auto& [name, step] : run.steps) {
    if (step.deliveries == 0) continue;
    const bool succeeded = step.status == StepStatus::succeeded;
    sent = sent || succeeded;
    unknown = unknown || !succeeded;
  }
  if (sent) return "Its message was sent.";
  return unknown ? "Its message may have been sent." : "Nothing was sent.";
}

static std::string words_for(const Ended& end, const State& run, const flow::State& flow) {
  const std::string_view why = end.message.empty() ? to_text(end.status) : end.message;
  const auto code = end.code.empty() ? std::string() : fmt::format(" ({})", end.code);
  return fmt::format("Flow \"{}\" did not finish: {}{}\n{}", flow.name, why, code,
                     words_for_deliveries(run));
}

Result<Decision> decide(const Advance& command, Desk& desk) {
  const auto& run = desk.look<State>(stream(command.id));
  if (desk.incomplete()) return desk.need();
  if (!run.exists()) return fail(Errc::not_found, "no such run", "run");
  const Ended* end = run.on_case ? bad_end(command) : nullptr;
  const bool notes = run.on_case && (end != nullptr || !command.note.is_absent());
  const casework::State* on =
      notes ? &desk.look<casework::State>(casework::stream(*run.on_case)) : nullptr;
  const auto* flow = end != nullptr ? &desk.look<flow::State>(flow::stream(run.flow)) : nullptr;
  const bool delivers = std::any_of(
      command.events.begin(), command.events.end(),
      [](const auto& event) { return std::holds_alternative<DeliveryCommitted>(event); });
  const auto* privacy = delivers ? &desk.look<privacy::State>(privacy::stream()) : nullptr;
  if (desk.incomplete()) return desk.need();

  if (on != nullptr && !on->exists()) return fail(Errc::not_found, "no such case", "case");
  if (run.is_over())
    return fail(Errc::rejected, "the run is over", "run", {{"reason", "run_over"}});
  if (desk.version_of(stream(command.id)) != command.at)
    return fail(Errc::conflict, "the run went on meanwhile: plan again", "run",
                {{"reason", "run_advanced"}});
  if (privacy != nullptr && !privacy->names_may_be_shown())
    return fail(Errc::forbidden, "names are not shown (privacy setting): nothing was sent",
                "privacy", {{"code", "NamesNotShown"}});
  for (const auto& event : command.events)
    std::visit([&](const auto& e) { desk.record(stream(command.id), e); }, event);
  if (on == nullptr) return desk.done();
  auto noted = *on;
  const auto add_note = [&](auto text) {
    const auto note = casework::note(noted, NoteAuthor::flow, run.by, run.id, std::move(text));
    evolve(noted, note);
    desk.record(casework::stream(*run.on_case), note);
  };
  if (!command.note.is_absent()) add_note(command.note);
  if (end != nullptr) {
    auto after = run;
    for (const auto& event : command.events)
      std::visit([&](const auto& e) { evolve(after, e); }, event);
    add_note(words_for(*end, after, *flow));
  }
  return desk.done();
}

}  // namespace riskflow::domain::run
