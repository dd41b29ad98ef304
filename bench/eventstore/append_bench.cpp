// How fast the log takes and gives events.
//
// Goal: what a durable append costs beside the flush it cannot do without, how appends of many
// clients share one flush, and how fast a log is read back with every byte checked.  No goal: a
// figure to compare with another machine's; a flush of a disk differs by a factor of 100.
// What to expect: one client alone, one flush (raw_write is that flush).  Many clients: the flush
// is shared, and about 10 us of one core for each frame is left.  Reading: 0.3 us of SHA-256 for an
// event of 256 bytes, and about as much for decoding it.
// Folder: RISKFLOW_BENCH_DIR, else the machine's temporary folder.

#include <atomic>

#include <benchmark/benchmark.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/thread_pool.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "bench/bench_folder.hpp"
#include "eventstore/awaitable.hpp"
#include "eventstore/draft.hpp"
#include "eventstore/key_tree.hpp"
#include "eventstore/records.hpp"

namespace {

using namespace riskflow;
using namespace riskflow::eventstore;
namespace asio = boost::asio;
using bench::BenchFolder;

constexpr std::size_t payload_bytes = 256;
constexpr std::size_t pool_threads = 4;  // as the server has on two cores

struct OpenLog {
  BenchFolder folder;
  std::unique_ptr<Log> log;

