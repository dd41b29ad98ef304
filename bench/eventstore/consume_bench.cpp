// How fast one worker of a consumer group pulls events and acknowledges them, one by one.
//
// Goal: what counting each delivery and keeping each answer costs beside reading the events.  No
// goal: the effect of several workers, who mostly wait for what they do with an event.
// What to expect: an event is read twice (2 us each from the cache), and its delivery and its
// acknowledgement are two small writes into a file that is not synced (some us each).  `max:1`
// writes once more for each event, and finds its event by itself each time.

#include <benchmark/benchmark.h>

#include "bench/bench_folder.hpp"
#include "domain/core/ensure.hpp"
#include "eventstore/consumers.hpp"

namespace riskflow::eventstore {
namespace {

constexpr std::size_t commits = 100;
constexpr std::size_t commit_events = 100;

// A log of events on as many streams, and its consumers.
class Office {
 public:
  Office() {
    auto log = Log::open({.folder = folder_ / "log"});
    ensure(log.has_value(), "the log opens");
    log_ = std::move(*log);
    for (std::size_t i = 0; i < commits; ++i) append(i);
    auto consumers = Consumers::open(*log_, folder_ / "consumers");
    ensure(consumers.has_value(), "the consumers open");
    consumers_ = std::move(*consumers);
  }

  std::unique_ptr<ConsumerGroup> new_group() {
    (void)consumers_->remove("workers");
    auto group = consumers_->group("workers");
    ensure(group.has_value(), "the group opens");
    return std::move(*group);
  }

 private:
  void append(std::size_t number) {
    Frame frame;
    std::array<std::uint8_t, 10> rest{};
    rest[9] = static_cast<std::uint8_t>(number);
    frame.request = request_id(Instant{std::chrono::hours{24 * 20'000}}, rest);
    for (std::size_t i = 0; i < commit_events; ++i)
      frame.parts.push_back({.stream = {"stream-" + std::to_string(i)},
                             .expected = Expected::any(),
                             .events = {{.type = "thing.done", .payload = Bytes(256, 'x')}}});
    ensure(log_->append_and_wait(std::move(frame)).has_value(), "the log takes events");
  }

  bench::BenchFolder folder_;
  std::unique_ptr<Log> log_;
  std::unique_ptr<Consumers> consumers_;
};

void consume(benchmark::State& state) {
  Office office;
  const Instant now{std::chrono::hours{24 * 20'000}};
  const auto max = static_cast<std::size_t>(state.range(0));
  for (auto _ : state) {
    state.PauseTiming();
    const auto group = office.new_group();
    state.ResumeTiming();
    for (auto pulled = group->pull(now, max); !pulled->deliveries.empty();
         pulled = group->pull(now, max))
      for (const Delivery& one : pulled->deliveries)
        ensure(group->acknowledge(one.ticket, now).has_value(), "an event is acknowledged");
    ensure(group->status().lag == 0, "all is handled");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(commits * commit_events));
}

BENCHMARK(consume)->ArgName("max")->Arg(1)->Arg(16)->Arg(256)->UseRealTime()->Unit(
    benchmark::kMillisecond);

}  // namespace
}  // namespace riskflow::eventstore
