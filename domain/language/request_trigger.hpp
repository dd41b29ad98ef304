#pragma once
// What a trigger makes of an incoming call: its outputs, or a refusal.
//
// The call is one object, as a simulator is given it; every member may be left out:
//
//   {"method": "POST", "relativePath": "cases/c%2F7", "queries": {"a": "1"} or "a=1&b=x%20y",
//    "headers": {"Content-Type": "application/json"}, "body": ..., "statusCode": 200}
//
// The relative path may bring a query of its own ("cases/7?a=1"), which comes first.  Paths and
// queries are written as in an address, and are decoded: the path segment by segment, queries by
// name and value.  A plus is a blank in a query that is text, and itself in an object.
//
// A body that is a string is the text of the message: the Content-Type header says how it is read
// (JSON, form, multipart, XML, ...), and without one it is plain text.  Any other body is what the
// message means, whatever the type: an object, array, number, boolean or null is JSON that was read
// already, and an object with `$content-type` and `$content` is bytes.  To give the text "7" as
// JSON, write 7; to give malformed JSON, a string and a Content-Type of JSON.

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "domain/language/budget.hpp"
#include "domain/language/context.hpp"
#include "domain/language/definition.hpp"
#include "domain/language/recurrence.hpp"

namespace riskflow::language {

// The trigger fires.
struct Firing {
  std::optional<Value> outputs;  // nothing for a Recurrence
};

// No run starts.  Where nobody waits for an answer, as with a poll that found nothing, there is no
// status, and the code is "TriggerNotFired".
struct Refusal {
  std::optional<int> status;  // for the caller
  std::string code;           // for programs: "MethodNotAllowed", "TriggerInputSchemaMismatch"
  std::string message;
  bool operator==(const Refusal&) const = default;
};

using Reception = std::variant<Firing, Refusal>;

// What reaches a trigger.
struct Arrival {
  Value call;                    // as above; null when a schedule fired
  std::optional<Window> window;  // of a SlidingWindow whose call brings none
};

// `inputs` are the trigger's inputs, evaluated; null when it has none.
//
// Request and Manual: the method (405) and the path (404) must be those of the inputs, JSON well
// formed (400), and the body as the schema says where EnableSchemaValidation is among the operation
// options (400).  Outputs `headers`, `queries`, `relativePathParameters` and `body`, each only when
// there is something in it.  Authorization is left out unless IncludeAuthorizationHeadersInOutputs
// is among the options, and so are the queries that open the address (api-version, sp, sv, sig).
// A Button's x-ms-user-* headers get their twins in base64 (x-ms-user-name-encoded).
// Http and connectors that poll: 200, or no status, fires with headers and body, Http with
// statusCode too; any other status does not.  SlidingWindow: the window, unless there is a body.
// Recurrence: no outputs.  Webhooks and all others: headers and body, whatever the status.
// Errors: invalid, when the call is no such object, with the member in Error::target, or the schema
// cannot be used; as Budget.
Result<Reception> receive(const Trigger& trigger, const Value& inputs, const Arrival& arrival,
                          Budget& budget);

// What is recorded of the evaluated inputs: not a Request's schema, and nothing of empty ones.
std::optional<Value> recorded_inputs(const Trigger& trigger, const Value& inputs);

// What is recorded of a trigger that fired.
struct TriggerFacts {
  std::string name;
  std::optional<Value> inputs;  // recorded_inputs
  std::optional<Value> outputs;
  Instant started;
  Instant ended;
  std::string correlation;  // what correlation.clientTrackingId gave; may be empty
  std::optional<Instant> scheduled;
  std::string status = "Succeeded";
  std::string code;  // may be empty
};

// What trigger() returns: name, inputs, outputs, startTime, endTime, trackingId, clientTrackingId,
// originHistoryName, status, and code and scheduledTime where there are.  The client's tracking id
// is the correlation, else the x-ms-client-tracking-id header, else the name of the run.
Value trigger_record(const TriggerFacts& facts, SeededBits& bits);

// "08584670716631214567123456789CU00": sorts the latest first, as names of runs do there.
std::string run_name(Instant at, SeededBits& bits);

}  // namespace riskflow::language
