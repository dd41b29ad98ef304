// How long a step of a run takes: the answer to a call is applied, and what follows is planned.
//
// Goal: 20 us a step, of a definition of 500 actions, however many have run.  So each counter is of
// a part of the run: the first tenth of its steps, the middle, the last.  No goal: recording the
// plan, and the call itself.  Beside it the least that anybody pays for an answer: Boost.JSON
// parses its text.

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "bench/beside.hpp"
#include "bench/program.hpp"
#include "domain/core/ensure.hpp"
#include "domain/language/plan.hpp"

namespace {

using namespace riskflow;
using namespace riskflow::language;

constexpr Instant noon{std::chrono::seconds{1'768'206'600}};
constexpr std::string_view answer =
    R"({"id": "c-7", "number": 7, "name": "North", "tags": ["new", "urgent"], "opened":
    "2026-01-10T21:02:11Z", "owner": {"id": "u-1", "displayName": "Mira Koenig", "mail":
    "mira@example.test"}, "links": [{"rel": "self", "href": "https://service.example/cases/c-7"}]})";

// ---- definitions ----

// A call that reads what came before it; `after` names what it runs after, as JSON.
std::string call(const std::string& name, const std::string& after, std::string_view reads) {
  return fmt::format(
      R"~("{}": {{"type": "Http", "runAfter": {{{}}}, "inputs": {{"method": "POST",
      "uri": "https://service.example/cases/@{{{}}}/notes",
      "body": {{"by": "@triggerBody()?['caseId']", "text": "Hello @{{parameters('subject')}}"}}}}}})~",
      name, after, reads);
}

std::string after(const std::string& name) { return fmt::format(R"("{}": ["Succeeded"])", name); }

constexpr std::string_view reads_trigger = "triggerBody()?['caseId']";

// So many calls, one after the other; each reads the answer of the one before.
std::string chain(const std::string& name, std::size_t calls) {
  std::vector<std::string> written{call(name + "_0", "", reads_trigger)};
  for (std::size_t i = 1; i < calls; ++i) {
    const auto last = fmt::format("{}_{}", name, i - 1);
    written.push_back(
        call(fmt::format("{}_{}", name, i), after(last), fmt::format("body('{}')?['id']", last)));
  }
  return fmt::format("{}", fmt::join(written, ","));
}

std::string chain_of_500() { return chain("Call", 500); }

// 400 calls side by side, one that runs after all of them, and a chain behind it.
std::string fan_of_400() {
  std::vector<std::string> written, all;
  for (std::size_t i = 0; i < 400; ++i) {
    written.push_back(call(fmt::format("Side_{}", i), "", reads_trigger));
    all.push_back(after(fmt::format("Side_{}", i)));
  }
  written.push_back(
      call("Join", fmt::format("{}", fmt::join(all, ",")), "body('Side_399')?['id']"));
  written.push_back(call("Last_0", after("Join"), "body('Join')?['id']"));
  for (std::size_t i = 1; i < 98; ++i)
    written.push_back(call(fmt::format("Last_{}", i), after(fmt::format("Last_{}", i - 1)),
                           fmt::format("body('Last_{}')?['id']", i - 1)));
  return fmt::format("{}", fmt::join(written, ","));
}

// 62 calls one after the other, each in seven scopes of its own: a step leaves seven scopes and
// enters seven.
std::string nested_scopes() {
  std::vector<std::string> written;
  for (std::size_t i = 0; i < 62; ++i) {
    auto inner = call(fmt::format("Call_{}", i), "", reads_trigger);
    for (int depth = 6; depth >= 0; --depth) {
      const auto before = depth == 0 && i > 0 ? after(fmt::format("Scope_{}_0", i - 1)) : "";
      inner = fmt::format(
          R"("Scope_{}_{}": {{"type": "Scope", "runAfter": {{{}}}, "actions": {{{}}}}})", i, depth,
          before, inner);
    }
    written.push_back(std::move(inner));
  }
  return fmt::format("{}", fmt::join(written, ","));
}

// A loop over 1,000 items, with so many calls inside, and others behind it.
std::string loop(std::size_t inside, std::size_t side_by_side) {
  auto body = chain("Each", inside);
  return fmt::format(
      R"~("Loop": {{"type": "Foreach", "runAfter": {{}}, "foreach": "@range(0, 1000)",
      "runtimeConfiguration": {{"concurrency": {{"repetitions": {}}}}}, "actions": {{{}}}}},
      "Last": {{"type": "Scope", "runAfter": {{"Loop": ["Succeeded"]}}, "actions": {{{}}}}})~",
      side_by_side, body, chain("Behind", 497 - inside));
}

std::string loop_in_turn() { return loop(1, 1); }
std::string loop_of_20() { return loop(1, 20); }
std::string loop_of_400_calls() { return loop(400, 1); }

