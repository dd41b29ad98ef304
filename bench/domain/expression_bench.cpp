// How fast the templates of a flow are evaluated: those of notify-manager, each as often as the
// next, with the run of a case of two alerts around them.
//
// Goal: 500,000 templates a second on one core, 2 us each, compiled before.  No goal: what an
// action makes of its inputs, nor the record; see plan_bench.cpp.  Beside it a C++ program that
// somebody could have written by hand instead: it makes the same texts of the same data.

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/beside.hpp"
#include "domain/core/ensure.hpp"
#include "domain/language/plan.hpp"
#include "domain/language/run_environment.hpp"
#include "domain/language/template.hpp"

namespace {

using namespace riskflow;
using namespace riskflow::language;

constexpr Instant noon{std::chrono::seconds{1'768'206'600}};

Value json(std::string_view text) {
  auto value = from_json_text(text);
  ensure(value.has_value(), "the benchmark's own JSON is read");
  return *std::move(value);
}

// ---- the flow ----

Value answer_to(std::string_view operation) {
  if (operation == "GetCase")
    return json(R"({"body": {"caseId": "c-7", "number": 7, "name": "North", "userId": "u-1"}})");
  if (operation == "GetCaseAlerts")
    return json(R"({"body": {"value": [
      {"policyName": "Data <leaks>", "detectedDateTime": "2026-01-10T21:02:11Z", "severity": "High"},
      {"policyName": "Departing users", "detectedDateTime": "2026-01-11T08:00:00Z", "severity": "Low"}]}})");
  if (operation == "GetUser")
    return json(R"({"body": {"userId": "u-1", "displayName": "Mira <K> & Co"}})");
  if (operation == "Manager_V2")
    return json(R"({"body": {"displayName": "Ann Boss", "mail": "ann@example.test"}})");
  return {};
}

// notify-manager after a run of it.
class FinishedRun {
 public:
  FinishedRun() : definition_(read()), state_(definition_) {
    state_.trigger = json(R"({"outputs": {"body": {"caseId": "c-7"}}})");
    while (true) {
      auto next = plan(state_, {noon, 1, {}});
      ensure(next.has_value(), "the run is planned");
      if (next->end) break;
      for (const auto& effect : next->effects) {
        Step outcome;
        outcome.status = StepStatus::succeeded;
        outcome.outputs = answer_to(effect.operation);
        state_.apply_outcome(effect.action, std::move(outcome));
      }
    }
  }

  const Definition& definition() const { return definition_; }
  const RunState& state() const { return state_; }

 private:
  static Definition read() {
    std::ifstream file{RISKFLOW_SOURCE_DIR "/runtime/templates/notify-manager.json"};
    auto definition = read_definition(std::string{std::istreambuf_iterator<char>{file}, {}});
    ensure(definition.has_value(), "the flow is read");
    return *std::move(definition);
  }

  Definition definition_;
  RunState state_;
};

struct Template {
  Expression compiled;
  std::vector<LoopItem> items;  // around it
};

// Its templates: every string with an expression that is evaluated when it runs.
class Templates {
 public:
  explicit Templates(const FinishedRun& flow) {
    for (const auto* action : flow.definition().numbered) {
      const auto& inputs = *action->source.find("inputs");
      if (action->call) {
        add(*inputs.find("parameters"), {});
        continue;
      }
      add(*inputs.find("from"), {});
      const auto* items = flow.state().find(action->name)->inputs.find("from");
      ensure(items != nullptr, "the items are on record");
      const auto* each = inputs.find(action->type_name == "Select" ? "select" : "columns");
      for (const auto& item : items->items()) add(*each, {{"", item}});
    }
  }

  const std::vector<Template>& all() const { return all_; }

 private:
  void add(const Value& json, const std::vector<LoopItem>& items) {
    if (json.kind() == Kind::object)
      for (const auto& member : json.members()) add(member.value, items);
    if (json.kind() == Kind::array)
      for (const auto& item : json.items()) add(item, items);
    if (json.kind() != Kind::string) return;
    auto compiled = compile_string(json.text());
    ensure(compiled.has_value(), "a template is compiled");
    if (compiled->literal() == nullptr) all_.push_back({*std::move(compiled), items});
  }

  std::vector<Template> all_;
};

Value value_of(const FinishedRun& flow, const Template& one) {
  Budget budget;
  const RunEnvironment environment{flow.state(), flow.state().top(), {}};
  Context context{environment, budget, noon, SeededBits{1}, one.items};
  auto value = one.compiled.evaluate(context);
  ensure(value.has_value(), "a template is evaluated");
  return *std::move(value);
}

// ---- the same by hand ----

