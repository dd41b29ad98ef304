// How fast the log gives back what it took.
//
// Goal: a whole log by its skeletons alone, as a tree is made anew; with its payloads and every
// hash checked, as a view is rebuilt; and one stream, as a decision loads it.
// No goal: decoding events (bench/domain) and the tables of views (bench/projections).
// What to expect: a commit of one event costs a step of RocksDB's iterator and a CRC for each of
// its two records (0.2 us each), then 0.3 us of SHA-256 for a payload of 256 bytes.

#include <unordered_map>

#include <benchmark/benchmark.h>

#include "bench/eventstore/bench_log.hpp"
#include "eventstore/records.hpp"
#include "eventstore/skeleton.hpp"
#include "eventstore/tables.hpp"

namespace riskflow::bench {
namespace {

using namespace eventstore;

constexpr std::uint64_t streams = 100;

// So many events in frames of so many, in turn on 100 streams.
void fill(OpenLog& open, std::uint64_t events, std::size_t frame_events) {
  append_all(open.log(), {streams, 0, events / frame_events / streams}, own_stream(frame_events));
  open.open_anew();
}

// The skeletons alone, one a commit; each by its checksum, and none missing.
void scan_skeletons(benchmark::State& state) {
  OpenLog open;
  fill(open, static_cast<std::uint64_t>(state.range(0)), 1);
  open.close();
  const LogOptions server;
  const auto tables =
      Tables::open_read_only({open.folder(), server.write_buffer_bytes, server.block_cache_bytes});
  ensure(tables.has_value(), "the tables open");
  std::int64_t events = 0;
  std::size_t bytes = 0;
  for (auto _ : state) {
    Skeleton skeleton;
    Position next{0};
    auto scan = (*tables)->scan(Family::skeletons, {}, Access::replay);
    for (scan.seek(position_key(next)); scan.valid(); scan.next()) {
      const auto first = position_of_key(scan.key());
      ensure(first && *first == next, "no skeleton is missing");
      ensure(decode_skeleton(scan.value(), next, skeleton).has_value(), "the skeleton is sound");
      next = next + skeleton.header.events;
      bytes += scan.value().size();
    }
    ensure(scan.status().has_value(), "the scan ends at the end");
    events += static_cast<std::int64_t>(to_number(next));
  }
  state.SetItemsProcessed(events);
  state.counters["bytes"] = static_cast<double>(bytes) / static_cast<double>(events);
}

// The least a view can do: how many events there are of each type.  Every commit is read with its
// payloads, every byte checked.
void count_events(benchmark::State& state) {
  OpenLog open;
  fill(open, static_cast<std::uint64_t>(state.range(0)), static_cast<std::size_t>(state.range(1)));
  std::int64_t events = 0;
  for (auto _ : state) {
    std::unordered_map<std::string_view, std::int64_t> counts{{"alert.imported", 0}};
    const auto end = open.log().read(Position{0}, [&](const Commit& commit) {
      for (const StoredEvent& event : commit.events) ++counts.at(event.type);
      return Reading::more;
    });
    ensure(end.has_value() && *end == open.log().head(), "the whole log is read");
    events += counts.at("alert.imported");
  }
  state.SetItemsProcessed(events);
}

// One stream after another, its commits far apart in the log.
void read_stream(benchmark::State& state) {
  OpenLog open;
  fill(open, streams * static_cast<std::uint64_t>(state.range(0)),
       static_cast<std::size_t>(state.range(1)));
  std::int64_t events = 0;
  std::uint64_t turn = 0;
  for (auto _ : state) {
    const auto version = open.log().read_stream({stream_of(turn++ % streams)}, Version{0},
                                                [&](const CommitHeader&, const StoredEvent&) {
                                                  ++events;
                                                  return Reading::more;
                                                });
    ensure(version.has_value(), "the stream is read");
  }
  state.SetItemsProcessed(events);
}

BENCHMARK(scan_skeletons)
    ->ArgName("events")
    ->Arg(10'000)
    ->Arg(200'000)
    ->Iterations(5)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(count_events)
    ->ArgNames({"events", "frame"})
    ->Args({10'000, 1})
    ->Args({200'000, 1})
    ->Args({200'000, 100})
    ->Iterations(5)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(read_stream)
    ->ArgNames({"events", "frame"})
    ->Args({100, 1})
    ->Args({100, 10})
    ->Args({100, 100})
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace riskflow::bench
