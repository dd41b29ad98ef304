#pragma once
// The flow engine: takes runs from where they stand to their end.  A reactor: it reads what is on
// record, plans (pure), does what has an effect, and records what came of it as commands.  It keeps
// nothing of its own that a crash could lose: after a kill it plans again from the log and goes on.
// docs/adr/0005-mail-window.md says where a mail could still be sent twice.
//
//   run_queue    which run is next               run_reader   a run and its flow, from the log
//   turns        what is done with it            run_writer   what becomes of it, into the log
//   operations   what the steps of a flow can do: the place to add one

#include <chrono>
#include <thread>
#include <vector>

#include "runtime/engine/run_queue.hpp"
#include "runtime/engine/turns.hpp"

namespace riskflow::runtime {

struct EngineConfig {
  std::size_t workers = 2;
  std::size_t outside_workers = 4;  // that wait for mail servers
  // How long to wait before each further attempt of an effect that could not reach its server: the
  // default retry policy of Logic Apps.
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
  // Finishes the steps being done, starts no more, and waits.  A mail on its way is broken off, and
  // sent by the next process.  Takes a second or two at most.  Idempotent.
  void stop();
  // Waits until no run is waiting for a worker or in one (runs that wait for a retry do not count).
  void wait_until_idle();

 private:
  void work(Lane lane);
  std::optional<Again> work_on(const Taken& taken, Lane lane);

  mail::MailSender& mail_;
  RunQueue queue_;
  Turns turns_;
  std::size_t workers_, outside_workers_;
  std::vector<std::thread> threads_;
};

}  // namespace riskflow::runtime
