#pragma once
// Runs a definition in memory: no store, no network, a clock that jumps to whatever is waited for.
// It is the planner that runs a flow in earnest, so what a simulation shows is what a run does with
// the same answers.

#include <string>
#include <vector>

#include "domain/language/definition.hpp"
#include "domain/language/run_state.hpp"

namespace riskflow::language {

// An answer to an outgoing call, used once.  By `action` where that is given, else by method and
// path, of which an empty one stands for any.
struct Mock {
  std::string method;
  std::string path;  // as in the address; with a query only if it is to be looked at
  std::string action;
  Value response;  // {"statusCode", "headers", "body"}, all of them optional
};

// Reads a list of {"method", "path", "action", "response"}.
// Error: invalid, with the place in Error::target ("2/response").
Result<std::vector<Mock>> mocks_from(const Value& list);

struct SimulationInputs {
  Value call;  // what reaches the trigger, as request_trigger.hpp reads it
  std::vector<Mock> mocks;
  Instant start;
  std::uint64_t seed = 0;
  std::map<std::string, Value, NameLess> parameters;
  Value settings;  // what appsetting() finds
  // Loops in loops can ask for more than anybody waits for: a run of so many plans is ended, as
  // failed.  A plan begins at most 64 iterations, or takes the answers to the calls of the last.
  std::uint64_t plans_max = 1'000'000;
};

// What came of it, as one object:
//   runStatus    "Succeeded", "Failed", ...; "Skipped" when the trigger did not start a run
//   error        {"code", "message"}, when the run did not succeed
//   response     {"statusCode", "headers", "body"} to the caller of a Request trigger; else null
//   actions      name to status; of an action in a loop, that of its worst iteration
//   repetitions  name to the statuses of its iterations in order, for actions in loops
//   variables    name to value at the end
//   requests     the outgoing calls in the order in which they left
//   outputs      name to value: the outputs of every action that has some (for one in a loop the
//                array of its iterations), and those of the definition
//   explain      name to one sentence, for each action that was skipped, failed or timed out
//   runs         with splitOn, and more than one item: such an object for each item; the others are
//                those of the first
// Secured values are "(secured)".
// Errors: rejected (the definition has errors), invalid (the call; a parameter without a value).
Result<Value> simulate(const Definition& definition, SimulationInputs inputs);

// Where `actual` is not as expected: lines "pointer: expected ..., but is ...".  Members of objects
// that are not expected may be anything; arrays are compared whole.
std::vector<std::string> differences(const Value& expected, const Value& actual);

}  // namespace riskflow::language
