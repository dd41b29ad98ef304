#pragma once
// Puts on record what becomes of a run: what was planned, what is about to be delivered, what came
// of a step, and the end that nobody planned.  One commit each, at the version that it was decided
// on: of two writers one wins, and the other reads anew.
// Thread rule: any thread.

#include "domain/language/plan.hpp"
#include "runtime/engine/operations.hpp"
#include "runtime/engine/run_reader.hpp"

namespace riskflow::runtime {

// Whether there is more to do for a run now.
enum class Next : std::uint8_t { go_on, rest };

// `parts` outlives it.
class RunWriter {
 public:
  explicit RunWriter(const LensParts& parts) : parts_(parts) {}

  // Steps that were evaluated, effects that are to be done, and perhaps the end: what `plan` found
  // at `now`.  A plan that is too large for the log ends the run.
  Result<Next> record(const RunAt& at, const language::Plan& plan, Instant now);

  // That a delivery may happen from now on, and to whom.  Its error forbids the delivery.
  Status commit_delivery(const RunAt& at, const std::string& action,
                         const domain::run::Recipients& to);

  // What came of an effect, with its note for the case.  Outputs that are too large for the log
  // fail the step.
  Result<Next> settle(const RunAt& at, const std::string& action,
                      const Result<OperationResult>& outcome);

  // The end of a run that cannot be planned any more: its definition cannot be read, or a person it
  // is about was erased.  What is merely unavailable is no end: it is the error.
  Result<Next> end_broken(const RunAt& at, const Error& why);

 private:
  Status advance(const RunAt& at, domain::run::Advance command);

  const LensParts& parts_;
};

}  // namespace riskflow::runtime
