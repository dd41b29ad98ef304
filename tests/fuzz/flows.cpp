// Files with flows: whatever is in them, reading ends, and what is read says the same when it is
// written and read again.

#include <fstream>
#include <iterator>

#include "domain/language/flow_archive.hpp"
#include "domain/language/flow_package.hpp"
#include "runtime/formats/archive.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/fuzz/targets.hpp"

namespace riskflow::fuzz {

using namespace language;

static Bytes golden(const char* name) {
  std::ifstream in(std::string(RISKFLOW_SOURCE_DIR "/tests/golden/containers/") + name,
                   std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

static void look_at(const FlowSource& flow) {
  if (const auto definition = read_definition(flow))
    for (const auto& found : definition->diagnostics)
      promise(!found.code.empty() && !found.message.empty(), "a finding says what it is");
  const auto written = written_flow(flow, Secrets::kept);
  const auto again = flows_in({"x/definition.json", written.document});
  // A document that is as deep as they get is deeper in a container.
  if (again) {
    promise(again->size() == 1, "a written flow is one");
    promise(again->front().definition == flow.definition, "a definition survives its writing");
    promise(again->front().dialect == flow.dialect, "a dialect survives its writing");
  }
  const auto redacted = written_flow(flow, Secrets::redacted);
  promise(again.has_value() == flows_in({"x/definition.json", redacted.document}).has_value(),
          "what is redacted is read as the rest");
}

void run_flow_document(BytesView input) {
  const auto flows = flows_in({"flows/x.json", std::string(input)});
  if (!flows) {
    promise(!flows.error().message.empty(), "an error says what is wrong");
    return;
  }
  for (const auto& flow : *flows)
    if (!flow.definition.is_null()) look_at(flow);
}

std::vector<Bytes> flow_document_seeds() {
  return {golden("code_view.json"), golden("arm_template.json"), golden("bare_of_2015.json"),
          golden("gallery/send-reminder/workflow.json"),
          golden("solution/Workflows/EscalateCase-0B6E2F7C-3A4D-EF11-8A69-6045BD9C1234.json")};
}

void run_flow_archive(BytesView input) {
  const formats::UnpackLimits limits{
      .files_max = 100, .file_bytes_max = 100'000, .total_bytes_max = 200'000};
  const auto packed = formats::unpacked(input, may_hold_flow, limits);
  if (!packed) return;
  std::size_t bytes = 0;
  std::vector<ContainerFile> files;
  for (const auto& file : *packed) {
    bytes += file.bytes.size();
    files.push_back({file.path, file.bytes});
  }
  promise(bytes <= limits.total_bytes_max, "unpacking keeps its limits");
  if (const auto flows = flows_among(files))
    for (const auto& flow : *flows)
      if (!flow.definition.is_null()) look_at(flow);
}

std::vector<Bytes> flow_archive_seeds() {
  const std::vector<formats::PackedFile> project{
      {"connections.json", golden("standard/connections.json")},
      {"parameters.json", golden("standard/parameters.json")},
      {"approve-order/workflow.json", golden("standard/approve-order/workflow.json")}};
  return {formats::packed(project).value()};
}

}  // namespace riskflow::fuzz
