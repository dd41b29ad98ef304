#include "domain/language/simulation.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "domain/language/actions_call.hpp"
#include "domain/language/explain.hpp"
#include "domain/language/message.hpp"
#include "domain/language/plan.hpp"
#include "domain/language/request_trigger.hpp"
#include "domain/language/run_environment.hpp"
#include "domain/language/simulation_report.hpp"

namespace riskflow::language {

// ---- mocks ----

static Result<std::string> optional_text(const Value& mock, std::size_t index, const char* name) {
  const auto* found = mock.find(name);
  if (found == nullptr || found->is_null()) return std::string{};
  if (found->kind() != Kind::string)
    return fail(Errc::invalid, fmt::format("'{}' of a mock must be a string", name),
                fmt::format("{}/{}", index, name));
  return found->text();
}

static Result<Mock> mock_from(const Value& given, std::size_t index) {
  if (given.kind() != Kind::object)
    return fail(Errc::invalid,
                R"(a mock must be an object: {"action": ..., "response": {"statusCode": 200}})",
                std::to_string(index));
  Mock mock;
  for (const auto& [name, member] :
       {std::pair{"method", &mock.method}, std::pair{"path", &mock.path},
        std::pair{"action", &mock.action}}) {
    auto text = optional_text(given, index, name);
    if (!text) return fail(text.error());
    *member = *std::move(text);
  }
  const auto* response = given.find("response");
  if (response == nullptr || response->kind() != Kind::object)
    return fail(Errc::invalid, "'response' of a mock must be an object",
                fmt::format("{}/response", index));
  const auto* code = response->find("statusCode");
  if (code != nullptr && code->kind() != Kind::integer)
    return fail(Errc::invalid, "'statusCode' of a response must be a whole number",
                fmt::format("{}/response/statusCode", index));
  mock.response = *response;
  return mock;
}

Result<std::vector<Mock>> mocks_from(const Value& list) {
  if (list.kind() != Kind::array)
    return fail(Errc::invalid, "the mocks must be an array of objects", "mocks");
  std::vector<Mock> mocks;
  for (std::size_t i = 0; i < list.items().size(); ++i) {
    auto mock = mock_from(list.items()[i], i);
    if (!mock) return fail(mock.error());
    mocks.push_back(*std::move(mock));
  }
  return mocks;
}

// The path of an address with its query, or a path as it is.
static std::string_view path_of(std::string_view address) {
  const auto scheme = address.find("://");
  if (scheme == std::string_view::npos) return address;
  const auto slash = address.find('/', scheme + 3);
  return slash != std::string_view::npos ? address.substr(slash) : std::string_view{"/"};
}

static bool is_same_path(std::string_view wanted, std::string_view address) {
  if (wanted == address) return true;
  auto path = path_of(address);
  if (wanted.find('?') == std::string_view::npos) path = path.substr(0, path.find('?'));
  if (wanted.find("://") != std::string_view::npos) wanted = path_of(wanted);
  if (wanted.starts_with('/')) wanted.remove_prefix(1);
  if (path.starts_with('/')) path.remove_prefix(1);
  return wanted == path;
}

static bool is_request(const Effect& effect) {
  return effect.operation.empty() && effect.kind != EffectKind::workflow;
}

static bool answers(const Mock& mock, const Effect& effect) {
  if (!mock.action.empty()) return same_name(mock.action, effect.action);
  if (!is_request(effect)) return false;
  const auto uri = text_member(effect.parameters, "uri");
  const auto address = uri.empty() ? text_member(effect.parameters, "path") : uri;
  const bool is_method =
      mock.method.empty() || same_name(mock.method, text_member(effect.parameters, "method"));
  return is_method && (mock.path.empty() || is_same_path(mock.path, address));
}

static Reply reply_of(const Mock& mock, const Effect& effect, Instant at) {
  Reply reply;
  reply.ended = at;
  reply.is_callback = effect.kind == EffectKind::subscribe && !mock.action.empty();
  const auto* code = mock.response.find("statusCode");
  reply.status_code = code != nullptr ? code->integer() : 200;
  if (const auto* headers = mock.response.find("headers")) reply.headers = *headers;
  const auto* body = mock.response.find("body");
  if (body == nullptr) return reply;
  reply.body = *body;
  const auto* type = find_header(reply.headers, "Content-Type");
  if (type == nullptr || body->kind() != Kind::string) return reply;
  if (auto decoded = decode_body(to_display_text(*type), body->text())) reply.body = *decoded;
  return reply;
}

// ---- one run ----

namespace {

// How long a run may take by its own clock.
constexpr std::chrono::days longest_in_logic_apps{90};
constexpr std::chrono::days longest_in_power_automate{30};

class Simulator {
 public:
  Simulator(const Definition& definition, SimulationInputs& inputs, Value trigger)
      : definition_(definition), inputs_(inputs), state_(definition), now_(inputs.start) {
    state_.trigger = std::move(trigger);
    state_.parameters = inputs.parameters;
  }

