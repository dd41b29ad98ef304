#pragma once
// How long single operations took: their percentiles, as counters of a benchmark.

#include <algorithm>
#include <chrono>
#include <vector>

#include <benchmark/benchmark.h>

namespace riskflow::bench {

using Stopwatch = std::chrono::steady_clock;

// Thread rule: one thread.
class Latencies {
 public:
  void add(Stopwatch::duration one) { all_.push_back(one); }

  // p50_us, p99_us and p999_us: the smallest latency that so many of a thousand do not exceed.
  void report(benchmark::State& state) {
    if (all_.empty()) return;
    std::ranges::sort(all_);
    for (const auto& [name, thousandths] :
         {std::pair{"p50_us", 500}, std::pair{"p99_us", 990}, std::pair{"p999_us", 999}}) {
      const auto rank = (all_.size() * static_cast<std::size_t>(thousandths) + 999) / 1000;
      state.counters[name] =
          std::chrono::duration<double, std::micro>(all_[std::max<std::size_t>(rank, 1) - 1])
              .count();
    }
  }

 private:
  std::vector<Stopwatch::duration> all_;
};

}  // namespace riskflow::bench
