// What the running server does for those who wait for it: an import, a page, a run of a flow.
//
// Goal: records a second until an import is durable and shown; how long the first page of each
// dashboard takes, pseudonyms on, by the router and the lens but without a socket; how long the
// flow notify-manager takes from the request to the mail in a local mail server and the note on the
// case, alone and sixteen at once.
// No goal: HTTP on the wire; a mail server far away.
// What to expect: an import takes 30 us an event, for sealing, deciding and the views; a page 15 to
// 70 us a row, for rows of cases and alerts have a sealed text to open; a run is a chain of
// commits, so of flushes.

#include <chrono>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "bench/office.hpp"
#include "bench/program.hpp"

namespace {

using namespace riskflow;
using bench::Office;
using Seconds = std::chrono::duration<double>;

bench::SampleSize size_of(const benchmark::State& state) {
  return {static_cast<std::uint64_t>(state.range(0)), static_cast<std::uint64_t>(state.range(1))};
}

void import(benchmark::State& state, const bench::SampleFiles& files) {
  std::uint64_t records = 0;
  std::uint64_t events = 0;
  for (auto _ : state) {
    Office office;
    const auto begin = std::chrono::steady_clock::now();
    records += office.import(files);
    office.settle();
    state.SetIterationTime(Seconds(std::chrono::steady_clock::now() - begin).count());
    events += office.events();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(records));
  state.counters["events/s"] =
      benchmark::Counter(static_cast<double>(events), benchmark::Counter::kIsRate);
}

void query_page(benchmark::State& state, Office& office, const std::string& target) {
  std::size_t bytes = 0;
  for (auto _ : state) bytes = office.get(target).size();
  state.SetItemsProcessed(state.iterations());
  state.counters["bytes"] = static_cast<double>(bytes);
}

// An office whose flow may run: names shown, mail caught by the server's own catcher.
class FlowOffice {
 public:
  explicit FlowOffice(const bench::SampleFiles& files) {
    office_.import(files);
    office_.open_cases(25);
    office_.post("/v1.0/flows", R"({"template": "notify-manager", "turnOn": true})");
    office_.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
    ensure(office_.app().begin().has_value(), "the engine and the catcher begin");
    keep_notifiable_cases();
  }

  // Starts so many runs, each on a case of its own, and waits for the last.
  void run(std::size_t runs) {
    // Past the five minutes that one record of a read covers, so that each run pays for its own.
    office_.clock.at += std::chrono::minutes{6};
    for (std::size_t i = 0; i < runs; ++i) start(cases_[next_++ % cases_.size()]);
    office_.app().wait_until_idle();
  }

  std::uint64_t mails() {
    const auto list = office_.app().parts().catcher.list();
    return list.empty() ? 0 : list.back().number;
  }

 private:
  void start(int number) {
    const auto body = fmt::format(
        R"({{"flow": "Notify manager when a user has an insider risk alert", "case": "{}"}})",
        number);
    office_.post("/v1.0/runs", body);
  }

  // The head of a company has no manager.
  void keep_notifiable_cases() {
    for (int number = 1; number <= 25; ++number) {
      const auto before = mails();
      start(number);
      office_.app().wait_until_idle();
      if (mails() > before) cases_.push_back(number);
    }
    ensure(cases_.size() > 16, "nearly everybody has a manager");
  }

  Office office_;
  std::vector<int> cases_;
  std::size_t next_ = 0;
};

void run_flow(benchmark::State& state, const bench::SampleFiles& files) {
  const auto runs = static_cast<std::size_t>(state.range(2));
  FlowOffice office(files);
  const auto before = office.mails();
  for (auto _ : state) office.run(runs);
  ensure(office.mails() - before == static_cast<std::size_t>(state.iterations()) * runs,
         "every run sent its mail");
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(runs));
}

void sized(benchmark::internal::Benchmark* one) {
  one->ArgNames({"users", "alerts"})->Args({100, 500})->Args({2'000, 20'000});
}

void register_all(bench::Offices& offices) {
  benchmark::RegisterBenchmark(
      "import", [&](benchmark::State& state) { import(state, offices.files(size_of(state))); })
      ->Apply(sized)
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond);
  for (const std::string view : {"cases", "alerts", "users"})
    benchmark::RegisterBenchmark(
        ("query_page/" + view).c_str(),
        [&, view](auto& state) { query_page(state, offices.of(size_of(state)), "/v1.0/" + view); })
        ->Apply(sized)
        ->UseRealTime()
        ->Unit(benchmark::kMicrosecond);
  benchmark::RegisterBenchmark(
      "run_flow", [&](benchmark::State& state) { run_flow(state, offices.files(size_of(state))); })
      ->ArgNames({"users", "alerts", "runs"})
      ->Args({100, 500, 1})
      ->Args({100, 500, 16})
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}

}  // namespace

int main(int argc, char** argv) {
  riskflow::bench::Offices offices;
  return riskflow::bench::run_program(argc, argv, [&] { register_all(offices); });
}
