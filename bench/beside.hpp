#pragma once
// Ours and a baseline, measured in turn: a busy machine slows both, and their ratio holds.

#include <ctime>

#include <benchmark/benchmark.h>

namespace riskflow::bench {

// Processor time of this thread: what others do with the machine meanwhile does not count.
inline double processor_seconds() {
  timespec at{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
  return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) * 1e-9;
}

// Each runs once an iteration, which counts the time of `ours` (UseManualTime).  Asking for the
// time costs half a microsecond, so either should take 20 and more.  Counters: `baseline_us` of one
// run, and `ratio`, how many times as long ours takes.
template <class Ours, class Baseline>
void run_beside(benchmark::State& state, const Ours& ours, const Baseline& baseline) {
  double ours_total = 0;
  double baseline_total = 0;
  for (auto _ : state) {
    const auto begin = processor_seconds();
    ours();
    const auto middle = processor_seconds();
    baseline();
    const auto end = processor_seconds();
    state.SetIterationTime(middle - begin);
    ours_total += middle - begin;
    baseline_total += end - middle;
  }
  const auto runs = static_cast<double>(state.iterations());
  state.counters["baseline_us"] = baseline_total * 1e6 / runs;
  state.counters["ratio"] = ours_total / baseline_total;
}

}  // namespace riskflow::bench
