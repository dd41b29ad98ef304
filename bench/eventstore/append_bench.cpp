// How fast the log takes events.
//
// Goal: what a durable append costs beside the flush it cannot do without, and how appends of many
// clients share one flush.  No goal: a figure to compare with another machine's; a flush of a disk
// differs by a factor of 100.
// What to expect: one client alone, one flush (raw_write is that flush).  Many clients: the flush
// is shared, and about 10 us of one core for each frame is left.
// Folder: RISKFLOW_BENCH_DIR, else the machine's temporary folder.

#include <atomic>

#include <benchmark/benchmark.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/thread_pool.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "bench/eventstore/bench_log.hpp"
#include "bench/percentiles.hpp"
#include "eventstore/awaitable.hpp"
#include "eventstore/draft.hpp"
#include "eventstore/records.hpp"

namespace riskflow::bench {
namespace {

using namespace eventstore;
namespace asio = boost::asio;

// What one append of one event puts on the disk, as one string of bytes.
Bytes bytes_of_one_append() {
  auto draft = make_draft(numbered_frame(1, stream_of(1), Expected::no_stream(), 1), {});
  ensure(draft.has_value(), "the frame is valid");
  return draft->skeleton + draft->payloads + stream_key(stream_of(1), Version{1}) +
         encode(StreamEntry{{}, 0, 1}, "") + encode(Head{});
}

// Runs `once` for each iteration and tells how long single ones took.
template <class Once>
void time_each(benchmark::State& state, const Once& once) {
  Latencies latencies;
  for (auto _ : state) {
    const auto begin = Stopwatch::now();
    once();
    latencies.add(Stopwatch::now() - begin);
  }
  latencies.report(state);
  state.SetItemsProcessed(state.iterations());
}

// The flush nobody can do without: the bytes of one append, written to the end of a file and
// synced. The file grows, as a log does: each flush also makes its new length durable.
void raw_write(benchmark::State& state) {
  const BenchFolder folder;
  const Bytes record = bytes_of_one_append();
  const int file = ::open((folder / "raw").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  time_each(state, [&] {
    const auto written = ::write(file, record.data(), record.size());
    ensure(written > 0 && ::fdatasync(file) == 0, "the raw file takes writes");
  });
  ::close(file);
  state.counters["bytes"] = static_cast<double>(record.size());
}

// The same over bytes that are there: what a log could reach at best whose file is written with
// zeros in advance.
void raw_overwrite(benchmark::State& state) {
  const BenchFolder folder;
  const Bytes record = bytes_of_one_append();
  const Bytes zeros(16 * 1024 * 1024, '\0');
  const int file = ::open((folder / "raw").c_str(), O_WRONLY | O_CREAT, 0600);
  ensure(::write(file, zeros.data(), zeros.size()) > 0 && ::fsync(file) == 0, "zeros are written");
  std::size_t at = 0;
  time_each(state, [&] {
    const auto written = ::pwrite(file, record.data(), record.size(), static_cast<off_t>(at));
    ensure(written > 0 && ::fdatasync(file) == 0, "the raw file takes writes");
    at = (at + record.size()) % (zeros.size() - record.size());
  });
  ::close(file);
}

void append_blocking(benchmark::State& state) {
  const OpenLog open;
  const auto make = own_stream(1);
  std::uint64_t number = 0;
  time_each(state, [&] {
    ensure(open.log().append_and_wait(make(1, number++)).has_value(), "the append is taken");
  });
}

asio::awaitable<void> append_timed(Log& log, benchmark::State& state) {
  const auto make = own_stream(1);
  std::uint64_t number = 0;
  for (auto _ : state) {
    const auto receipt = co_await append(log, make(1, number++));
    ensure(receipt.has_value(), "the append is taken");
  }
}

// One client alone: what the hops of a coroutine add to append_blocking.
void append_awaitable(benchmark::State& state) {
  const OpenLog open;
  asio::thread_pool pool(pool_threads);
  asio::co_spawn(pool, append_timed(open.log(), state), asio::detached);
  pool.join();
  state.SetItemsProcessed(state.iterations());
}

// Each client appends so many frames to a stream of its own and waits for each answer.  One
// iteration on a new log: the same work as a peer's.
void append_coroutines(benchmark::State& state) {
  const auto clients = static_cast<std::uint64_t>(state.range(0));
  const auto events = static_cast<std::size_t>(state.range(1));
  const auto frames = static_cast<std::uint64_t>(state.range(2));
  const OpenLog open;
  std::atomic<std::int64_t> flushes = 0;
  const auto watch = open.log().watch([&] { ++flushes; });
  std::uint64_t round = 0;
  for (auto _ : state) {
    append_all(open.log(), {clients, round * frames, (round + 1) * frames}, own_stream(events));
    ++round;
  }
  const auto total = static_cast<std::int64_t>(round * frames * clients);
  ensure(to_number(open.log().head()) == static_cast<std::uint64_t>(total) * events,
         "all events are there");
  state.SetItemsProcessed(total);
  state.counters["frames/flush"] = static_cast<double>(total) / static_cast<double>(flushes.load());
  state.counters["events/s"] = benchmark::Counter(
      static_cast<double>(total) * static_cast<double>(events), benchmark::Counter::kIsRate);
}

// Each frame begins a stream that was never seen: no version is in the cache.
void append_new_streams(benchmark::State& state) {
  const auto clients = static_cast<std::uint64_t>(state.range(0));
  const std::uint64_t frames = 25'600 / clients;
  const auto make = [](std::uint64_t client, std::uint64_t number) {
    const std::uint64_t alert = client << 40 | number;
    return numbered_frame(alert, "alert-" + to_text(numbered_request(alert)), Expected::no_stream(),
                          1);
  };
  const OpenLog open;
  std::uint64_t round = 0;
  for (auto _ : state) {
    append_all(open.log(), {clients, round * frames, (round + 1) * frames}, make);
    ++round;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(round * frames * clients));
}

BENCHMARK(raw_write)->UseRealTime();
BENCHMARK(raw_overwrite)->UseRealTime();
BENCHMARK(append_blocking)->UseRealTime();
BENCHMARK(append_awaitable)->UseRealTime();
BENCHMARK(append_coroutines)
    ->ArgNames({"clients", "events", "frames"})
    ->Args({1, 1, 400})
    ->Args({8, 1, 200})
    ->Args({64, 1, 400})
    ->Args({256, 1, 100})
    ->Args({1, 100, 100})
    ->Args({8, 100, 50})
    ->Args({64, 100, 16})
    ->Args({256, 100, 8})
    ->Iterations(1)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(append_new_streams)
    ->ArgName("clients")
    ->Arg(64)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace riskflow::bench
