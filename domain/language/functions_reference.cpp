#include "domain/language/functions_reference.hpp"

#include "domain/language/expression.hpp"

namespace riskflow::language::builtin {

// An unknown name is an error of the template, whatever the environment calls it.
static Result<Value> of_template(Result<Value> value) {
  if (!value) return cannot(value.error().message);
  return value;
}

// What the environment labels as secret it copies.
static Result<Value> paid_for(Context& context, Result<Value> value) {
  if (!value || value->labels().secrecy != Secrecy::secure) return value;
  if (auto paid = context.budget.make_copy(value->weight()); !paid) return fail(paid.error());
  return value;
}

static constexpr std::uint64_t size_of_record = 2000;

// Null where there is none; labelled as the whole, since its absence tells something of the whole.
static Value member(const Value& object, std::string_view key) {
  const auto* found = object.find(key);
  return found != nullptr ? *found : Value{}.with_labels(object.labels());
}

Result<Value> action_record(Context& context, const Text& action) {
  if (auto paid = context.budget.make(size_of_record); !paid) return fail(paid.error());
  return paid_for(context, of_template(context.environment.action(action.view())));
}

Result<Value> action_outputs(Context& context, const Text& action) {
  return paid_for(context, of_template(context.environment.outputs(action.view())));
}

Result<Value> action_body(Context& context, const Text& action) {
  return paid_for(context, of_template(context.environment.body(action.view())));
}

Result<Value> agent_parameter(Context& context, const Text& name) {
  return paid_for(context, of_template(context.environment.agent_parameter(name.view())));
}

Result<Value> callback_url(Context& context) {
  return of_template(context.environment.callback_url());
}

Value current_action(Context& context) { return context.environment.current_action(); }

Result<Value> setting(Context& context, const Text& name) {
  return paid_for(context, of_template(context.environment.setting(name.view())));
}

Result<Value> parameter(Context& context, const Text& name) {
  return paid_for(context, of_template(context.environment.parameter(name.view())));
}

Result<Value> result(Context& context, const Text& scope) {
  auto records = of_template(context.environment.children(scope.view()));
  if (!records) return records;
  const auto size = size_of_record * (1 + records->items().size());
  if (auto paid = context.budget.make(size); !paid) return fail(paid.error());
  return paid_for(context, std::move(records));
}

Value trigger(Context& context) { return context.environment.trigger(); }
Value trigger_outputs(Context& context) { return member(trigger(context), "outputs"); }
Value trigger_body(Context& context) { return member(trigger_outputs(context), "body"); }

Result<Value> variable(Context& context, const Text& name) {
  return of_template(context.environment.variable(name.view()));
}

Value workflow(Context& context) { return context.environment.workflow(); }

}  // namespace riskflow::language::builtin
