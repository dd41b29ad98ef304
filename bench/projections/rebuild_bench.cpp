// How fast the views come back from the log.
//
// Goal: what an operator waits for after the views were lost (`catch_up`: an empty folder, until
// the views show the head) and what `riskflow rebuild` costs beside views that serve (`rebuild`:
// folds all on the side, hashes both states, compares, switches).
// No goal: the read path; see bench/runtime.
// What to expect: about 10 us of one core for an event, most of it in RocksDB and in the order of
// entries; the side-by-side rebuild reads all rows three times besides.

#include <chrono>

#include <benchmark/benchmark.h>

#include "bench/office.hpp"
#include "bench/program.hpp"

namespace {

using namespace riskflow;
using Seconds = std::chrono::duration<double>;

void count_events(benchmark::State& state, bench::Office& office) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(office.events()));
  state.counters["events"] = static_cast<double>(office.events());
}

void catch_up(benchmark::State& state, bench::Office& office) {
  for (auto _ : state) {
    const bench::BenchFolder folder;
    const auto begin = std::chrono::steady_clock::now();
    auto views = projections::Views::open({.folder = folder / "proj"}, office.log());
    ensure(views && (*views)->wait_for(office.log().head(), std::chrono::minutes{10}),
           "the views show the head");
    state.SetIterationTime(Seconds(std::chrono::steady_clock::now() - begin).count());
  }
  count_events(state, office);
}

void rebuild(benchmark::State& state, bench::Office& office) {
  for (auto _ : state) {
    const auto rebuilt = office.app().parts().views->rebuild();
    ensure(rebuilt && rebuilt->position == office.log().head(), "the views are rebuilt");
  }
  count_events(state, office);
}

bench::Office& office_of(bench::Offices& offices, const benchmark::State& state) {
  return offices.of(
      {static_cast<std::uint64_t>(state.range(0)), static_cast<std::uint64_t>(state.range(1))});
}

void sized(benchmark::internal::Benchmark* one) {
  one->ArgNames({"users", "alerts"})
      ->Args({100, 500})
      ->Args({2'000, 20'000})
      ->Unit(benchmark::kMillisecond);
}

void register_all(bench::Offices& offices) {
  benchmark::RegisterBenchmark(
      "catch_up", [&](benchmark::State& state) { catch_up(state, office_of(offices, state)); })
      ->Apply(sized)
      ->UseManualTime();
  benchmark::RegisterBenchmark(
      "rebuild", [&](benchmark::State& state) { rebuild(state, office_of(offices, state)); })
      ->Apply(sized)
      ->UseRealTime();
}

}  // namespace

int main(int argc, char** argv) {
  riskflow::bench::Offices offices;
  return riskflow::bench::run_program(argc, argv, [&] { register_all(offices); });
}
