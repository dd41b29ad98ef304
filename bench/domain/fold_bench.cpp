// How fast the past becomes the present: a log read back, decoded and folded.
//
// Goal: events a second on one core, from bytes on the disk (in the page cache) to the states of
// all aggregates, every checksum checked and personal fields left sealed; and what is paid for each
// step, and for opening those fields.  Two logs: `sample`, an imported organisation (commits of
// hundreds of events), and `casework`, cases that get one note a commit, which is the worst a log
// can be. No goal: the views; see bench/projections. What to expect: 0.26 us an event for reading
// and SHA-256, 0.1 us for decoding, 0.3 us for folding (most of it for new aggregates); a commit of
// its own costs each event 0.6 us besides.

#include <unordered_map>

#include <benchmark/benchmark.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/thread_pool.hpp>

#include "bench/office.hpp"
#include "bench/program.hpp"
#include "domain/codec/codec.hpp"
#include "eventstore/awaitable.hpp"
#include "runtime/core/aggregates.hpp"
#include "runtime/core/request_ids.hpp"
#include "runtime/core/sealing.hpp"

namespace {

using namespace riskflow;
using eventstore::Log;
namespace asio = boost::asio;
namespace casework = riskflow::domain::casework;

// Cases that were worked on, one event a commit: each is opened and gets so many notes.
struct CaseworkSize {
  std::uint64_t cases = 0;
  std::uint64_t notes = 0;
  auto operator<=>(const CaseworkSize&) const = default;
};

class CaseworkLog {
 public:
  explicit CaseworkLog(const CaseworkSize& size);
  const Log& log() const { return *log_; }
  const eventstore::Keyring& keys() const { return *keys_; }
  StreamId first_case() const { return casework::stream(case_id(1)); }

 private:
  static CaseId case_id(std::uint64_t number) {
    return runtime::new_id<CaseId>({}, static_cast<std::uint32_t>(number));
  }
  void open();
  asio::awaitable<void> write_case(std::uint64_t number, std::uint64_t notes);
  eventstore::Frame frame_of(const domain::AnyEvent& event, const CaseId& id, Version before);

  bench::BenchFolder folder_;
  bench::StandingClock clock_;
  std::unique_ptr<Log> log_;
  std::unique_ptr<eventstore::Keyring> keys_;
};

CaseworkLog::CaseworkLog(const CaseworkSize& size) {
  auto keys = eventstore::Keyring::open(folder_ / "keys", folder_ / "unlock.key");
  ensure(keys.has_value(), "the keys open");
  keys_ = std::move(*keys);
  open();
  asio::thread_pool pool(4);
  for (std::uint64_t number = 1; number <= size.cases; ++number)
    asio::co_spawn(pool, write_case(number, size.notes), asio::detached);
  pool.join();
  open();  // anew: what is replayed after a start lies in files, not in memory
  ensure(to_number(log_->head()) == size.cases * (size.notes + 1), "all events are there");
}

void CaseworkLog::open() {
  log_.reset();
  auto log = Log::open({.folder = folder_ / "log", .clock = &clock_});
  ensure(log.has_value(), "the log opens");
  log_ = std::move(*log);
}

eventstore::Frame CaseworkLog::frame_of(const domain::AnyEvent& event, const CaseId& id,
                                        Version before) {
  eventstore::Frame frame;
  frame.request = runtime::random_request_id(clock_.at);
  frame.cause.correlation = frame.request;
  frame.occurred = clock_.at;
  runtime::FrameSealer sealer(*keys_, log_->id(), frame.request);
  auto encoded = codec::encode(event, 0, sealer);
  ensure(encoded.has_value(), "the event is encoded");
  frame.parts.push_back({casework::stream(id),
                         eventstore::Expected::exactly(before),
                         {{std::string(encoded->type), encoded->schema, std::move(encoded->payload),
                           std::move(encoded->sealed)}}});
  return frame;
}

asio::awaitable<void> CaseworkLog::write_case(std::uint64_t number, std::uint64_t notes) {
  const CaseId id = case_id(number);
  const SubjectRef subject{id.bytes};
  const auto about = [&](std::string text) {
    return domain::PersonalText::about(subject, Purpose::casework, std::move(text));
  };
  domain::AnyEvent event = casework::Opened{id, number, subject, clock_.at, about("Quarter end")};
  for (std::uint64_t version = 0; version <= notes; ++version) {
    const auto receipt = co_await eventstore::append(*log_, frame_of(event, id, Version{version}));
    ensure(receipt.has_value(), "the append is taken");
    event = casework::NoteAdded{id,
                                static_cast<std::uint32_t>(version + 1),
                                domain::NoteAuthor::person,
                                OperatorRef{subject.bytes},
                                {},
                                about("Spoke to the department; they knew of the transfer.")};
  }
}

// The states of all aggregates.
class States {
 public:
  // `most`: of aggregates.
  explicit States(std::uint64_t most) { states_.reserve(most); }

