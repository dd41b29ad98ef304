#pragma once
// What a worker does with a run, a turn at a time: plan it as far as it goes, or do one effect.
// Each turn begins with what is on record and ends with a commit, so that a run can be dropped
// between two turns, or in one, and taken up again by anybody.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "runtime/engine/operations.hpp"
#include "runtime/engine/run_queue.hpp"
#include "runtime/engine/run_reader.hpp"
#include "runtime/engine/run_writer.hpp"

namespace riskflow::runtime {

// What comes after a turn: more at once, more after a while, or nothing.
struct Turn {
  Next next = Next::rest;
  std::optional<Again> again;
};

// Thread rule: any thread, one a run.
class Turns {
 public:
  // `retry_delays`: how long to wait before each further attempt of an effect.
  Turns(const OperationParts& parts, std::vector<std::chrono::milliseconds> retry_delays);

  // Takes a run one turn further.  `broken_off`: the attempts of its effect that left nothing on
  // record.  A turn for the workers of another lane than `lane` is left to them; none: any will do.
  // A turn for which there is not enough memory ends the run.
  // Errors: what may be gone when it is tried again (unavailable).
  Result<Turn> take(const RunId& id, std::size_t broken_off, std::optional<Lane> lane = {});

 private:
  Result<Turn> turn_of(const RunAt& at, std::size_t broken_off, std::optional<Lane> lane);
  Result<Next> plan(const RunAt& at);
  Result<Turn> do_effect(const RunAt& at, const std::string& action, std::size_t broken_off);
  Result<OperationResult> operate(const RunAt& at, const std::string& action, Operate operation,
                                  const language::Value& parameters);
  Status commit_delivery(const RunId& id, const std::string& action,
                         const domain::run::Recipients& to);
  // The delay after that many attempts; none when there have been enough.
  std::optional<std::chrono::milliseconds> delay_after(std::size_t attempts) const;
  // What is left of the delay since the last delivery on record.
  Result<std::chrono::milliseconds> left_to_wait(const RunAt& at, std::uint32_t deliveries) const;

  OperationParts parts_;
  RunReader reader_;
  RunWriter writer_;
  std::vector<std::chrono::milliseconds> retry_delays_;
};

}  // namespace riskflow::runtime
