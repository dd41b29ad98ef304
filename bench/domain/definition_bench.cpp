// How fast a definition is read and checked.
//
// Goal: 10,000 definitions of 20 actions in 2 s of one core, 200 us each, with everything that
// `riskflow flow lint` finds.  No goal: the disk.  Beside it Boost.JSON, which only parses the same
// text, and large definitions, of which a check that is not linear would show.

#include <algorithm>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "bench/beside.hpp"
#include "domain/core/ensure.hpp"
#include "domain/language/definition.hpp"

namespace {

using namespace riskflow;

enum class Order { forward, backward };

// Writes actions of several types, each after the one before, that read the trigger, each other, a
// variable and a parameter, as real ones do.
class DefinitionWriter {
 public:
  // No two numbers give the same text, nor the same types in the same order.
  explicit DefinitionWriter(std::size_t number) : number_(number) {}

  std::string written(std::size_t actions, Order order) {
    add(R"("type": "InitializeVariable", "inputs": {"variables": [
        {"name": "log", "type": "String", "value": "@{utcNow()}"}]})");
    while (count_ < actions) add_next(actions - count_);
    if (order == Order::backward) std::ranges::reverse(written_);
    return fmt::format(
        R"~({{"$schema": "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#",
        "contentVersion": "1.0.0.{}",
        "parameters": {{"subject": {{"type": "String", "defaultValue": "Review needed"}}}},
        "triggers": {{"manual": {{"type": "Request", "kind": "Http", "inputs": {{"schema": {{
          "type": "object", "properties": {{"caseId": {{"type": "string"}}, "name": {{"type": "string"}}}}}}}}}}}},
        "actions": {{{}}}}})~",
        number_, fmt::join(written_, ",\n"));
  }

 private:
  std::string next_name() { return fmt::format("Action_{}_{}", number_, ++count_); }

  // Answers the name.
  std::string add(std::string_view members) {
    const auto after = last_.empty() ? "" : fmt::format(R"("{}": ["Succeeded"])", last_);
    auto name = next_name();
    written_.push_back(fmt::format(R"("{}": {{"runAfter": {{{}}}, {}}})", name, after, members));
    return last_ = std::move(name);
  }

  // One action, with those inside of it at most `room`.
  void add_next(std::size_t room) {
    const auto last = last_;
    const auto kind = (number_ + turn_++) % 8;
    if (kind == 0 && room >= 2) {
      add_loop();
    } else if (kind == 2 && room >= 3) {
      add_condition();
    } else if (kind == 3) {
      add(fmt::format(R"~("type": "AppendToStringVariable", "inputs": {{"name": "log",
          "value": "@concat(parameters('subject'), '@', string(length('{}')))"}})~",
                      last));
    } else if (kind == 4) {
      add(fmt::format(R"~("type": "Http", "inputs": {{"method": "POST",
          "uri": "https://service.example/cases/@{{triggerBody()?['caseId']}}/notes",
          "headers": {{"Content-Type": "application/json"}},
          "body": {{"before": "@outputs('{}')", "log": "@variables('log')"}},
          "retryPolicy": {{"type": "fixed", "count": 3, "interval": "PT10S"}}}})~",
                      last));
    } else if (kind == 6) {
      add(fmt::format(R"~("type": "Select", "inputs": {{"from": "@createArray(outputs('{}'))",
          "select": {{"text": "@item()", "at": "@{{formatDateTime(utcNow(), 'HH:mm')}} UTC"}}}})~",
                      last));
    } else {
      add(fmt::format(R"~("type": "Compose", "inputs": {{
          "case": "@triggerBody()?['caseId']", "before": "@outputs('{}')",
          "text": "<p>Hello @{{replace(string(triggerBody()?['name']), '&', '&amp;')}}</p>",
          "when": "@formatDateTime(addDays(utcNow(), {}), 'yyyy-MM-dd')"}})~",
                      last, turn_));
    }
  }

  void add_loop() {
    const auto loop = fmt::format("Action_{}_{}", number_, count_ + 2);
    const auto last = last_;
    const auto inner = next_name();
    add(fmt::format(R"~("type": "Foreach", "foreach": "@createArray(1, outputs('{}'))",
        "actions": {{"{}": {{"type": "Compose", "inputs": "@items('{}')"}}}})~",
                    last, inner, loop));
  }

  void add_condition() {
    const auto last = last_;
    const auto yes = next_name();
    const auto no = next_name();
    add(fmt::format(R"~("type": "If", "expression": {{"and": [
        {{"equals": ["@string(outputs('{}'))", "x"]}}, {{"not": {{"empty": "@triggerBody()"}}}}]}},
        "actions": {{"{}": {{"type": "Compose", "inputs": "@parameters('subject')"}}}},
        "else": {{"actions": {{"{}": {{"type": "Compose", "inputs": "@{{utcNow()}}"}}}}}})~",
                    last, yes, no));
  }

  std::size_t number_;
  std::size_t count_ = 0;
  std::size_t turn_ = 0;
  std::string last_;
  std::vector<std::string> written_;
};

std::string definition_of(std::size_t number, std::size_t actions, Order order) {
  return DefinitionWriter{number}.written(actions, order);
}

// How many actions there are in it.
std::size_t read_and_check(const std::string& text) {
  const auto definition = language::read_definition(text);
  ensure(definition.has_value(), "the definition is read");
  ensure(!definition->has_errors(), "the definition has no errors");
  return definition->numbered.size();
}

void parse_only(const std::string& text) {
  auto parsed = boost::json::parse(text);
  benchmark::DoNotOptimize(parsed);
}

void read_definition(benchmark::State& state, Order order) {
  const auto actions = static_cast<std::size_t>(state.range(0));
  const auto text = definition_of(0, actions, order);
  ensure(read_and_check(text) == actions, "all actions are there");
  bench::run_beside(
      state, [&] { benchmark::DoNotOptimize(read_and_check(text)); }, [&] { parse_only(text); });
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

// The promise as it stands: so many definitions, no two of them the same.
void read_definitions(benchmark::State& state) {
  std::vector<std::string> texts;
  for (std::size_t number = 0; number < static_cast<std::size_t>(state.range(0)); ++number)
    texts.push_back(definition_of(number, 20, Order::forward));
  bench::run_beside(
      state,
      [&] {
        for (const auto& text : texts) benchmark::DoNotOptimize(read_and_check(text));
      },
      [&] {
        for (const auto& text : texts) parse_only(text);
      });
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK_CAPTURE(read_definition, forward, Order::forward)
    ->ArgName("actions")
    ->Arg(20)
    ->Arg(100)
    ->Arg(500)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(read_definition, backward, Order::backward)
    ->ArgName("actions")
    ->Arg(20)
    ->Arg(500)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(read_definitions)
    ->ArgName("definitions")
    ->Arg(100)
    ->Arg(10'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