struct Alert {
  std::string policy, detected, severity;
};

struct Facts {
  std::string case_id = "c-7", user_id = "u-1", user = "Mira <K> & Co", manager = "Ann Boss";
  std::string mail = "ann@example.test";
  int number = 7;
  std::vector<Alert> alerts{{"Data <leaks>", "2026-01-10T21:02:11Z", "High"},
                            {"Departing users", "2026-01-11T08:00:00Z", "Low"}};
  std::string subject, introduction, closing, table;
};

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

std::string escaped(std::string text) {
  replace_all(text, "&", "&amp;");
  replace_all(text, "<", "&lt;");
  return text;
}

std::string mail_body(const Facts& facts) {
  return "<p>Hello " + escaped(facts.manager) + ",</p><p>" + facts.introduction +
         "</p><p>Team member: " + escaped(facts.user) +
         "<br>Case number: " + std::to_string(facts.number) + "</p>" + facts.table + "<p>" +
         facts.closing + "</p>";
}

std::string minute_of(const std::string& detected) {
  return detected.substr(0, 10) + " " + detected.substr(11, 5) + " UTC";
}

// Every text, in the order of the templates; of the two arrays a copy.
void write_by_hand(const Facts& facts, auto&& take) {
  take(facts.case_id);
  take(facts.case_id);
  take(facts.user_id);
  take(facts.user_id);
  take(facts.alerts);
  for (const auto& alert : facts.alerts) {
    take(alert.policy);
    take(minute_of(alert.detected));
    take(alert.severity);
  }
  std::vector<Alert> rows = facts.alerts;
  for (auto& row : rows) row.detected = minute_of(row.detected);
  take(rows);
  for (const auto& row : rows) {
    take(row.policy);
    take(row.detected);
    take(row.severity);
  }
  take(facts.mail);
  take(facts.subject);
  take(mail_body(facts));
  take(facts.case_id);
}

Facts facts_of(const FinishedRun& flow) {
  Facts facts;
  const auto text = [&](const char* parameter) {
    return flow.definition().find_parameter(parameter)->default_value->text();
  };
  facts.subject = text("subject");
  facts.introduction = text("introduction");
  facts.closing = text("closing");
  facts.table = flow.state().find("Create_HTML_table")->outputs.find("body")->text();
  return facts;
}

// That both make the same.
void compare(const FinishedRun& flow, const Templates& templates, const Facts& facts) {
  std::size_t next = 0;
  const auto expect = [&]<class T>(const T& by_hand) {
    ensure(next < templates.all().size(), "there are as many templates");
    const auto value = value_of(flow, templates.all()[next++]);
    if constexpr (std::is_same_v<T, std::string>)
      ensure(value == Value{by_hand}, "both make the same text");
    else
      ensure(value.items().size() == by_hand.size(), "both have as many items");
  };
  write_by_hand(facts, expect);
  ensure(next == templates.all().size(), "no template is left out");
}

// ---- measured ----

constexpr int rounds = 50;

void evaluate_templates(benchmark::State& state) {
  const FinishedRun flow;
  const Templates templates{flow};
  const auto facts = facts_of(flow);
  compare(flow, templates, facts);
  bench::run_beside(
      state,
      [&] {
        for (int round = 0; round < rounds; ++round)
          for (const auto& one : templates.all()) benchmark::DoNotOptimize(value_of(flow, one));
      },
      [&] {
        for (int round = 0; round < rounds; ++round)
          write_by_hand(facts, [](auto made) { benchmark::DoNotOptimize(made); });
      });
  state.SetItemsProcessed(state.iterations() * rounds *
                          static_cast<std::int64_t>(templates.all().size()));
}

// The one with most in it: 8 holes, 4 calls of replace, 1.5 KB of text.
void evaluate_mail_body(benchmark::State& state) {
  const FinishedRun flow;
  const auto facts = facts_of(flow);
  const auto* parameters =
      flow.definition().find("Send_an_email")->action->source.find("inputs")->find("parameters");
  const Template body{compile_string(parameters->find("emailMessage/Body")->text()).value(), {}};
  ensure(value_of(flow, body) == Value{mail_body(facts)}, "both make the same text");
  bench::run_beside(
      state,
      [&] {
        for (int round = 0; round < rounds; ++round) benchmark::DoNotOptimize(value_of(flow, body));
      },
      [&] {
        for (int round = 0; round < rounds; ++round) benchmark::DoNotOptimize(mail_body(facts));
      });
  state.SetItemsProcessed(state.iterations() * rounds);
}

BENCHMARK(evaluate_templates)->UseManualTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(evaluate_mail_body)->UseManualTime()->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
