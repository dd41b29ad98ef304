#include "runtime/engine/run_reader.hpp"

#include "domain/language/actions.hpp"
#include "runtime/engine/recorded.hpp"

namespace riskflow::runtime {

namespace dom = domain;

Result<RunAt> RunReader::load(const RunId& id) const {
  const auto folded = parts_.aggregates.load(dom::run::stream(id));
  if (!folded) return fail(folded.error());
  return RunAt{std::get<dom::run::State>((*folded)->state), (*folded)->version};
}

Result<Instant> RunReader::last_recorded(const RunAt& at) const {
  Instant recorded;
  const Version before{to_number(at.version) - 1};
  const auto read = parts_.log.read_stream(dom::run::stream(at.run.id), before,
                                           [&](const auto& header, const auto&) {
                                             recorded = header.recorded;
                                             return eventstore::Reading::enough;
                                           });
  if (!read) return fail(read.error());
  return recorded;
}

Result<std::shared_ptr<const RunnableFlow>> RunReader::flow_of(const dom::run::State& run) {
  const std::pair key{run.flow, run.revision};
  {
    const std::scoped_lock lock(mutex_);
    if (const auto* const known = flows_.find(key)) return *known;
  }
  const auto folded = parts_.aggregates.load(dom::flow::stream(run.flow));
  if (!folded) return fail(folded.error());
  const auto& revision =
      std::get<dom::flow::State>((*folded)->state).revisions.at(run.revision - 1);
  auto definition = language::read_definition(revision.definition);
  if (!definition) return fail(definition.error());
  auto parameters = language::from_json_text(revision.parameters);
  if (!parameters) return fail(parameters.error());
  auto flow = std::make_shared<const RunnableFlow>(
      RunnableFlow{std::move(*definition), std::move(*parameters)});
  const std::scoped_lock lock(mutex_);
  flows_.put(key, flow);
  return flow;
}

Result<language::Step> RunReader::step_of(const dom::run::Step& step) const {
  auto inputs = reopened(parts_.log, parts_.keys, step.inputs);
  if (!inputs) return fail(inputs.error());
  auto outputs = reopened(parts_.log, parts_.keys, step.outputs);
  if (!outputs) return fail(outputs.error());
  language::Step read;
  read.status = step.status;
  read.inputs = std::move(*inputs);
  read.outputs = std::move(*outputs);
  read.code = step.code;
  read.error_code = step.error_code;
  read.error_message = step.message;
  read.started = step.began;
  read.ended = step.ended;
  return read;
}

Result<language::RunState> RunReader::state_of(const dom::run::State& run,
                                               const RunnableFlow& flow) const {
  using language::Value;
  const auto body = language::from_json_text(run.trigger);
  if (!body) return fail(body.error());
  language::RunState state{flow.definition};
  for (const auto& member : flow.parameters.members()) state.parameters[member.key] = member.value;
  state.trigger = Value::object({{"name", Value(flow.definition.triggers.front().name)},
                                 {"status", Value("Succeeded")},
                                 {"outputs", Value::object({{"body", *body}})}});
  for (const auto& action : run.order) {
    auto step = step_of(run.steps.at(action));
    if (!step) return fail(step.error());
    const auto* place = flow.definition.find(action);
    if (place == nullptr)
      return fail(Errc::corrupt, "the run has a step that its definition does not have", action);
    auto writes = language::writes_of(*place->action, *step);
    state.apply({action, std::move(*step), std::move(writes)});
  }
  return state;
}

}  // namespace riskflow::runtime
