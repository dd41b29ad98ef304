// riskflow flow lint: checks definitions of flows without running or keeping them.

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <set>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "domain/language/definition.hpp"
#include "domain/language/json_place.hpp"
#include "tools/riskflow/flow_file.hpp"
#include "tools/riskflow/host_commands.hpp"
#include "tools/riskflow/json_text.hpp"

namespace riskflow::cli {

namespace json = boost::json;
namespace lang = language;
using http::ExitCode;

// What was found in a file, and where.
struct Finding {
  std::string file;
  lang::TextPlace place;
  lang::Diagnostic what;
};

// A file that holds no flow that can be read.
static Finding unreadable(const std::string& file, const Error& error) {
  lang::TextPlace place;
  const auto number = [&](std::string_view name, std::size_t& of) {
    const auto text = detail(error, name);
    std::from_chars(text.data(), text.data() + text.size(), of);
  };
  number("line", place.line);
  number("column", place.column);
  return {file, place, {"unreadable", lang::Severity::error, "", error.message, ""}};
}

// What is in a flow; `file` is what it was read from.
static void look_at(const lang::FlowSource& flow, const std::string& file,
                    std::vector<Finding>& found) {
  const auto name = flow.path.empty() ? file : file + "/" + flow.path;
  auto definition = lang::read_definition(flow);
  if (!definition) return found.push_back(unreadable(name, definition.error()));
  for (auto& one : definition->diagnostics)
    found.push_back({name, lang::place_of(*flow.document, one.pointer), std::move(one)});
}

// With a name, of that flow only.
static Result<std::vector<Finding>> findings_in(const std::string& path,
                                                const std::optional<std::string>& name) {
  const auto file = load_flow_file(path);
  if (!file) return fail(file.error());
  std::vector<Finding> found;
  const auto flows = flows_of(*file);
  if (!flows) {
    found.push_back(unreadable(path, flows.error()));
    return found;
  }
  if (!name) {
    for (const auto& flow : *flows) look_at(flow, path, found);
    return found;
  }
  const auto flow = lang::pick_flow(*flows, *name);
  if (!flow) return fail(flow.error());
  look_at(**flow, path, found);
  return found;
}

static std::string_view word_of(lang::Severity severity) {
  return severity == lang::Severity::error ? "error" : "warning";
}

// ---- as a list ----

static constexpr std::array columns{Column{"file", "FILE"},      Column{"line", "LINE"},
                                    Column{"column", "COLUMN"},  Column{"severity", "SEVERITY"},
                                    Column{"code", "CODE"},      Column{"message", "MESSAGE"},
                                    Column{"pointer", "POINTER"}};

static json::object entry_of(const Finding& found) {
  return {{"file", found.file},           {"line", found.place.line},
          {"column", found.place.column}, {"severity", word_of(found.what.severity)},
          {"code", found.what.code},      {"message", found.what.message},
          {"fix", found.what.fix},        {"pointer", found.what.pointer}};
}

// ---- as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format) ----

static json::object sarif_result(const Finding& found) {
  const auto& [file, place, what] = found;
  const auto text = what.fix.empty() ? what.message : what.message + " " + what.fix;
  return {
      {"ruleId", what.code},
      {"level", word_of(what.severity)},
      {"message", {{"text", text}}},
      {"locations", json::array{json::object{
                        {"physicalLocation",
                         {{"artifactLocation", {{"uri", file}}},
                          {"region", {{"startLine", place.line}, {"startColumn", place.column}}}}},
                        {"logicalLocations",
                         json::array{json::object{{"fullyQualifiedName", what.pointer}}}}}}}};
}

static json::object sarif_of(const std::vector<Finding>& all) {
  std::set<std::string> codes;
  json::array results;
  for (const auto& found : all) {
    codes.insert(found.what.code);
    results.push_back(sarif_result(found));
  }
  json::array rules;
  for (const auto& code : codes) rules.push_back(json::object{{"id", code}});
  const json::object driver{
      {"name", "riskflow"}, {"version", RISKFLOW_VERSION}, {"rules", std::move(rules)}};
  return {{"version", "2.1.0"},
          {"runs", json::array{json::object{{"tool", {{"driver", driver}}},
                                            {"columnKind", "unicodeCodePoints"},
                                            {"results", std::move(results)}}}}};
}

// ---- the command ----

static ExitCode print(const std::vector<Finding>& all, Session& session) {
  auto& out = session.world().out;
  const auto errors = static_cast<std::size_t>(std::ranges::count(
      all, lang::Severity::error, [](const Finding& found) { return found.what.severity; }));
  if (session.format() == Format::sarif) {
    out << indented(sarif_of(all));
  } else {
    json::array list;
    for (const auto& found : all) list.push_back(entry_of(found));
    print_list(out, list, columns, session.format());
  }
  if (session.format() == Format::table)
    session.world().err << fmt::format("{} in error, {} to look at\n", errors, all.size() - errors);
  return errors > 0 ? ExitCode::verification : ExitCode::ok;
}

static Result<ExitCode> lint(const Given& given, Session& session) {
  std::vector<Finding> all;
  for (const auto& file : given.all("FILE")) {
    auto found = findings_in(file, given.find("--name"));
    if (!found) return fail(found.error());
    std::ranges::move(*found, std::back_inserter(all));
  }
  return print(all, session);
}

static constexpr std::array options{
    Option{"FILE", {}, "flows as exported: JSON, or a zip archive", Takes::several, Need::required},
    option("--name", "NAME", "only this flow of a file that has several")};

static constexpr std::array rows{
    Command{.noun = "flow",
            .verb = "lint",
            .summary = "Check definitions of flows; exit 3 when something is in error",
            .examples = {"riskflow flow lint flow.json", "riskflow flow lint package.zip -o json",
                         "riskflow flow lint *.json -o sarif > flows.sarif"},
            .options = options,
            .act = lint,
            .writes_sarif = true},
};

std::span<const Command> lint_commands() { return rows; }

}  // namespace riskflow::cli
