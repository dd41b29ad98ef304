#include "domain/language/flow_archive.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "domain/language/text.hpp"

namespace riskflow::language {

static std::string_view file_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0: the whole
}

// With its last slash; empty at the top.
static std::string_view folder_of(std::string_view path) {
  return path.substr(0, path.rfind('/') + 1);
}

static std::string_view parent_of(std::string_view folder) {
  if (folder.empty()) return folder;
  folder.remove_suffix(1);
  return folder_of(folder);
}

bool may_hold_flow(std::string_view path) {
  const auto name = file_name(path);
  return name.size() > 5 && same_name(name.substr(name.size() - 5), ".json");
}

static bool is_in_folder(std::string_view path, std::string_view folder) {
  const auto above = folder_of(path);
  return !above.empty() && same_name(file_name(above.substr(0, above.size() - 1)), folder);
}

// Files that hold a flow by their name.
static bool holds_flow(const ContainerFile& file) {
  const auto name = file_name(file.path);
  if (same_name(name, "workflow.json")) return true;
  if (same_name(name, "definition.json")) return !folder_of(file.path).empty();
  return may_hold_flow(file.path) && is_in_folder(file.path, "Workflows");
}

static std::string text_at(std::span<const ContainerFile> files, std::string_view folder,
                           std::string_view name) {
  for (const auto& file : files)
    if (same_name(folder_of(file.path), folder) && same_name(file_name(file.path), name))
      return file.text;
  return {};
}

static SiblingFiles siblings_of(const ContainerFile& file, std::span<const ContainerFile> files) {
  if (!same_name(file_name(file.path), "workflow.json")) return {};
  const auto folder = folder_of(file.path);
  const auto project = parent_of(folder);
  SiblingFiles siblings{text_at(files, project, "connections.json"),
                        text_at(files, project, "parameters.json"),
                        text_at(files, folder, "manifest.json")};
  if (siblings.connections.empty())
    siblings.connections = text_at(files, folder, "connections.json");
  if (siblings.parameters.empty()) siblings.parameters = text_at(files, folder, "parameters.json");
  return siblings;
}

static FlowSource unreadable(const ContainerFile& file, const Error& error) {
  FlowSource flow;
  flow.name = file.path;
  flow.document = std::make_shared<const std::string>(file.text);
  flow.diagnostics.push_back({"unreadable", Severity::error, "", error.message, ""});
  return flow;
}

// `optional`: a file that may as well be none of a flow.
static void add_flows(std::vector<FlowSource>& flows, const ContainerFile& file,
                      std::span<const ContainerFile> files, const bool is_optional) {
  auto found = flows_in(file, siblings_of(file, files));
  if (!found && is_optional) return;
  if (!found) {
    flows.push_back(unreadable(file, found.error()));
  } else {
    std::ranges::move(*found, std::back_inserter(flows));
  }
}

Result<std::vector<FlowSource>> flows_among(std::span<const ContainerFile> files) {
  std::vector<FlowSource> flows;
  const bool are_named = std::ranges::any_of(files, holds_flow);
  for (const auto& file : files) {
    if (are_named ? !holds_flow(file) : !may_hold_flow(file.path)) continue;
    const auto before = flows.size();
    add_flows(flows, file, files, !are_named);
    for (auto i = before; i < flows.size(); ++i) flows[i].path = file.path;
    if (flows.size() > flows_max)
      return fail(Errc::too_large,
                  fmt::format("the archive has more than {} flows: split it", flows_max),
                  "archive");
  }
  if (flows.empty())
    return fail(
        Errc::not_found,
        "there is no flow in the archive: expected Microsoft.Flow/flows/<id>/definition.json, "
        "Workflows/<name>.json or <name>/workflow.json",
        "archive");
  return flows;
}

}  // namespace riskflow::language
