#pragma once
// Functions that read the run: the trigger, earlier actions, parameters and variables.

#include "domain/language/function_arguments.hpp"

namespace riskflow::language::builtin {

Result<Value> action_record(Context& context, const Text& action);
Result<Value> action_body(Context& context, const Text& action);
Result<Value> action_outputs(Context& context, const Text& action);
Result<Value> agent_parameter(Context& context, const Text& name);
Result<Value> callback_url(Context& context);
Value current_action(Context& context);
Result<Value> parameter(Context& context, const Text& name);
Result<Value> result(Context& context, const Text& scope);
Result<Value> setting(Context& context, const Text& name);
Value trigger(Context& context);
Value trigger_body(Context& context);
Value trigger_outputs(Context& context);
Result<Value> variable(Context& context, const Text& name);
Value workflow(Context& context);

}  // namespace riskflow::language::builtin
