#include "domain/language/containers.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "domain/language/arm_template.hpp"
#include "domain/language/definition_reader.hpp"
#include "domain/language/flow_dialect.hpp"
#include "domain/language/flow_siblings.hpp"
#include "domain/language/json_scan.hpp"

namespace riskflow::language {

static constexpr JsonLimits container_limits{.bytes = container_bytes_max,
                                             .depth = container_depth_max,
                                             .dialect = JsonLimits::Dialect::lenient};

std::string_view to_text(Container container) {
  switch (container) {
    case Container::bare: return "workflow definition";
    case Container::code_view: return "Logic Apps code view";
    case Container::arm_template: return "ARM template";
    case Container::standard: return "Logic Apps Standard workflow";
    case Container::package: return "Power Automate package";
    case Container::solution: return "Power Platform solution";
    case Container::gallery: return "Logic Apps template";
  }
  return "";
}

// ---- where the definition lies ----

namespace {

// The definition in a document, and what holds it.
struct Held {
  const Value* holder = nullptr;      // its members lie beside the definition
  const Value* definition = nullptr;  // a null pointer when there is none
  std::string pointer;
};

}  // namespace

// The name of a member as it is written; `member` is one of `object`.
static const std::string& key_of(const Value& object, const Value* member) {
  return std::ranges::find_if(object.members(),
                              [&](const Value::Member& one) { return &one.value == member; })
      ->key;
}

static bool looks_like_definition(const Value& value) {
  return value.find("actions") != nullptr || value.find("triggers") != nullptr;
}

static Held held_in(const Value& document) {
  Held held{&document, nullptr, {}};
  const auto* properties = document.find("properties");
  if (properties != nullptr && properties->kind() == Kind::object &&
      (properties->find("definition") != nullptr || !looks_like_definition(document))) {
    held.holder = properties;
    held.pointer = pointer_to("", key_of(document, properties));
  }
  const auto* inner = held.holder->find("definition");
  if (inner != nullptr && inner->kind() == Kind::object) {
    held.definition = inner;
    held.pointer = pointer_to(held.pointer, key_of(*held.holder, inner));
  } else if (held.holder == &document && looks_like_definition(document)) {
    held.definition = &document;
  }
  return held;
}

static std::vector<std::string> parts_of(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    const auto end = std::min(path.find_first_of("/\\"), path.size());
    if (end > 0) parts.emplace_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return parts;
}

// "Notify-7F3A...": without the id that a solution puts behind the name.
static std::string without_id(std::string name) {
  static constexpr std::size_t id_size = 36;
  if (name.size() <= id_size + 1 || name[name.size() - id_size - 1] != '-') return name;
  const auto id = std::string_view(name).substr(name.size() - id_size);
  const bool is_id = id.find_first_not_of("0123456789abcdefABCDEF-") == std::string_view::npos;
  if (is_id) name.resize(name.size() - id_size - 1);
  return name;
}

// What a file is called, or its folder when all files of its kind have the same name.
static std::string name_from_path(std::string_view path) {
  const auto parts = parts_of(path);
  if (parts.empty()) return {};
  auto stem = parts.back().substr(0, parts.back().rfind('.'));
  const bool is_common = same_name(stem, "workflow") || same_name(stem, "definition");
  return is_common && parts.size() > 1 ? parts[parts.size() - 2] : without_id(std::move(stem));
}

static bool lies_in_workflows(std::string_view path) {
  const auto parts = parts_of(path);
  return parts.size() > 1 && same_name(parts[parts.size() - 2], "Workflows");
}

static Container container_of(const Value& document, const Held& held, const FlowSource& flow,
                              std::string_view path) {
  if (held.definition == &document) return Container::bare;
  if (held.holder != &document) {
    if (is_logic_app(document)) return Container::code_view;
    return document.find("schemaVersion") != nullptr || lies_in_workflows(path)
               ? Container::solution
               : Container::package;
  }
  return flow.dialect == Dialect::standard ? Container::standard : Container::code_view;
}

// ---- what is said beside it ----

// {"name": {"value": 1}} as {"name": 1}; what only declares a parameter is left out.
static Value values_in(const Value& parameters) {
  Value::Members values;
  if (parameters.kind() != Kind::object) return {};
  for (const auto& [name, given] : parameters.members()) {
    const auto* value = given.find("value");
    if (value != nullptr)
      values.push_back({name, *value});
    else if (given.kind() != Kind::object)
      values.push_back({name, given});
  }
  return values.empty() ? Value{} : Value::object(std::move(values));
}

static Value declared_in(const Value& parameters) {
  Value::Members declared;
  if (parameters.kind() != Kind::object) return {};
  for (const auto& [name, given] : parameters.members())
    if (const auto* type = given.find("type"); type != nullptr && type->kind() == Kind::string)
      declared.push_back({name, Value::object({{"type", *type}})});
  return declared.empty() ? Value{} : Value::object(std::move(declared));
}

static void read_parameters(FlowSource& flow, const Value& parameters) {
  flow.parameter_values = values_in(parameters);
  flow.declared_parameters = declared_in(parameters);
  const auto* connections =
      flow.parameter_values.is_null() ? nullptr : flow.parameter_values.find("$connections");
  if (connections != nullptr)
    std::ranges::move(connections_in(*connections), std::back_inserter(flow.connections));
}

static void read_beside(FlowSource& flow, const Value& holder) {
  flow.display_name = text_member(holder, "displayName");
  if (const auto* references = holder.find("connectionReferences"))
    flow.connections = connections_in(*references);
  if (const auto* parameters = holder.find("parameters")) read_parameters(flow, *parameters);
}

static void check_schema(FlowSource& flow) {
  const auto* schema = flow.definition.find("$schema");
  if (schema == nullptr) return;
  static constexpr std::array old{"2015-08-01-preview", "2014-12-01-preview"};
  const auto text = to_display_text(*schema);
  if (text.find("2016-06-01") != std::string::npos) return;
  const auto place = pointer_to(flow.pointer, "$schema");
  const auto* const year =
      std::ranges::find_if(old, [&](auto one) { return text.find(one) != std::string::npos; });
  if (year != old.end())
    flow.diagnostics.push_back(
        {"old-schema", Severity::warning, place,
         fmt::format("the definition is of the schema {}; it is read as one of 2016-06-01", *year),
         "Give the order of actions with runAfter: conditions and dependsOn are not read."});
  else
    flow.diagnostics.push_back({"unknown-schema", Severity::warning, place,
                                "the $schema is none of a workflow definition of a known year",
                                "Use .../2016-06-01/workflowdefinition.json#."});
}

// Reads what `document` holds into `flow`, whose names and texts are set already.
static Status read_flow(FlowSource& flow, const Value& document, std::string_view path) {
  const auto held = held_in(document);
  if (held.definition == nullptr)
    return fail(Errc::invalid,
                "there is no workflow definition in this document: expected triggers and actions, "
                "or a 'definition' that has them",
                "definition");
  flow.definition = *held.definition;
  flow.pointer += held.pointer;
  if (held.definition != &document) {
    flow.kind = text_member(document, "kind");
    if (flow.kind.empty()) flow.kind = text_member(*held.holder, "kind");
    read_beside(flow, *held.holder);
  }
  flow.dialect = dialect_of(document, *held.holder, flow.definition, flow.kind);
  flow.container = container_of(document, held, flow, path);
  flow.name = name_from_path(path);
  const auto own = text_member(document, "name");
  const bool is_named = flow.container == Container::package || is_logic_app(document);
  if (is_named && !flow.display_name.empty())
    flow.name = flow.display_name;
  else if (!own.empty() && held.definition != &document)
    flow.name = own;
  check_schema(flow);
  return {};
}

// ---- documents ----

static Result<std::vector<FlowSource>> flows_of_template(
    const Value& document, const std::shared_ptr<const std::string>& text) {
  auto workflows = workflows_of_template(document, *text);
  if (workflows.empty())
    return fail(Errc::invalid, "the template has no resource of type Microsoft.Logic/workflows",
                "resources");
  if (workflows.size() > flows_max)
    return fail(Errc::too_large,
                fmt::format("the template has {} workflows; at most {} are read: split it",
                            workflows.size(), flows_max),
                "resources");
  std::vector<FlowSource> flows;
  for (auto& workflow : workflows) {
    FlowSource flow;
    flow.document = text;
    flow.pointer = workflow.pointer;
    const auto resource = from_json_text(workflow.resource, container_limits);
    if (!resource) return fail(resource.error());
    flow.resolved = std::move(workflow.resource);
    if (auto ok = read_flow(flow, *resource, ""); !ok)
      flow.diagnostics.push_back({"missing-definition", Severity::error, flow.pointer,
                                  "the resource has no definition that can be read",
                                  "Give properties.definition as an object."});
    flow.container = Container::arm_template;
    for (auto& left : workflow.unresolved)
      if (left.pointer.starts_with(flow.pointer + "/"))
        flow.diagnostics.push_back(
            {"unresolved-arm-expression", Severity::warning, std::move(left.pointer),
             "only a deployment can tell what this gives: " + left.reason,
             "Give the template's parameter a defaultValue, or write the value."});
    flows.push_back(std::move(flow));
  }
  return flows;
}

Result<std::vector<FlowSource>> flows_in(const ContainerFile& file, const SiblingFiles& siblings) {
  if (file.text.size() > container_bytes_max)
    return fail(Errc::too_large,
                fmt::format("the document has {} bytes; at most {} are read: give each flow a file",
                            file.text.size(), container_bytes_max),
                "document");
  FlowSource flow;
  const bool is_template = is_gallery_template(file.text, siblings);
  const auto name = name_from_path(file.path);
  flow.document = std::make_shared<const std::string>(
      is_template ? without_placeholders(file.text, name) : file.text);
  const auto document = from_json_text(*flow.document, container_limits);
  if (!document) return fail(document.error());
  if (is_arm_template(*document)) return flows_of_template(*document, flow.document);
  if (auto ok = read_flow(flow, *document, file.path); !ok) return fail(ok.error());
  if (is_template) flow.container = Container::gallery;
  if (auto ok = add_siblings(flow, siblings); !ok) return fail(ok.error());
  std::vector<FlowSource> flows;
  flows.push_back(std::move(flow));
  return flows;
}

// ---- among several ----

Result<const FlowSource*> pick_flow(std::span<const FlowSource> flows, std::string_view name) {
  std::vector<const FlowSource*> meant;
  std::vector<std::string> names;
  for (const auto& flow : flows) {
    names.push_back(fmt::format("'{}'", flow.name.empty() ? flow.display_name : flow.name));
    if (name.empty() || same_name(flow.name, name) || same_name(flow.display_name, name))
      meant.push_back(&flow);
  }
  if (meant.size() == 1) return meant.front();
  if (meant.empty())
    return fail(Errc::not_found,
                fmt::format("there is no flow '{}'; there are: {}", name, fmt::join(names, ", ")),
                "name");
  return fail(Errc::invalid,
              fmt::format("there are several flows: say which of {}", fmt::join(names, ", ")),
              "name");
}

Surroundings surroundings_of(const FlowSource& flow) {
  if (flow.resolved.empty()) return {*flow.document, flow.pointer};
  // Of a resource it is always /properties/definition, as written.
  const auto properties = flow.pointer.rfind('/', flow.pointer.rfind('/') - 1);
  return {flow.resolved, flow.pointer.substr(properties)};
}

std::string_view written_definition(const FlowSource& flow) {
  const auto [text, pointer] = surroundings_of(flow);
  return written_at(text, pointer);
}

}  // namespace riskflow::language