  Result<Value> run() {
    const auto longest = definition_.dialect == Dialect::power_automate ? longest_in_power_automate
                                                                        : longest_in_logic_apps;
    while (plans_ < inputs_.plans_max) {
      auto next = plan(state_, plan_inputs());
      if (!next) return fail(next.error());
      report_.take(*next);
      for (const auto& effect : next->effects) perform(effect);
      if (next->end) return report_.written(state_, *next->end, next->outputs);
      if (next->goes_on || std::exchange(replied_, false)) continue;
      if (!next->wake) return timed_out();
      now_ = std::max(now_, *next->wake);
      if (now_ - inputs_.start > longest) return timed_out();
    }
    return report_.written(
        state_,
        {StepStatus::failed, "WorkflowRunActionRepetitionQuotaExceeded",
         fmt::format("The run was not over after {} plans; loops in loops may be the cause.",
                     inputs_.plans_max)},
        {});
  }

 private:
  Value timed_out() const {
    return report_.written(
        state_, {StepStatus::timed_out, "RunTimedOut", "The run took longer than a run may."}, {});
  }

  PlanInputs plan_inputs() {
    return {.now = now_,
            .seed = inputs_.seed + ++plans_,
            .workflow = workflow_record(definition_, inputs_.seed),
            .callbacks = "https://callback.invalid/simulation",
            .settings = inputs_.settings};
  }

  void perform(const Effect& effect) {
    report_.take(effect);
    if (effect.kind == EffectKind::respond || effect.kind == EffectKind::unsubscribe) return;
    replied_ = true;
    const auto found = std::ranges::find_if(
        inputs_.mocks, [&](const Mock& mock) { return answers(mock, effect); });
    if (found == inputs_.mocks.end())
      return state_.apply(effect.action, effect.at, not_found(effect));
    const auto reply = reply_of(*found, effect, now_);
    inputs_.mocks.erase(found);
    state_.apply(effect.action, effect.at, reply);
    const bool is_subscribed = effect.kind == EffectKind::subscribe && !reply.is_callback;
    if (is_subscribed && reply.status_code < 300) call_back(effect);
  }

  // Somebody who subscribed is called back by the mock that names the action.
  void call_back(const Effect& effect) {
    const auto found = std::ranges::find_if(inputs_.mocks, [&](const Mock& mock) {
      return !mock.action.empty() && answers(mock, effect);
    });
    if (found == inputs_.mocks.end()) return;  // nobody does: until a time limit
    state_.apply(effect.action, effect.at, reply_of(*found, effect, now_));
    inputs_.mocks.erase(found);
  }

  Reply not_found(const Effect& effect) const {
    Reply reply;
    reply.error_code = "MockNotFound";
    reply.error_message = fmt::format("No mock answers the call of '{}'.", effect.action);
    reply.is_final = true;
    reply.ended = now_;
    return reply;
  }

  const Definition& definition_;
  SimulationInputs& inputs_;
  RunState state_;
  SimulationReport report_{definition_};
  Instant now_;
  std::uint64_t plans_ = 0;
  bool replied_ = false;
};

}  // namespace

// ---- the trigger ----

static const Trigger* trigger_of(const Definition& definition) {
  const auto is_called = [](const Trigger& trigger) {
    return same_name(trigger.type_name, "Request") || same_name(trigger.type_name, "Manual");
  };
  const auto found = std::ranges::find_if(definition.triggers, is_called);
  if (found != definition.triggers.end()) return &*found;
  return definition.triggers.empty() ? nullptr : &definition.triggers.front();
}

namespace {

// What an expression of the trigger sees.
struct TriggerView {
  TriggerView(RunState& state, const SimulationInputs& inputs)
      : environment(state, state.top(),
                    {workflow_record(state.definition(), inputs.seed), inputs.settings}),
        context{environment, budget, inputs.start, SeededBits{inputs.seed}, {}} {}

