// What the slowest of a thousand waits for.
//
// Goal: the percentiles of one client's appends while RocksDB has nothing else to do, and while it
// flushes and compacts all the time (write buffers of 2 MiB instead of 32, so a file of each family
// every two thousand appends); and how long after an event is durable a follower has it in hand.
// What to expect: flushes and compactions share disk and cores, nothing waits for them.  A follower
// is woken before the append is answered, and reads the commit from memory: 50 us.

#include <atomic>
#include <charconv>
#include <thread>

#include <benchmark/benchmark.h>

#include "bench/eventstore/bench_log.hpp"
#include "bench/percentiles.hpp"
#include "eventstore/follower.hpp"

namespace riskflow::bench {
namespace {

using namespace eventstore;

// The number of the newest table file: how many were written, and a few more.
std::uint64_t newest_table(const std::filesystem::path& folder) {
  std::uint64_t newest = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() != ".sst") continue;
    const auto name = file.path().stem().string();
    std::uint64_t number = 0;
    std::from_chars(name.data(), name.data() + name.size(), number);
    newest = std::max(newest, number);
  }
  return newest;
}

void append_alone(benchmark::State& state) {
  const OpenLog open(static_cast<std::size_t>(state.range(0)) * 1024);
  const auto make = own_stream(1);
  std::uint64_t number = 0;
  Latencies latencies;
  for (auto _ : state) {
    Frame frame = make(1, number++);
    const auto begin = Stopwatch::now();
    ensure(open.log().append_and_wait(std::move(frame)).has_value(), "the append is taken");
    latencies.add(Stopwatch::now() - begin);
  }
  latencies.report(state);
  state.counters["newest table"] = static_cast<double>(newest_table(open.folder()));
}

// From the moment an event is durable until a follower on another thread has it.
void follow(benchmark::State& state) {
  const OpenLog open;
  std::atomic<Stopwatch::time_point> durable;
  std::atomic<std::uint64_t> seen = 0;
  const auto watch = open.log().watch([&] { durable = Stopwatch::now(); });
  Follower follower(open.log(), Position{0});
  Latencies latencies;
  std::jthread reader([&] {
    for (auto commit = follower.next(); commit && *commit; commit = follower.next()) {
      latencies.add(Stopwatch::now() - durable.load());
      seen = to_number((*commit)->header.first) + 1;
      seen.notify_one();
    }
  });
  const auto make = own_stream(1);
  std::uint64_t number = 0;
  for (auto _ : state) {
    ensure(open.log().append_and_wait(make(1, number)).has_value(), "the append is taken");
    seen.wait(number++);
  }
  follower.stop();
  reader.join();
  latencies.report(state);
}

BENCHMARK(append_alone)
    ->ArgName("buffer_kib")
    ->Arg(32 * 1024)
    ->Arg(2 * 1024)
    ->Iterations(20'000)
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(follow)->UseRealTime()->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace riskflow::bench
