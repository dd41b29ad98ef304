#pragma once
// What a worker does with a run, a turn at a time: plan it as far as it goes, or do one effect.
// Each turn begins with what is on record and ends with a commit, so that a run can be dropped
// between two turns, or in one, and taken up again by anybody.

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "runtime/engine/operations.hpp"
#include "runtime/engine/run_reader.hpp"
#include "runtime/engine/run_writer.hpp"

namespace riskflow::runtime {

// What comes after a turn: more at once, more after a while, or nothing.
struct Turn {
  Next next = Next::rest;
  std::optional<std::chrono::milliseconds> again_in;
};

// Thread rule: any thread, one a run.
class Turns {
 public:
  // `retry_delays`: how long to wait before each further attempt of an effect.
  Turns(const OperationParts& parts, std::vector<std::chrono::milliseconds> retry_delays);

  // Takes a run one turn further.  Errors: what may be gone when it is tried again (unavailable).
  Result<Turn> take(const RunId& id);

 private:
  Result<Next> plan(const RunAt& at);
  Result<Turn> do_effect(const RunAt& at, const std::string& action);
  Result<OperationResult> operate(const RunAt& at, const std::string& action, Operate operation,
                                  const language::Value& parameters);
  Status commit_delivery(const RunId& id, const std::string& action);
  // The delay before the next attempt; none when there have been enough.  Attempts on record count
  // too when the process is a new one.
  std::optional<std::chrono::milliseconds> next_try(const RunAt& at, const std::string& action);
  Result<Next> settle(const RunAt& at, const std::string& action,
                      const Result<OperationResult>& outcome);

  OperationParts parts_;
  RunReader reader_;
  RunWriter writer_;
  std::vector<std::chrono::milliseconds> retry_delays_;
  std::mutex mutex_;
  std::map<std::pair<RunId, std::string>, std::size_t> tries_;
};

}  // namespace riskflow::runtime
