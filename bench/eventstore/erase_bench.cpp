// Erasing people: alone and several at once, when nobody and when many were erased before.  How
// many people there are plays no part: no key of theirs is stored.

#include <random>

#include <benchmark/benchmark.h>

#include "bench/eventstore/bench_keys.hpp"

namespace riskflow::eventstore {
namespace {

namespace fs = std::filesystem;

class People {
 public:
  std::vector<SubjectRef> next(std::size_t count) {
    std::vector<SubjectRef> out(count);
    for (auto& one : out)
      for (auto& byte : one.bytes) byte = static_cast<std::uint8_t>(chance_());
    return out;
  }

 private:
  std::mt19937 chance_{7};
};

// A key folder, and what is written to it.
class Keys {
 public:
  void erase(const std::vector<SubjectRef>& people) {
    ensure(keys_.ring().erase(people).has_value(), "people can be erased");
  }

  // The root, and the pages since the last call.
  std::uintmax_t written() {
    auto bytes = fs::file_size(keys_.folder() / "root");
    auto newest = newest_;
    for (const auto& page : fs::directory_iterator(keys_.folder() / "pages")) {
      const auto number = std::stoull(page.path().filename().string());
      if (number <= newest_) continue;
      bytes += page.file_size();
      newest = std::max(newest, number);
    }
    newest_ = newest;
    return bytes;
  }

 private:
  bench::OpenKeys keys_;
  unsigned long long newest_ = 0;
};

void erase(benchmark::State& state) {
  Keys keys;
  People people;
  const auto before = static_cast<std::size_t>(state.range(0));
  for (std::size_t done = 0; done < before; done += 500) keys.erase(people.next(500));
  keys.written();
  std::uintmax_t bytes = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const auto some = people.next(static_cast<std::size_t>(state.range(1)));
    state.ResumeTiming();
    keys.erase(some);
    state.PauseTiming();
    bytes += keys.written();
    state.ResumeTiming();
  }
  const auto erased = state.iterations() * state.range(1);
  state.SetItemsProcessed(erased);
  state.counters["bytes/person"] = static_cast<double>(bytes) / static_cast<double>(erased);
}

BENCHMARK(erase)
    ->ArgNames({"before", "people"})
    ->ArgsProduct({{0, 1'000}, {1, 10, 100}})
    ->Iterations(20)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace riskflow::eventstore
