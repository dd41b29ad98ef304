// What sealing costs an append.
//
// Goal: 64 clients append the same text plain and sealed for one of a thousand people; and the
// parts of it: a key that must be derived, an envelope made and opened with a key at hand.
// What to expect: 33 HMACs for a key (13 us), 3 us for an envelope either way, which is HKDF for
// the most part.  Clients seal side by side, before the sequencer.

#include <benchmark/benchmark.h>

#include "bench/eventstore/bench_keys.hpp"
#include "bench/eventstore/bench_log.hpp"
#include "domain/core/big_endian.hpp"
#include "eventstore/envelope.hpp"
#include "eventstore/key_tree.hpp"

namespace riskflow::bench {
namespace {

using namespace eventstore;

constexpr std::uint64_t people = 1'000;

SubjectRef person(std::uint64_t number) {
  SubjectRef subject;
  for (std::size_t i = 0; i < 8; ++i)
    subject.bytes[i] = static_cast<std::uint8_t>((number * 0x9e3779b97f4a7c15u) >> (8 * i));
  return subject;
}

class Keys {
 public:
  Keys() {
    for (std::uint64_t i = 0; i < people; ++i)
      ensure(ring().leaf(person(i), Purpose::casework).has_value(), "a key is derived");
  }
  const Keyring& ring() const { return keys_.ring(); }

 private:
  OpenKeys keys_;
};

Bytes sealed(const Keyring& keys, const Place& place, std::uint64_t number, BytesView text) {
  const SubjectRef subject = person(number % people);
  auto envelope = seal(keys, {&subject, 1}, Purpose::casework, place, text);
  ensure(envelope.has_value(), "the text is sealed");
  return std::move(*envelope);
}

// The payload becomes one sealed piece: a size, little-endian as codecs write it, and the envelope.
void seal_payload(const Keyring& keys, const LogId& log, Frame& frame, std::uint64_t number) {
  EncodedEvent& event = frame.parts.front().events.front();
  const Bytes envelope =
      sealed(keys, {log, frame.request, 0, event.type, 0}, number, event.payload);
  event.payload.clear();
  for (unsigned shift = 0; shift < 32; shift += 8)
    event.payload += static_cast<char>(envelope.size() >> shift);
  event.payload += envelope;
  event.sealed = {{0, static_cast<std::uint32_t>(event.payload.size())}};
}

void append(benchmark::State& state, const MakeFrame& make, Log& log) {
  const auto frames = static_cast<std::uint64_t>(state.range(1));
  std::uint64_t round = 0;
  for (auto _ : state) {
    append_all(log,
               {static_cast<std::uint64_t>(state.range(0)), round * frames, (round + 1) * frames},
               make);
    ++round;
  }
  state.SetItemsProcessed(state.iterations() * state.range(0) * state.range(1));
}

void append_plain(benchmark::State& state) {
  const OpenLog open;
  append(state, own_stream(1), open.log());
}

void append_sealed(benchmark::State& state) {
  const OpenLog open;
  const Keys keys;
  const auto plain = own_stream(1);
  const auto make = [&](std::uint64_t client, std::uint64_t number) {
    Frame frame = plain(client, number);
    seal_payload(keys.ring(), open.log().id(), frame, client + 64 * number);
    return frame;
  };
  append(state, make, open.log());
}

constexpr Place somewhere{{}, {}, 0, "alert.imported", 0};

void seal_envelope(benchmark::State& state) {
  const Keys keys;
  const Bytes text = numbered_payload(1);
  std::uint64_t number = 0;
  for (auto _ : state) benchmark::DoNotOptimize(sealed(keys.ring(), somewhere, number++, text));
}

void open_envelope(benchmark::State& state) {
  const Keys keys;
  std::vector<Bytes> envelopes;
  for (std::uint64_t i = 0; i < people; ++i)
    envelopes.push_back(sealed(keys.ring(), somewhere, i, numbered_payload(i)));
  std::size_t number = 0;
  for (auto _ : state) {
    const auto text = eventstore::open(keys.ring(), somewhere, envelopes[number++ % people]);
    ensure(text.has_value(), "the envelope opens");
  }
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

void crowded(benchmark::internal::Benchmark* one) {
  one->ArgNames({"clients", "frames"})
      ->Args({8, 20})
      ->Args({64, 400})
      ->Iterations(1)
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}

BENCHMARK(append_plain)->Apply(crowded);
BENCHMARK(append_sealed)->Apply(crowded);
BENCHMARK(seal_envelope)->Unit(benchmark::kMicrosecond);
BENCHMARK(open_envelope)->Unit(benchmark::kMicrosecond);
BENCHMARK(derive_leaf)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace riskflow::bench