  void fold(const eventstore::StoredEvent& stored, const domain::AnyEvent& event) {
    // Events of one part of a commit follow each other.
    if (stored.stream.data() != last_.data() || stored.stream.size() != last_.size()) {
      last_ = stored.stream;
      state_ = &state_of(stored.stream);
    }
    domain::evolve(*state_, event);
  }
  void end_commit() { last_ = {}; }
  std::size_t size() const { return states_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const {
      return std::hash<std::string_view>{}(key);
    }
  };
  domain::AnyState& state_of(std::string_view stream) {
    const auto found = states_.find(stream);
    if (found != states_.end()) return found->second;
    std::string name(stream);
    auto initial = domain::initial_state({name});
    return states_.emplace(std::move(name), std::move(initial)).first->second;
  }

  std::unordered_map<std::string, domain::AnyState, Hash, std::equal_to<>> states_;
  std::string_view last_;
  domain::AnyState* state_ = nullptr;
};

enum class Steps { read, read_and_decode, read_decode_and_fold };

// Reads the whole log into `states`, as far as the steps go.
void replay_once(const Log& log, Steps steps, States& states) {
  const auto end = log.read(Position{0}, [&](const eventstore::Commit& commit) {
    for (const auto& stored : commit.events) {
      if (steps == Steps::read) continue;
      const auto event = codec::decode(stored.type, stored.schema, stored.payload, stored.position);
      ensure(event.has_value(), "every event is decoded");
      if (steps == Steps::read_decode_and_fold) states.fold(stored, *event);
    }
    states.end_commit();
    return eventstore::Reading::more;
  });
  ensure(end && *end == log.head(), "the whole log is read");
}

void replay(benchmark::State& state, const Log& log, Steps steps) {
  const auto events = to_number(log.head());
  for (auto _ : state) {
    // An aggregate has an event at least.  Who replays keeps the states: their end is not timed.
    state.PauseTiming();
    auto states = std::make_unique<States>(events);
    state.ResumeTiming();
    replay_once(log, steps, *states);
    state.PauseTiming();
    state.counters["aggregates"] = static_cast<double>(states->size());
    states.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(events));
  state.counters["events"] = static_cast<double>(events);
}

// The same of casework, and the personal field that each of its events has is opened besides: what
// it would cost to look into everything at once.
void replay_and_open(benchmark::State& state, const CaseworkLog& work) {
  const Log& log = work.log();
  for (auto _ : state) {
    States states(to_number(log.head()));
    const auto end = log.read(Position{0}, [&](const eventstore::Commit& commit) {
      for (const auto& stored : commit.events) {
        const auto event =
            codec::decode(stored.type, stored.schema, stored.payload, stored.position);
        const auto text = runtime::open_field(log.id(), work.keys(), commit.header, stored, 0);
        ensure(event && text, "every event is decoded and opened");
        states.fold(stored, *event);
      }
      states.end_commit();
      return eventstore::Reading::more;
    });
    ensure(end && *end == log.head(), "the whole log is read");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(to_number(log.head())));
}

// One aggregate, as a decision loads it when it is not in memory.
void fold_stream(benchmark::State& state, const Log& log, const StreamId& stream) {
  std::int64_t events = 0;
  for (auto _ : state) {
    runtime::Folded folded{domain::initial_state(stream), Version{}, {}};
    const auto done = runtime::fold_from_log(log, stream, folded);
    ensure(done.has_value(), "the stream is folded");
    events += static_cast<std::int64_t>(to_number(folded.version));
  }
  state.SetItemsProcessed(events);
}

// The same case when it is in memory.
void load_aggregate(benchmark::State& state, const CaseworkLog& work) {
  runtime::Aggregates aggregates(work.log(), 1000);
  for (auto _ : state) {
    const auto folded = aggregates.load(work.first_case());
    ensure(folded.has_value(), "the stream is loaded");
    benchmark::DoNotOptimize((*folded)->version);
  }
  state.SetItemsProcessed(state.iterations());
}

// The logs, each made when it is first asked for.
struct Logs {
  bench::Offices offices;
  std::map<CaseworkSize, std::unique_ptr<CaseworkLog>> worked;

