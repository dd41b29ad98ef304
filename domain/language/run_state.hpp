#pragma once
// What has happened in a run so far: everything the planner needs.  A fold of the run's records
// builds it by `apply`, and the planner uses the same, so that both agree.

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "domain/core/time.hpp"
#include "domain/language/definition.hpp"
#include "domain/language/step_status.hpp"
#include "domain/language/text.hpp"
#include "domain/language/value.hpp"

namespace riskflow::language {

// Which iterations of the loops around it an action belongs to, the outermost loop's first, from 0.
// Empty outside of loops.
using Iterations = std::vector<std::uint32_t>;

// One execution of an action.
struct Step {
  StepStatus status = StepStatus::waiting;
  Value inputs, outputs;   // null: none
  std::string code;        // "OK", "ActionFailed", "ActionSkipped", "InvalidTemplate", ...
  std::string error_code;  // of a failed or skipped step; may be empty
  std::string error_message;
  Instant started, ended;

  // Of a call.
  std::uint32_t attempts = 0;       // begun so far
  Value asked;                      // where an answer is asked for: {"uri": ...}; null: not yet
  Value retries;                    // an array of records of failed attempts; null: none
  std::optional<Instant> wake;      // when the next attempt is due, or a wait is over
  std::optional<Instant> deadline;  // when it has timed out
  Value tracked;                    // trackedProperties, evaluated
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

// How a step stands now: evaluated, entered, left, put off.  For a loop with one more number in
// `at`: how that iteration ended.
struct Settled {
  std::string action;
  Step step;
  std::vector<VariableWrite> writes;
  Iterations at{};
  bool operator==(const Settled&) const = default;
};

// What kind of call an effect is.
enum class EffectKind : std::uint8_t {
  operation = 1,  // of a connector: `api`, `operation`, `parameters`
  request,        // HTTP: `parameters` has method, uri, headers, queries, body, authentication
  gateway,        // HTTP through a connection: host and path instead of a uri
  workflow,       // another workflow: host, headers, body
  subscribe,      // a request (or, with `operation`, an operation) that will be called back
  poll,           // a GET for the result of a request that was accepted
  unsubscribe,    // a request to which nobody listens any more
  respond,        // to the caller of the run: statusCode, headers, body
};

std::string_view to_text(EffectKind kind);

// Work outside.  Until its outcome is applied the step is running; `unsubscribe` and `respond` have
// none.
struct Effect {
  std::string action;
  std::string api;        // "shared_office365"
  std::string operation;  // "SendEmailV2"
  Value parameters;       // evaluated
  Value inputs;           // for the record
  Iterations at{};
  EffectKind kind = EffectKind::operation;
  std::uint32_t attempt = 1;
  std::optional<Instant> deadline{};
  bool operator==(const Effect&) const = default;
};

// What came of one attempt of a call: an answer, or an error without one.
struct Reply {
  std::int64_t status_code = 0;  // 0: no answer
  Value headers;                 // an object; null: none
  std::optional<Value> body;
  std::string error_code;  // without an answer
  std::string error_message;
  bool is_final = false;      // not to be tried again
  bool is_callback = false;   // of a webhook
  std::uint32_t attempt = 0;  // of which attempt; 0: the one under way
  Instant ended;
  bool operator==(const Reply&) const = default;
};

// How the run ended.
struct RunEnd {
  StepStatus status = StepStatus::succeeded;
  std::string code;
  std::string message;
  bool operator==(const RunEnd&) const = default;
};

// Whether a loop is an Until, else it is a Foreach.
bool is_until(const Action& loop);

struct Pass;

// A Foreach or Until that was entered.
struct LoopRun {
  std::uint32_t begun = 0;  // iterations
  std::uint32_t ended = 0;
  StepStatus worst = StepStatus::succeeded;
  StepStatus last = StepStatus::succeeded;
  bool is_busy = false;              // the planner is at it
  std::set<std::uint32_t> recorded;  // ends on record that the planner has not seen
  std::map<std::uint32_t, std::unique_ptr<Pass>> open;
  std::map<std::uint32_t, std::unique_ptr<Pass>> done;  // what may still be asked about
};

// One pass over the definition's body, or one iteration of a loop.
struct Pass {
  const Action* loop = nullptr;  // a null pointer at the top
  Pass* around = nullptr;
  Iterations at;
  std::vector<Step> steps;                       // by Standing::slot
  std::vector<std::optional<std::size_t>> left;  // by Branch::slot: actions that have not ended
  std::vector<bool> passed_on;  // by Standing::slot: what follows knows that it ended
  std::map<const Action*, LoopRun> loops;
  std::map<std::size_t, Effect> calls;  // under way, as they began; by Standing::slot

