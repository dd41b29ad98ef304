// How fast a definition is read and checked.
//
// Goal: 10,000 definitions of 20 actions in 2 s of one core, 200 us each, with everything that
// `riskflow flow lint` finds.  No goal: the disk.  Beside it the parts: the JSON alone, and large
// definitions, of which a check that is not linear would show.

#include <algorithm>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "domain/core/ensure.hpp"
#include "domain/language/definition.hpp"

namespace {

using namespace riskflow;

enum class Order { forward, backward };

// Actions of several types, each after the one before, that read the trigger, each other, a
// variable and a parameter, as real ones do; every tenth is a loop with one inside.
std::string definition_of(std::size_t actions, Order order) {
  std::vector<std::string> written;
  std::string before;
  const auto add = [&](const std::string& name, std::string_view members) {
    const auto after = before.empty() ? "" : fmt::format(R"("{}": ["Succeeded"])", before);
    written.push_back(fmt::format(R"("{}": {{"runAfter": {{{}}}, {}}})", name, after, members));
    before = name;
  };
  add("Init", R"("type": "InitializeVariable", "inputs": {"variables": [
        {"name": "log", "type": "String", "value": "@{utcNow()}"}]})");
  for (std::size_t i = 1; i < actions; ++i) {
    const auto name = fmt::format("Action_{}", i);
    const auto last = before;
    switch (i % 10) {
      case 0:
        add(name, fmt::format(R"~("type": "Foreach", "foreach": "@createArray(1, outputs('{}'))",
              "actions": {{"Inner_{}": {{"type": "Compose", "inputs": "@items('{}')"}}}})~",
                              last, i, name));
        ++i;
        break;
      case 3:
        add(name, R"~("type": "AppendToStringVariable", "inputs": {"name": "log",
              "value": "@concat(variables('log'), '@', string(length(parameters('subject'))))"})~");
        break;
      case 6:
        add(name, fmt::format(R"~("type": "If", "expression": {{"and": [
              {{"equals": ["@outputs('{}')?['a']", "x"]}}, {{"not": {{"empty": "@triggerBody()"}}}}]}},
              "actions": {{}}, "else": {{"actions": {{}}}})~",
                              last));
        break;
      default:
        add(name, fmt::format(R"~("type": "Compose", "inputs": {{
              "case": "@triggerBody()?['caseId']", "before": "@outputs('{}')",
              "text": "<p>Hello @{{replace(string(triggerBody()?['name']), '&', '&amp;')}}</p>",
              "when": "@formatDateTime(addDays(utcNow(), {}), 'yyyy-MM-dd')"}})~",
                              last, i));
    }
  }
  if (order == Order::backward) std::ranges::reverse(written);
  return fmt::format(
      R"~({{"$schema": "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#",
      "contentVersion": "1.0.0.0",
      "parameters": {{"subject": {{"type": "String", "defaultValue": "Review needed"}}}},
      "triggers": {{"manual": {{"type": "Request", "kind": "Http", "inputs": {{"schema": {{
        "type": "object", "properties": {{"caseId": {{"type": "string"}}, "name": {{"type": "string"}}}}}}}}}}}},
      "actions": {{{}}}}})~",
      fmt::join(written, ",\n"));
}

void read_and_check(benchmark::State& state, Order order) {
  const auto text = definition_of(static_cast<std::size_t>(state.range(0)), order);
  std::size_t found = 0;
  for (auto _ : state) {
    auto definition = language::read_definition(text);
    ensure(definition.has_value(), "the definition is read");
    found = definition->diagnostics.size();
  }
  state.counters["findings"] = static_cast<double>(found);
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void read_definition(benchmark::State& state) { read_and_check(state, Order::forward); }
void read_backward(benchmark::State& state) { read_and_check(state, Order::backward); }

void read_json(benchmark::State& state) {
  const auto text = definition_of(static_cast<std::size_t>(state.range(0)), Order::forward);
  for (auto _ : state) {
    auto value = language::from_json_text(text);
    ensure(value.has_value(), "it is JSON");
    benchmark::DoNotOptimize(*value);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

BENCHMARK(read_definition)
    ->ArgName("actions")
    ->Arg(20)
    ->Arg(100)
    ->Arg(500)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(read_backward)->ArgName("actions")->Arg(20)->Arg(500)->Unit(benchmark::kMicrosecond);
BENCHMARK(read_json)->ArgName("actions")->Arg(20)->Arg(500)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
