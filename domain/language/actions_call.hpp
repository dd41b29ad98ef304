#pragma once
// Rows of the action table whose work is done outside: requests, operations of connectors,
// webhooks, other workflows, and the response to the caller.

#include "domain/language/actions.hpp"
#include "domain/language/retry_policy.hpp"

namespace riskflow::language::builtin {

void read_http(DefinitionReader& reader, Action& action);
void read_webhook(DefinitionReader& reader, Action& action);
void read_gateway(DefinitionReader& reader, Action& action);
void read_operation(DefinitionReader& reader, Action& action);
void read_workflow(DefinitionReader& reader, Action& action);
void read_response(DefinitionReader& reader, Action& action);

// Each gives the effect without its address.
Result<Outcome> http(Turn turn);
Result<Outcome> http_webhook(Turn turn);
Result<Outcome> gateway(Turn turn);
Result<Outcome> gateway_webhook(Turn turn);
Result<Outcome> operation(Turn turn);
Result<Outcome> operation_webhook(Turn turn);
Result<Outcome> workflow_call(Turn turn);
Result<Outcome> response(Turn turn);

// Whether an action waits for a call after its own.
bool is_webhook(const Action& action);

// How the last reply ends a step: its status, code, outputs and error.
Step step_after(const Reply& reply);
// "NotFound" for 404; for a status without a name "Http599".
std::string code_of_status(std::int64_t status_code);
// The code of a reply: that of its status, or its error's.
std::string code_of(const Reply& reply);

// The header of a reply as text; empty when there is none.
std::string header_of(const Reply& reply, std::string_view name);

// The policy that the recorded inputs of a step ask for.
Result<RetryPolicy> retry_policy_of(const Value& inputs);

}  // namespace riskflow::language::builtin