  const Log& sample(const benchmark::State& state) {
    const bench::SampleSize size{static_cast<std::uint64_t>(state.range(0)),
                                 static_cast<std::uint64_t>(state.range(1))};
    return offices.of(size).log();
  }
  const CaseworkLog& casework(const benchmark::State& state) {
    const CaseworkSize size{static_cast<std::uint64_t>(state.range(0)),
                            static_cast<std::uint64_t>(state.range(1))};
    auto& log = worked[size];
    if (!log) log = std::make_unique<CaseworkLog>(size);
    return *log;
  }
};

void register_all(Logs& logs) {
  constexpr std::pair<const char*, Steps> kinds[] = {
      {"read", Steps::read},
      {"read_and_decode", Steps::read_and_decode},
      {"replay", Steps::read_decode_and_fold},
  };
  const auto sized = [](benchmark::internal::Benchmark* one) {
    one->ArgNames({"cases", "notes"})->Args({20, 40})->Args({250, 400});
  };
  for (const auto& [name, steps] : kinds) {
    benchmark::RegisterBenchmark(
        (std::string(name) + "/sample").c_str(),
        [&logs, s = steps](benchmark::State& state) { replay(state, logs.sample(state), s); })
        ->ArgNames({"users", "alerts"})
        ->Args({100, 500})
        ->Args({2'000, 20'000})
        ->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark((std::string(name) + "/casework").c_str(),
                                 [&logs, s = steps](benchmark::State& state) {
                                   replay(state, logs.casework(state).log(), s);
                                 })
        ->Apply(sized)
        ->Unit(benchmark::kMillisecond);
  }
  benchmark::RegisterBenchmark(
      "replay_and_open",
      [&](benchmark::State& state) { replay_and_open(state, logs.casework(state)); })
      ->Apply(sized)
      ->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("fold_stream/case",
                               [&](benchmark::State& state) {
                                 const auto& work = logs.casework(state);
                                 fold_stream(state, work.log(), work.first_case());
                               })
      ->Apply(sized)
      ->Unit(benchmark::kMicrosecond);
  benchmark::RegisterBenchmark("fold_stream/directory",
                               [&](benchmark::State& state) {
                                 fold_stream(state, logs.sample(state),
                                             domain::directory::stream());
                               })
      ->ArgNames({"users", "alerts"})
      ->Args({100, 500})
      ->Args({2'000, 20'000})
      ->Args({100'000, 1'000})
      ->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("load_aggregate", [&](benchmark::State& state) {
    load_aggregate(state, logs.casework(state));
  })->Apply(sized);
}

}  // namespace

int main(int argc, char** argv) {
  Logs logs;
  return riskflow::bench::run_program(argc, argv, [&] { register_all(logs); });
}