  // A null pointer while there is nothing on record.
  const Step* find(const Action& action) const;
  // The call of an action that is under way, as it began; else a null pointer.
  const Effect* find_call(const Action& action) const;
  // The item that an iteration of a Foreach is about; else null.
  Value item() const;
};

// Everything recorded of a run.  Names come in any case.  The definition must live longer.
class RunState {
 public:
  explicit RunState(const Definition& definition);
  RunState(RunState&&) noexcept;
  RunState& operator=(RunState&&) noexcept;
  RunState(const RunState&) = delete;
  RunState& operator=(const RunState&) = delete;
  ~RunState();

  Value trigger;  // the record: {"name": ..., "outputs": {"body": ...}}
  std::map<std::string, Value, NameLess> parameters;  // values given; others have their defaults
  std::map<std::string, Variable, NameLess> variables;

  const Definition& definition() const { return *definition_; }
  // What is executed outside of all loops.
  const Pass& top() const { return *top_; }
  // A null pointer while there is nothing on record.  For an action in loops `at` names the
  // iterations, one for each loop around it.
  const Step* find(std::string_view action, const Iterations& at = {}) const;
  // A call that is under way, whose outcome may still come.
  bool is_awaited(std::string_view action, const Iterations& at = {}) const;
  // About how many characters the inputs and outputs on record have together.
  std::uint64_t weight() const { return weight_; }

  // Each takes a record, in the order in which they were made.  What is no part of the definition
  // changes nothing; nor does what comes after a step has ended.
  void apply(const Settled& settled);
  // An effect was handed over at `started`.
  void apply(const Effect& effect, Instant started);
  // What came of it; whether it is tried again is for the planner to say.
  void apply(const std::string& action, const Iterations& at, Reply reply);
  // What came of it in the end.  Inputs and start are kept from its beginning unless given.
  void apply_outcome(const std::string& action, Step outcome, const Iterations& at = {});

 private:
  friend class Planner;

  // What changed since the last plan.
  struct News {
    Pass* pass;
    const Action* action;
    std::optional<Reply> reply{};
    std::optional<std::uint32_t> iteration{};  // of a loop: it ended with `status`
    StepStatus status = StepStatus::waiting;
  };
  struct Timer {
    Instant at;
    std::size_t action;  // its number
    Pass* pass;
    // What is due together comes as it was written, iteration by iteration.
    friend bool operator<(const Timer& a, const Timer& b) {
      return std::tie(a.at, a.pass->at, a.action) < std::tie(b.at, b.pass->at, b.action);
    }
  };

  const Action* action_named(std::string_view name) const;
  Pass* open_pass(const Action& action, const Iterations& at);
  const Pass* known_pass(const Action& action, const Iterations& at) const;
  Pass& iteration_of(Pass& around, const Action& loop, std::uint32_t index);
  std::unique_ptr<Pass> end_iteration(Pass& around, const Action& loop, std::uint32_t index,
                                      StepStatus status);
  Step& put(Pass& pass, const Action& action, Step step);
  void write(const std::vector<VariableWrite>& writes);
  void thin_out(Pass& pass);

  const Definition* definition_;
  std::unique_ptr<Pass> top_;
  std::deque<News> news_;
  std::set<Timer> timers_;
  std::uint64_t weight_ = 0;
  bool has_responded_ = false;
  bool is_begun_ = false;
};

// The record of a step as expressions see it: name, status, code, inputs, outputs, error, times.
Value record_of(std::string_view action, const Step& step);

}  // namespace riskflow::language
