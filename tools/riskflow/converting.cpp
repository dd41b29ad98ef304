// riskflow flow convert: writes a flow from a file as another instance imports it.

#include <fstream>

#include <fmt/format.h>

#include "domain/language/flow_package.hpp"
#include "runtime/formats/archive.hpp"
#include "tools/riskflow/flow_file.hpp"
#include "tools/riskflow/host_commands.hpp"

namespace riskflow::cli {

namespace lang = language;
using http::ExitCode;

static Result<Bytes> package_bytes(const lang::WrittenFlow& flow, Clock& clock) {
  auto files = lang::package_of(flow, clock.now());
  if (!files) return fail(files.error());
  std::vector<formats::PackedFile> packed;
  for (auto& file : *files) packed.push_back({std::move(file.path), std::move(file.text)});
  return formats::packed(packed);
}

static Status write_file(const std::string& path, const Bytes& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file.flush()) return fail(Errc::unavailable, "cannot write this file", path);
  return {};
}

// The first thing that keeps a flow from being read at all.
static Status is_readable(const lang::FlowSource& flow) {
  if (!flow.definition.is_null()) return {};
  return fail(Errc::invalid,
              flow.diagnostics.empty() ? "the flow cannot be read" : flow.diagnostics[0].message,
              flow.name);
}

static Result<ExitCode> convert(const Given& given, Session& session) {
  const auto& to = given.text("--to");
  if (to != "package" && to != "definition")
    return fail(Errc::invalid, "give package or definition", "--to");
  const auto flow = read_flow_file(given.text("FILE"), given.find("--name").value_or(""));
  if (!flow) return fail(flow.error());
  if (auto ok = is_readable(*flow); !ok) return fail(ok.error());
  const auto written = lang::written_flow(
      *flow, given.has("--with-secrets") ? lang::Secrets::kept : lang::Secrets::redacted);
  const auto bytes = to == "package" ? package_bytes(written, session.world().clock)
                                     : Result<Bytes>(written.document + "\n");
  if (!bytes) return fail(bytes.error());
  if (auto ok = write_file(given.text("--out"), *bytes); !ok) return fail(ok.error());
  const auto& [ids, addresses, secrets] = written.redactions;
  session.world().err << fmt::format("redacted: {} ids, {} addresses, {} secrets\n", ids, addresses,
                                     secrets);
  return ExitCode::ok;
}

static constexpr std::array options{
    argument("FILE", "a flow as exported: JSON, or a zip archive"),
    needed("--to", "FORM",
           "package (a zip archive that is imported) or definition (one JSON document)"),
    needed("--out", "FILE", "where to write it"),
    option("--name", "NAME", "the flow, in a file that has several"),
    flag("--with-secrets", "keep ids and addresses of the tenant, mail addresses and secrets")};

static constexpr std::array rows{
    Command{.noun = "flow",
            .verb = "convert",
            .summary = "Write a flow from a file as another instance imports it",
            .examples = {"riskflow flow convert flow.json --to package --out flow.zip",
                         "riskflow flow convert solution.zip --name Notify --to definition "
                         "--out notify.json",
                         "riskflow flow convert workflow.json --to package --with-secrets "
                         "--out flow.zip"},
            .options = options,
            .act = convert},
};

std::span<const Command> convert_commands() { return rows; }

}  // namespace riskflow::cli
