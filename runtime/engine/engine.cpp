#include "runtime/engine/engine.hpp"

#include "runtime/core/log.hpp"

namespace riskflow::runtime {

// The store cannot take it now, or another worker was first: the run stands in the log.
static constexpr std::chrono::seconds delay_after_failure{1};

Engine::Engine(const OperationParts& parts, EngineConfig config)
    : mail_(parts.mail),
      turns_(parts, std::move(config.retry_delays)),
      workers_(config.workers),
      outside_workers_(config.outside_workers) {}

Engine::~Engine() { stop(); }

void Engine::start() {
  if (!threads_.empty()) return;
  for (std::size_t i = 0; i < workers_; ++i) threads_.emplace_back([this] { work(Lane::inside); });
  for (std::size_t i = 0; i < outside_workers_; ++i)
    threads_.emplace_back([this] { work(Lane::outside); });
}

void Engine::take(const RunId& run) { queue_.add(run); }

void Engine::stop() {
  queue_.close();
  mail_.stop();
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
  threads_.clear();
}

void Engine::wait_until_idle() { queue_.wait_until_idle(); }

void Engine::work(Lane lane) {
  while (const auto taken = queue_.next(lane)) queue_.done_with(taken->run, work_on(*taken, lane));
}

// Takes a run as far as it goes now.  Gives when it goes on, if it does.
std::optional<Again> Engine::work_on(const Taken& taken, Lane lane) {
  auto broken_off = taken.broken_off;
  do {
    const auto turn = turns_.take(taken.run, broken_off, lane);
    if (!turn) {
      log::warn("run could not go on",
                {{"run", to_text(taken.run)}, {"code", to_text(turn.error().code)}});
      return Again{delay_after_failure, broken_off};
    }
    if (turn->next == Next::rest) return turn->again;
    broken_off = 0;
  } while (!queue_.is_closed());
  return {};
}

}  // namespace riskflow::runtime