  RunEnvironment environment;
  Budget budget;
  Context context;
};

// What became of the call: a refusal, or the runs that it starts, each with its trigger's record.
struct Started {
  std::optional<Refusal> refusal;
  std::vector<Value> triggers;
};

}  // namespace

static Error about_trigger(const Trigger& trigger, const Error& error) {
  return {Errc::invalid,
          fmt::format("the trigger '{}': {}", trigger.name, error.message),
          error.target,
          {}};
}

static Value with_outputs(const Value& record, const Value& outputs) {
  auto members = record.members();
  for (auto& member : members)
    if (member.key == "outputs") member.value = outputs;
  return Value::object(std::move(members));
}

// Inside a run of splitOn the body is the item, and nothing beside it can be reached.
static Result<std::vector<Value>> split(const Trigger& trigger, TriggerView& view,
                                        const Value& record) {
  auto items = trigger.split_on->evaluate(view.context);
  if (!items) return fail(about_trigger(trigger, items.error()));
  if (items->kind() != Kind::array)
    return fail(Errc::invalid,
                fmt::format("splitOn of the trigger '{}' must be an array, but is {}", trigger.name,
                            to_text(items->kind())),
                "splitOn");
  std::vector<Value> runs;
  for (const auto& item : items->items()) {
    Value::Members outputs;
    if (const auto* before = record.find("outputs"))
      if (const auto* headers = before->find("headers")) outputs.push_back({"headers", *headers});
    outputs.push_back({"body", item});
    runs.push_back(with_outputs(record, Value::object(std::move(outputs))));
  }
  return runs;
}

static Result<Started> start(const Trigger& trigger, const Definition& definition,
                             const SimulationInputs& inputs) {
  RunState state{definition};
  state.parameters = inputs.parameters;
  TriggerView view{state, inputs};
  auto evaluated = trigger.inputs.evaluate(view.context);
  if (!evaluated) return fail(about_trigger(trigger, evaluated.error()));
  auto members = evaluated->kind() == Kind::object ? evaluated->members() : Value::Members{};
  if (const auto* given = trigger.source.find("inputs"))
    if (const auto* schema = given->find("schema")) members.push_back({"schema", *schema});
  const auto trigger_inputs = Value::object(std::move(members));
  auto reception = receive(trigger, trigger_inputs, {inputs.call, std::nullopt}, view.budget);
  if (!reception) return fail(reception.error());
  if (auto* refusal = std::get_if<Refusal>(&*reception)) return Started{std::move(*refusal), {}};

  TriggerFacts facts;
  facts.name = trigger.name;
  facts.inputs = recorded_inputs(trigger, trigger_inputs);
  facts.outputs = std::get<Firing>(*reception).outputs;
  facts.started = facts.ended = inputs.start;
  SeededBits bits{inputs.seed};
  state.trigger = trigger_record(facts, bits);
  if (auto id = trigger.tracking_id.evaluate(view.context); !id) {
    return fail(about_trigger(trigger, id.error()));
  } else if (!id->is_null()) {
    facts.correlation = to_display_text(*id);
    SeededBits same{inputs.seed};
    state.trigger = trigger_record(facts, same);
  }
  for (const auto& condition : trigger.conditions) {
    auto truth = condition.evaluate(view.context);
    if (!truth) return fail(about_trigger(trigger, truth.error()));
    if (truth->kind() != Kind::boolean || !truth->boolean())
      return Started{
          Refusal{202, "TriggerConditionNotMet",
                  fmt::format("A condition of the trigger '{}' is not met.", trigger.name)},
          {}};
  }
  if (!trigger.split_on) return Started{std::nullopt, {state.trigger}};
  auto runs = split(trigger, view, state.trigger);
  if (!runs) return fail(runs.error());
  if (runs->empty())
    return Started{Refusal{202, "NothingToSplit", "splitOn gave no item, so no run was started."},
                   {}};
  return Started{std::nullopt, *std::move(runs)};
}

// ---- all ----

static Status parameters_have_values(const Definition& definition, const SimulationInputs& inputs) {
  for (const auto& declared : definition.parameters) {
    const bool is_supplied = declared.name.starts_with('$');
    const bool has_value = inputs.parameters.contains(declared.name) || declared.default_value ||
                           definition.parameter_values.find(declared.name) != nullptr;
    if (!is_supplied && !has_value)
      return fail(Errc::invalid,
                  fmt::format("the parameter '{}' has neither a value nor a default: give one with "
                              "--parameters",
                              declared.name),
                  "parameters/" + declared.name);
  }
  return {};
}

Result<Value> simulate(const Definition& definition, SimulationInputs inputs) {
  if (auto ok = parameters_have_values(definition, inputs); !ok) return fail(ok.error());
  const auto* trigger = trigger_of(definition);
  if (trigger == nullptr) return Simulator{definition, inputs, {}}.run();
  auto started = start(*trigger, definition, inputs);
  if (!started) return fail(started.error());
  if (started->refusal) return SimulationReport{definition}.refused(*started->refusal);
  Value::Array reports;
  for (auto& record : started->triggers) {
    auto report = Simulator{definition, inputs, std::move(record)}.run();
    if (!report) return fail(report.error());
    reports.push_back(*std::move(report));
  }
  if (reports.size() == 1) return reports.front();
  auto members = reports.front().members();
  members.push_back({"runs", Value::array(std::move(reports))});
  return Value::object(std::move(members));
}

}  // namespace riskflow::language