Definition definition_of(const std::string& actions) {
  auto read = read_definition(
      R"({"parameters": {"subject": {"type": "String", "defaultValue": "Review needed"}},
          "triggers": {"manual": {"type": "Request"}}, "actions": {)" +
      actions + "}}");
  ensure(read.has_value() && !read->has_errors(), "the definition is good");
  return *std::move(read);
}

// ---- a run ----

// Takes a run from answer to answer; the outside answers in the order of the calls.
class Run {
 public:
  explicit Run(const Definition& definition) : state_(definition) {
    state_.trigger = from_json_text(R"({"outputs": {"body": {"caseId": "c-7"}}})").value();
    reply_.status_code = 200;
    reply_.body = from_json_text(answer).value();
    take(plan(state_, inputs_));
  }

  bool is_over() const { return is_over_; }

  // One step; answers the processor time in us.
  double step() {
    const bool is_asked = !goes_on_;
    Effect effect;
    if (is_asked) {
      ensure(!calls_.empty(), "the run is not stuck");
      effect = std::move(calls_.front());
      calls_.pop_front();
    }
    inputs_.now += std::chrono::milliseconds{1};
    reply_.ended = inputs_.now;
    const auto begin = bench::processor_seconds();
    if (is_asked) state_.apply(effect.action, effect.at, reply_);
    auto next = plan(state_, inputs_);
    const auto end = bench::processor_seconds();
    take(std::move(next));
    return (end - begin) * 1e6;
  }

 private:
  void take(Result<Plan> next) {
    ensure(next.has_value(), "the run is planned");
    goes_on_ = next->goes_on;
    is_over_ = next->end.has_value();
    ensure(!is_over_ || next->end->status == StepStatus::succeeded, "the run succeeds");
    for (auto& effect : next->effects) calls_.push_back(std::move(effect));
  }

  RunState state_;
  PlanInputs inputs_{noon, 1, {}};
  Reply reply_;
  std::deque<Effect> calls_;
  bool goes_on_ = false;
  bool is_over_ = false;
};

double median(std::vector<double> times) {
  std::ranges::sort(times);
  return times[times.size() / 2];
}

// Of the steps of one run: the median of the tenth that begins at `from`, a share of the run.
double part(const std::vector<double>& steps, double from) {
  const auto tenth = std::max<std::size_t>(steps.size() / 10, 1);
  const auto start = static_cast<std::size_t>(from * static_cast<double>(steps.size() - tenth));
  return median({steps.begin() + static_cast<std::ptrdiff_t>(start),
                 steps.begin() + static_cast<std::ptrdiff_t>(start + tenth)});
}

// Counters, medians of the runs: begin_us, middle_us and end_us of a step, p99_us of all, parse_us
// of the answer, and the ratio of the mean step to it.
void plan_steps(benchmark::State& state, std::string (*actions)()) {
  const auto definition = definition_of(actions());
  std::vector<double> begin, middle, end, p99, mean, parse;
  for (auto _ : state) {
    Run run{definition};
    std::vector<double> steps;
    double sum = 0;
    while (!run.is_over()) {
      steps.push_back(run.step());
      sum += steps.back();
    }
    state.SetIterationTime(sum * 1e-6);
    mean.push_back(sum / static_cast<double>(steps.size()));
    begin.push_back(part(steps, 0));
    middle.push_back(part(steps, 0.5));
    end.push_back(part(steps, 1));
    std::ranges::sort(steps);
    p99.push_back(steps[steps.size() * 99 / 100]);
    const auto before = bench::processor_seconds();
    for (int i = 0; i < 100; ++i) {
      auto parsed = boost::json::parse(answer);
      benchmark::DoNotOptimize(parsed);
    }
    parse.push_back((bench::processor_seconds() - before) * 1e4);
  }
  state.counters["begin_us"] = median(begin);
  state.counters["middle_us"] = median(middle);
  state.counters["end_us"] = median(end);
  state.counters["p99_us"] = median(p99);
  state.counters["step_us"] = median(mean);
  state.counters["parse_us"] = median(parse);
  state.counters["ratio"] = median(mean) / median(parse);
}

void measure(const char* name, std::string (*actions)()) {
  benchmark::RegisterBenchmark(name, plan_steps, actions)
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond);
}

}  // namespace

int main(int argc, char** argv) {
  return riskflow::bench::run_program(argc, argv, [] {
    measure("plan_step/chain", chain_of_500);
    measure("plan_step/fan_of_400", fan_of_400);
    measure("plan_step/nested_scopes", nested_scopes);
    measure("plan_step/loop_of_1000", loop_in_turn);
    measure("plan_step/loop_of_1000_20_at_once", loop_of_20);
    measure("plan_step/loop_of_1000_400_calls", loop_of_400_calls);
  });
}
