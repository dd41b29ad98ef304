#pragma once
// A run: one execution of a flow on a case or a user.  Every step is an event; nothing is evaluated
// twice.  Stream: run-<id>.
//
// A pure step is recorded as Settled.  A step with an effect is Scheduled first, then done by a
// connector, then Settled; for mail, DeliveryCommitted stands between: before it nothing can have
// left, after it something may have (docs/adr/0005-mail-window.md).

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/deciding.hpp"
#include "domain/described.hpp"
#include "domain/language/step_status.hpp"
#include "domain/personal.hpp"
#include "domain/vocabulary.hpp"

namespace riskflow::language {
// The statuses of a step as a stored enumeration: the codec refuses any other number.
std::span<const domain::Word<StepStatus>> words(StepStatus);
}  // namespace riskflow::language

namespace riskflow::domain::run {

using language::StepStatus;

// A recorded value: JSON in clear, or sealed when it is about somebody or secret.
struct Recorded {
  std::string json;  // empty when it is sealed, or when there is none
  PersonalText sealed;
  bool secure = false;  // never shown, not even to those who may see names
  bool operator==(const Recorded&) const = default;
};
RISKFLOW_DESCRIBE(Recorded, json, sealed, secure)

// ---- events ----

struct Started {
  RunId id;
  FlowId flow;
  std::uint32_t revision = 0;
  std::optional<CaseId> on_case;  // none: on a user
  SubjectRef subject;
  OperatorRef by;
  Instant at;
  std::string trigger;  // JSON: what the trigger gave
  bool operator==(const Started&) const = default;
};
RISKFLOW_DESCRIBE(Started, id, flow, revision, on_case, subject, by, at, trigger)

// The run ends before anything was done.
struct Refused {
  RunId id;
  std::string code;     // "NamesNotShown", "OutOfScope"
  std::string message;  // for a person, without names
  bool operator==(const Refused&) const = default;
};
RISKFLOW_DESCRIBE(Refused, id, code, message)

struct StepScheduled {
  RunId id;
  std::string action;
  std::string api, operation;
  Recorded parameters, inputs;
  Instant began;
  bool operator==(const StepScheduled&) const = default;
};
RISKFLOW_DESCRIBE(StepScheduled, id, action, api, operation, parameters, inputs, began)

// To whom a step delivers: the people whom the directory knows by the address, and how many
// addresses nobody there has.
struct Recipients {
  std::vector<SubjectRef> known;
  std::uint32_t others = 0;
  bool operator==(const Recipients&) const = default;
};
RISKFLOW_DESCRIBE(Recipients, known, others)

// From here on the other side may have taken it.
struct DeliveryCommitted {
  RunId id;
  std::string action;
  std::uint32_t attempt = 0;
  Recipients to;
  bool operator==(const DeliveryCommitted&) const = default;
};
RISKFLOW_DESCRIBE(DeliveryCommitted, id, action, attempt, to)

struct StepSettled {
  RunId id;
  std::string action;
  StepStatus status{};  // running: a container was entered
  std::string code, error_code, message;
  Recorded inputs, outputs;
  Instant began, ended;
  bool operator==(const StepSettled&) const = default;
};
RISKFLOW_DESCRIBE(StepSettled, id, action, status, code, error_code, message, inputs, outputs,
                  began, ended)

struct Ended {
  RunId id;
  RunStatus status{};
  std::string code, message;
  bool operator==(const Ended&) const = default;
};
RISKFLOW_DESCRIBE(Ended, id, status, code, message)

// ---- state ----

// A recorded value as a fold knows it: where it lies when it is sealed.
struct Value {
  std::string json;
  std::optional<PersonalRef> sealed;
  bool secure = false;
};

struct Step {
  StepStatus status{};
  std::string api, operation;
  std::string code, error_code, message;
  Value parameters, inputs, outputs;
  Instant began, ended;
  std::uint32_t deliveries = 0;  // how often its delivery was committed to
};

struct State {
  RunId id;  // none: no such run
  FlowId flow;
  std::uint32_t revision = 0;
  std::optional<CaseId> on_case;
  SubjectRef subject;
  OperatorRef by;
  Instant started;
  std::string trigger;
  RunStatus status{};
  std::string code, message;
  std::map<std::string, Step> steps;
  std::vector<std::string> order;  // of the steps, as they first appeared

  bool exists() const { return bool(id); }
  bool is_over() const { return status != RunStatus::running && status != RunStatus::waiting; }
};

StreamId stream(const RunId&);
void evolve(State&, const Started&);
void evolve(State&, const Refused&);
void evolve(State&, const StepScheduled&);
void evolve(State&, const DeliveryCommitted&);
void evolve(State&, const StepSettled&);
void evolve(State&, const Ended&);

// ---- commands ----

// Runs a flow on a case.  What may not run for privacy or scope is a run too: refused, with its
// reason on record.
struct Start {
  RunId id;
  FlowId flow;
  CaseId on_case;
};

// What the engine found by planning, or a connector by doing, at the run's version `at`.
struct Advance {
  RunId id;
  Version at{};
  std::vector<std::variant<StepScheduled, DeliveryCommitted, StepSettled, Ended>> events;
  PersonalText note;  // for the case, in the same commit; may be absent
};

Result<Decision> decide(const Start&, Desk&);
Result<Decision> decide(const Advance&, Desk&);

}  // namespace riskflow::domain::run
