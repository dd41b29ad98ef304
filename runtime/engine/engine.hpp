#pragma once
// The flow engine: takes runs from where they stand to their end.  A reactor: it reads what is on
// record, plans (pure), does what has an effect, and records what came of it as commands.  It keeps
// nothing of its own that a crash could lose: after a kill it plans again from the log and goes on.
// docs/adr/0005-mail-window.md says where a mail could still be sent twice.

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "domain/language/definition.hpp"
#include "domain/language/plan.hpp"
#include "runtime/engine/operations.hpp"

namespace riskflow::runtime {

struct EngineConfig {
  std::size_t workers = 2;
  // How long to wait before each further attempt of an effect that could not reach its server
  // (reference "wdl", 6.1: default policy).
  std::vector<std::chrono::milliseconds> retry_delays{
      std::chrono::milliseconds{7'500}, std::chrono::milliseconds{15'000},
      std::chrono::milliseconds{30'000}, std::chrono::milliseconds{45'000}};
};

// Thread rule: `take` from any thread; the rest from one.
class Engine {
 public:
  Engine(const OperationParts& parts, EngineConfig config);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Starts the workers.
  void start();
  // Takes a run to work on, one that began now or that was under way when the process ended.  Again
  // is harmless.
  void take(const RunId& run);
  // Finishes the steps being done, starts no more, and waits.  Idempotent.
  void stop();
  // Waits until no run is waiting for a worker or in one (runs that wait for a retry do not count).
  void wait_until_idle();

 private:
  using Moment = std::chrono::steady_clock::time_point;

  void work();
  std::optional<RunId> next_run();
  void done_with(const RunId& run, std::optional<std::chrono::milliseconds> again_in);

  // One turn of a run: plan, or do one effect.  Says whether there is more to do now, later, or
  // nothing.
  struct Turn {
    enum class Then : std::uint8_t { more, later, over } then = Then::over;
    std::chrono::milliseconds delay{0};
  };
  Result<Turn> turn(const RunId& run);
  Result<Turn> plan_turn(const Folded& folded, const domain::run::State& run,
                         const language::Definition& definition, const language::RunState& state);
  Result<Turn> do_effect(const Folded& folded, const domain::run::State& run,
                         const std::string& action);
  Result<Turn> settle(const Folded& folded, const domain::run::State& run,
                      const std::string& action, const Result<OperationResult>& outcome);
  Result<Turn> end_broken(const Folded& folded, const domain::run::State& run, const Error& why);
  Status advance(const domain::run::State& run, Version at, domain::run::Advance command);
  std::size_t tries_of(const RunId& run, const std::string& action);
  Status commit_delivery(const RunId& id, const std::string& action);
  Result<std::shared_ptr<const language::Definition>> definition_of(const domain::run::State& run);
  Result<std::string> parameters_of(const domain::run::State& run);
  Result<language::RunState> state_of(const domain::run::State& run,
                                      const language::Definition& definition);

  OperationParts parts_;
  EngineConfig config_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::multimap<Moment, RunId> waiting_;  // by the time at which they may go on
  std::set<RunId> queued_;                // in waiting_
  std::set<RunId> working_;               // with a worker
  std::set<RunId> again_;                 // taken while with a worker
  std::map<std::pair<RunId, std::string>, std::size_t> tries_;
  std::vector<std::thread> threads_;

  std::mutex definitions_mutex_;
  std::map<std::pair<FlowId, std::uint32_t>, std::shared_ptr<const language::Definition>>
      definitions_;
};

}  // namespace riskflow::runtime
