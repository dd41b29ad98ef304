#pragma once
// What has happened in a run so far: everything the planner needs.  A fold of the run's events
// builds it with the functions below, and the planner uses the same ones, so that both agree.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/core/time.hpp"
#include "domain/language/step_status.hpp"
#include "domain/language/text.hpp"
#include "domain/language/value.hpp"

namespace riskflow::language {

// One execution of an action.
struct Step {
  StepStatus status = StepStatus::waiting;
  Value inputs, outputs;   // null: none
  std::string code;        // "OK", "ActionFailed", "ActionSkipped", "InvalidTemplate", ...
  std::string error_code;  // of a failed or skipped step; may be empty
  std::string error_message;
  Instant started, ended;
  bool operator==(const Step&) const = default;
};

// What a variable may hold.
enum class VariableType : std::uint8_t { boolean = 1, integer, real, string, array, object };

struct Variable {
  VariableType type = VariableType::string;
  Value value;
  bool operator==(const Variable&) const = default;
};

struct VariableWrite {
  std::string name;
  std::optional<VariableType> declared;  // set when the variable is initialised here
  Value value;
  bool operator==(const VariableWrite&) const = default;
};

// A pure action, evaluated; or a container, entered (running) or left.
struct Settled {
  std::string action;
  Step step;
  std::vector<VariableWrite> writes;
  bool operator==(const Settled&) const = default;
};

// Work for a connector.  Until its outcome is applied the step is running.
struct Effect {
  std::string action;
  std::string api;        // "shared_office365"
  std::string operation;  // "SendEmailV2"
  Value parameters;       // evaluated
  Value inputs;           // host and parameters, for the record
  bool operator==(const Effect&) const = default;
};

// How the run ended.
struct RunEnd {
  StepStatus status = StepStatus::succeeded;
  std::string code;
  std::string message;
  bool operator==(const RunEnd&) const = default;
};

// Everything recorded of a run.  Names come in any case.
struct RunState {
  Value trigger;  // the record: {"name": ..., "outputs": {"body": ...}}
  std::map<std::string, Value, NameLess> parameters;  // values given; others have their defaults
  std::map<std::string, Step, NameLess> steps;
  std::map<std::string, Variable, NameLess> variables;

  const Step* find(std::string_view action) const;
};

// About how many characters the inputs and outputs of all steps have together.
std::uint64_t kept_weight(const RunState& state);

// Records an evaluated action with its writes.
void apply(RunState& state, const Settled& settled);

// Records that an effect was handed to its connector at `started`.
void apply(RunState& state, const Effect& effect, Instant started);

// Records what came of an effect.  Inputs and start are kept from its beginning unless given.  An
// outcome that comes after the step has ended (cancelled by a Terminate) changes nothing.
void apply_outcome(RunState& state, const std::string& action, Step outcome);

// The record of a step as expressions see it: name, status, code, inputs, outputs, error, times.
Value record_of(std::string_view action, const Step& step);

}  // namespace riskflow::language