  OpenLog() {
    auto opened = Log::open({.folder = folder / "log"});
    ensure(opened.has_value(), "the log opens");
    log = std::move(*opened);
  }
};

RequestId numbered_request(std::uint64_t n) {
  std::array<std::uint8_t, 10> rest{};
  for (std::size_t i = 0; i < 8; ++i) rest[9 - i] = static_cast<std::uint8_t>(n >> (8 * i));
  return request_id(Instant{std::chrono::hours{24 * 20'000}}, rest);
}

// A frame of one part.  Its payload differs from byte to byte and from frame to frame.
Frame numbered_frame(std::uint64_t number, std::string stream, Expected expected,
                     std::size_t events) {
  Frame frame;
  frame.request = numbered_request(number);
  frame.cause.correlation = frame.request;
  Part& part = frame.parts.emplace_back();
  part.stream.name = std::move(stream);
  part.expected = expected;
  part.events.resize(events);
  for (EncodedEvent& event : part.events) {
    event.type = "alert.imported";
    event.payload.resize(payload_bytes);
    std::uint64_t state = ++number * 0x9e3779b97f4a7c15u;
    for (char& c : event.payload) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      c = static_cast<char>(state >> 56);
    }
  }
  return frame;
}

std::string stream_of(std::uint64_t client) { return "client-" + std::to_string(client); }

// What one append of one event puts on the disk, as one string of bytes.
Bytes bytes_of_one_append() {
  auto draft = make_draft(numbered_frame(1, stream_of(1), Expected::no_stream(), 1), {});
  ensure(draft.has_value(), "the frame is valid");
  return draft->skeleton + draft->payloads + stream_key(stream_of(1), Version{1}) +
         encode(StreamEntry{{}, 0, 1}, "") + encode(Head{});
}

// The flush nobody can do without: the bytes of one append, written to the end of a file and
// synced. The file grows, as a log does: each flush also makes its new length durable.
void raw_write(benchmark::State& state) {
  const BenchFolder folder;
  const Bytes record = bytes_of_one_append();
  const int file = ::open((folder / "raw").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  for (auto _ : state) {
    const auto written = ::write(file, record.data(), record.size());
    ensure(written > 0 && ::fdatasync(file) == 0, "the raw file takes writes");
  }
  ::close(file);
  state.SetItemsProcessed(state.iterations());
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
  for (auto _ : state) {
    const auto written = ::pwrite(file, record.data(), record.size(), static_cast<off_t>(at));
    ensure(written > 0 && ::fdatasync(file) == 0, "the raw file takes writes");
    at = (at + record.size()) % (zeros.size() - record.size());
  }
  ::close(file);
  state.SetItemsProcessed(state.iterations());
}

void append_blocking(benchmark::State& state) {
  const OpenLog open;
  std::uint64_t version = 0;
  for (auto _ : state) {
    const auto receipt = open.log->append_and_wait(
        numbered_frame(version, stream_of(1), Expected::exactly(Version{version}), 1));
    ensure(receipt.has_value(), "the append is taken");
    ++version;
  }
  state.SetItemsProcessed(state.iterations());
}

asio::awaitable<void> append_many(Log& log, std::uint64_t client, std::uint64_t round,
                                  std::uint64_t frames, std::size_t events) {
  for (std::uint64_t i = round * frames; i < (round + 1) * frames; ++i) {
    const auto receipt =
        co_await append(log, numbered_frame(client << 40 | i, stream_of(client),
                                            Expected::exactly(Version{i * events}), events));
    ensure(receipt.has_value(), "the append is taken");
  }
}

// Each client appends so many frames to a stream of its own and waits for each answer.  One
// iteration on a new log: the same work as the baseline's.
void append_coroutines(benchmark::State& state) {
  const auto clients = static_cast<std::uint64_t>(state.range(0));
  const auto events = static_cast<std::size_t>(state.range(1));
  const auto frames = static_cast<std::uint64_t>(state.range(2));
  const OpenLog open;
  std::atomic<std::int64_t> flushes = 0;
  const auto watch = open.log->watch([&] { ++flushes; });
  std::uint64_t round = 0;
  for (auto _ : state) {
    asio::thread_pool pool(pool_threads);
    for (std::uint64_t client = 0; client < clients; ++client)
      asio::co_spawn(pool, append_many(*open.log, client, round, frames, events), asio::detached);
    pool.join();
    ++round;
  }
  const auto total = static_cast<std::int64_t>(round * frames * clients);
  ensure(to_number(open.log->head()) == static_cast<std::uint64_t>(total) * events,
         "all events are there");
  state.SetItemsProcessed(total);
  state.counters["frames/flush"] = static_cast<double>(total) / static_cast<double>(flushes.load());
  state.counters["events/s"] = benchmark::Counter(
      static_cast<double>(total) * static_cast<double>(events), benchmark::Counter::kIsRate);
}

asio::awaitable<void> append_timed(Log& log, benchmark::State& state) {
  std::uint64_t version = 0;
  for (auto _ : state) {
    const auto receipt = co_await append(
        log, numbered_frame(version, stream_of(1), Expected::exactly(Version{version}), 1));
    ensure(receipt.has_value(), "the append is taken");
    ++version;
  }
}

// One client alone: what the hops of a coroutine add to append_blocking.
void append_awaitable(benchmark::State& state) {
  const OpenLog open;
  asio::thread_pool pool(pool_threads);
  asio::co_spawn(pool, append_timed(*open.log, state), asio::detached);
  pool.join();
  state.SetItemsProcessed(state.iterations());
}

asio::awaitable<void> append_new(Log& log, std::uint64_t client, std::uint64_t round,
                                 std::uint64_t frames) {
  for (std::uint64_t i = round * frames; i < (round + 1) * frames; ++i) {
    const std::uint64_t number = client << 40 | i;
    const auto receipt =
        co_await append(log, numbered_frame(number, "alert-" + to_text(numbered_request(number)),
                                            Expected::no_stream(), 1));
    ensure(receipt.has_value(), "the append is taken");
  }
}

// Each frame begins a stream that was never seen: no version is in the cache.
void append_new_streams(benchmark::State& state) {
  const auto clients = static_cast<std::uint64_t>(state.range(0));
  const std::uint64_t frames = 25'600 / clients;
  const OpenLog open;
  std::uint64_t round = 0;
  for (auto _ : state) {
    asio::thread_pool pool(pool_threads);
    for (std::uint64_t client = 0; client < clients; ++client)
      asio::co_spawn(pool, append_new(*open.log, client, round, frames), asio::detached);
    pool.join();
    ++round;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(round * frames * clients));
}

// A log of `events` events in frames of `frame_events`, on 100 streams.
void fill(Log& log, std::uint64_t events, std::size_t frame_events) {
  asio::thread_pool pool(pool_threads);
  constexpr std::uint64_t clients = 100;
  const std::uint64_t frames = events / frame_events / clients;
  for (std::uint64_t client = 0; client < clients; ++client)
    asio::co_spawn(pool, append_many(log, client, 0, frames, frame_events), asio::detached);
  pool.join();
}

// Every commit decoded to StoredEvents, every byte checked.
void replay(benchmark::State& state) {
  const OpenLog open;
  fill(*open.log, static_cast<std::uint64_t>(state.range(0)),
       static_cast<std::size_t>(state.range(1)));
  std::int64_t events = 0;
  std::uint64_t sum = 0;
  for (auto _ : state) {
    const auto end = open.log->read(Position{0}, [&](const Commit& commit) {
      for (const StoredEvent& event : commit.events) {
        sum += event.payload.size() + to_number(event.version);
        ++events;
      }
      return Reading::more;
    });
    ensure(end.has_value() && *end == open.log->head(), "the whole log is read");
  }
  benchmark::DoNotOptimize(sum);
  state.SetItemsProcessed(events);
}

void read_stream(benchmark::State& state) {
  const OpenLog open;
  fill(*open.log, 100 * static_cast<std::uint64_t>(state.range(0)), 1);
  std::int64_t events = 0;
  for (auto _ : state) {
    const auto version = open.log->read_stream({stream_of(7)}, Version{0},
                                               [&](const CommitHeader&, const StoredEvent&) {
                                                 ++events;
                                                 return Reading::more;
                                               });
    ensure(version.has_value(), "the stream is read");
  }
  state.SetItemsProcessed(events);
}

// One leaf of the key tree that is not in the cache: 33 HMACs.
void derive_leaf(benchmark::State& state) {
  const Key seed;
  SubjectRef subject;
  for (auto _ : state) {
    ++subject.bytes[0];
    benchmark::DoNotOptimize(derive(seed, leaf_path(subject, Purpose::identity)));
  }
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
BENCHMARK(replay)
    ->ArgNames({"events", "frame"})
    ->Args({200'000, 1})
    ->Args({200'000, 100})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(read_stream)->ArgName("events")->Arg(100)->Unit(benchmark::kMicrosecond);
BENCHMARK(derive_leaf)->Unit(benchmark::kMicrosecond);

}  // namespace
