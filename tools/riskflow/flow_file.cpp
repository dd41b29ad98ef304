#include "tools/riskflow/flow_file.hpp"

#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "domain/language/flow_archive.hpp"
#include "domain/language/text.hpp"
#include "runtime/formats/archive.hpp"
#include "tools/riskflow/asking.hpp"

namespace riskflow::cli {

namespace fs = std::filesystem;
namespace lang = language;

static constexpr std::size_t archive_bytes_max = std::size_t{64} << 20;

// The text of a file that need not be there.
static Result<std::string> text_if_there(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return std::string{};
  return text_of_file(path.string());
}

// The first of two places that has the file.
static Status read_sibling(std::string& into, const fs::path& place, const fs::path& otherwise) {
  auto text = text_if_there(place);
  if (text && text->empty()) text = text_if_there(otherwise);
  if (!text) return fail(text.error());
  into = *std::move(text);
  return {};
}

static Status read_siblings(lang::SiblingFiles& siblings, const fs::path& workflow) {
  const auto folder = workflow.parent_path();
  const auto project = folder.parent_path();
  if (auto ok = read_sibling(siblings.connections, project / "connections.json",
                             folder / "connections.json");
      !ok)
    return ok;
  if (auto ok = read_sibling(siblings.parameters, project / "parameters.json",
                             folder / "parameters.json");
      !ok)
    return ok;
  return read_sibling(siblings.manifest, folder / "manifest.json", folder / "manifest.json");
}

Result<FlowFile> load_flow_file(const std::string& path) {
  FlowFile file{path, {}, {}};
  auto bytes = bytes_of_file(path, archive_bytes_max);
  if (!bytes) return fail(bytes.error());
  file.bytes = *std::move(bytes);
  std::error_code ignored;
  const auto whole = fs::absolute(path, ignored).lexically_normal();
  if (!lang::same_name(whole.filename().string(), "workflow.json")) return file;
  if (auto ok = read_siblings(file.siblings, whole); !ok) return fail(ok.error());
  return file;
}

Result<std::vector<lang::FlowSource>> flows_of(const FlowFile& file) {
  if (!formats::is_archive(file.bytes)) {
    std::error_code ignored;
    const auto whole = fs::absolute(file.path, ignored).lexically_normal();
    return lang::flows_in({whole.generic_string(), file.bytes}, file.siblings);
  }
  auto packed = formats::unpacked(file.bytes, lang::may_hold_flow);
  if (!packed) return fail(packed.error());
  std::vector<lang::ContainerFile> files;
  for (auto& one : *packed) files.push_back({std::move(one.path), std::move(one.bytes)});
  return lang::flows_among(files);
}

Result<lang::FlowSource> read_flow_file(const std::string& path, const std::string& name) {
  const auto file = load_flow_file(path);
  if (!file) return fail(file.error());
  const auto flows = flows_of(*file);
  if (!flows) {
    auto error = flows.error();
    error.message = fmt::format("{}: {}", path, error.message);
    return fail(std::move(error));
  }
  const auto flow = lang::pick_flow(*flows, name);
  if (!flow) return fail(flow.error());
  return **flow;
}

}  // namespace riskflow::cli
