// riskflow flow simulate: runs a definition in memory, against mocks, on a clock that jumps.

#include <boost/json.hpp>
#include <fmt/format.h>

#include "domain/language/simulation.hpp"
#include "tools/riskflow/asking.hpp"
#include "tools/riskflow/flow_file.hpp"
#include "tools/riskflow/host_commands.hpp"
#include "tools/riskflow/json_text.hpp"

namespace riskflow::cli {

namespace json = boost::json;
namespace lang = language;
using http::ExitCode;

// The JSON in the file that an option names; null when it is not given.
static Result<lang::Value> json_of(const Given& given, std::string_view option) {
  const auto file = given.find(option);
  if (!file) return lang::Value{};
  const auto text = text_of_file(*file);
  if (!text) return fail(text.error());
  auto value = lang::from_json_text(*text, {.dialect = lang::JsonLimits::Dialect::lenient});
  if (!value) return fail(Errc::invalid, *file + ": " + value.error().message, std::string(option));
  return value;
}

static Result<lang::Value> object_of(const Given& given, std::string_view option) {
  auto value = json_of(given, option);
  if (value && !value->is_null() && value->kind() != lang::Kind::object)
    return fail(Errc::invalid, "the file must hold a JSON object", std::string(option));
  return value;
}

static Status take_mocks(const Given& given, lang::SimulationInputs& inputs) {
  const auto list = json_of(given, "--mocks");
  if (!list) return fail(list.error());
  if (list->is_null()) return {};
  auto mocks = lang::mocks_from(*list);
  if (!mocks)
    return fail(Errc::invalid, fmt::format("{}: {}", mocks.error().target, mocks.error().message),
                "--mocks");
  inputs.mocks = *std::move(mocks);
  return {};
}

static Status take_time(const Given& given, lang::SimulationInputs& inputs, Clock& clock) {
  const auto text = given.find("--at");
  inputs.start = clock.now();
  if (!text) return {};
  const auto at = instant_from_text(*text);
  if (!at)
    return fail(Errc::invalid, "give a time as 2026-01-12T08:30:00Z: " + at.error().message,
                "--at");
  inputs.start = *at;
  return {};
}

static Result<lang::SimulationInputs> inputs_of(const Given& given, Clock& clock) {
  lang::SimulationInputs inputs;
  auto call = object_of(given, "--trigger");
  if (!call) return fail(call.error());
  inputs.call = *std::move(call);
  const auto parameters = object_of(given, "--parameters");
  if (!parameters) return fail(parameters.error());
  if (!parameters->is_null())
    for (const auto& [name, value] : parameters->members()) inputs.parameters[name] = value;
  auto settings = object_of(given, "--settings");
  if (!settings) return fail(settings.error());
  inputs.settings = *std::move(settings);
  if (auto ok = take_mocks(given, inputs); !ok) return fail(ok.error());
  if (auto ok = take_time(given, inputs, clock); !ok) return fail(ok.error());
  return inputs;
}

static Result<lang::Definition> definition_of(const Given& given) {
  const auto flow = read_flow_file(given.text("FILE"), given.find("--name").value_or(""));
  if (!flow) return fail(flow.error());
  auto definition = lang::read_definition(*flow);
  if (!definition) return fail(definition.error());
  for (const auto& found : definition->diagnostics)
    if (lang::refuses(found))
      return fail(
          Errc::invalid,
          fmt::format("{}: {} 'riskflow flow lint' shows all.", found.pointer, found.message),
          "FILE");
  return definition;
}

// ---- the report ----

static void print_table(const lang::Value& report, std::ostream& out) {
  out << "run: " << report.find("runStatus")->text() << '\n';
  if (const auto* error = report.find("error"))
    out << fmt::format("  {}: {}\n", error->find("code")->text(), error->find("message")->text());
  if (const auto& response = *report.find("response"); !response.is_null())
    out << "response: " << lang::to_json_text(response) << '\n';
  const auto& repetitions = *report.find("repetitions");
  const auto& explained = *report.find("explain");
  for (const auto& [name, status] : report.find("actions")->members()) {
    const auto* times = repetitions.find(name);
    out << fmt::format("  {:<10} {}", status.text(), name);
    if (times != nullptr) out << fmt::format(" ({} times)", times->items().size());
    out << '\n';
    if (const auto* why = explained.find(name)) out << "             " << why->text() << '\n';
  }
  for (const auto& [name, value] : report.find("variables")->members())
    out << fmt::format("variable {} = {}\n", name, lang::to_json_text(value));
  for (const auto& request : report.find("requests")->items())
    out << "call " << lang::to_json_text(request) << '\n';
}

static Result<ExitCode> simulate(const Given& given, Session& session) {
  auto& world = session.world();
  const auto definition = definition_of(given);
  if (!definition) return fail(definition.error());
  auto inputs = inputs_of(given, world.clock);
  if (!inputs) return fail(inputs.error());
  const auto expected = object_of(given, "--expect");
  if (!expected) return fail(expected.error());
  const auto report = lang::simulate(*definition, *std::move(inputs));
  if (!report) return fail(report.error());
  const bool is_for_reading =
      given.has("--output") ? session.format() == Format::table : world.err_is_terminal;
  if (is_for_reading) {
    print_table(*report, world.out);
  } else if (session.format() == Format::ndjson) {
    world.out << lang::to_json_text(*report) << '\n';
  } else {
    world.out << indented(json::parse(lang::to_json_text(*report)));
  }
  if (expected->is_null()) return ExitCode::ok;
  const auto lines = lang::differences(*expected, *report);
  for (const auto& line : lines) world.err << line << '\n';
  return lines.empty() ? ExitCode::ok : ExitCode::verification;
}

static constexpr std::array options{
    argument("FILE", "a flow as exported: JSON, or a zip archive"),
    option("--trigger", "FILE",
           "the call that starts it: {\"method\", \"relativePath\", \"queries\", \"headers\", "
           "\"body\"}"),
    option("--mocks", "FILE",
           "answers to outgoing calls: [{\"action\" or \"method\" and \"path\", \"response\": "
           "{\"statusCode\", \"headers\", \"body\"}}]"),
    option("--expect", "FILE", "what the report must say; exit 3 and the differences otherwise"),
    option("--parameters", "FILE", "values of parameters: an object"),
    option("--settings", "FILE", "what appsetting() finds: an object"),
    option("--at", "TIME", "when the call comes: 2026-01-12T08:30:00Z (now)"),
    option("--name", "NAME", "the flow, in a file that has several")};

static constexpr std::array rows{
    Command{.noun = "flow",
            .verb = "simulate",
            .summary = "Run a flow in memory, against mocks, without a server",
            .examples = {"riskflow flow simulate flow.json --trigger call.json",
                         "riskflow flow simulate package.zip --name Notify --trigger call.json "
                         "--mocks mocks.json -o json",
                         "riskflow flow simulate flow.json --trigger call.json --mocks mocks.json "
                         "--expect expected.json"},
            .options = options,
            .act = simulate},
};

std::span<const Command> simulate_commands() { return rows; }

}  // namespace riskflow::cli
