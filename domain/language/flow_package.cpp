#include "domain/language/flow_package.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "domain/language/json_scan.hpp"
#include "domain/language/redaction.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

static constexpr std::string_view flows_folder = "Microsoft.Flow/flows/";
static constexpr std::string_view flow_type = "Microsoft.Flow/flows";
static constexpr std::string_view apis_type = "Microsoft.PowerApps/apis";

// ---- ids ----

// FNV-1a (Fowler, Noll, Vo), twice with other beginnings: an id that is the same for the same text.
static std::string id_of(std::string_view text) {
  std::array<std::uint64_t, 2> halves{0xCBF29CE484222325U, 0x84222325CBF29CE4U};
  for (auto& half : halves)
    for (const char c : text) {
      half ^= static_cast<unsigned char>(c);
      half *= 0x100000001B3U;
    }
  const auto high = (halves[0] & ~std::uint64_t{0xF000}) | 0x8000U;  // version 8 (RFC 9562)
  const auto low = (halves[1] & ~(std::uint64_t{3} << 62)) | std::uint64_t{2} << 62;
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, high >> 16 & 0xFFFFU,
                     high & 0xFFFFU, low >> 48, low & 0xFFFFFFFFFFFFU);
}

// ---- the document ----

namespace {

// A JSON object, member by member.
class ObjectText {
 public:
  void add(std::string_view name, std::string_view json) {
    text_ += fmt::format("{}{}:{}", text_.empty() ? "" : ",", to_json_text(Value{name}), json);
  }
  void add_text(std::string_view name, std::string_view text) {
    add(name, to_json_text(Value{text}));
  }
  std::string closed() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

// The document that a flow was read from, in pieces.
struct Pieces {
  std::vector<WrittenMember> around;  // of the document, around "properties"
  std::vector<WrittenMember> beside;  // of what holds the definition
};

}  // namespace

static bool is_one_of(std::string_view key, std::initializer_list<std::string_view> names) {
  return std::ranges::any_of(names, [&](auto name) { return same_name(key, name); });
}

static Pieces pieces_of(const FlowSource& flow) {
  const auto [text, pointer] = surroundings_of(flow);
  if (pointer.empty()) return {};
  const auto holder = pointer.substr(0, pointer.rfind('/'));
  Pieces pieces;
  pieces.beside = members_in(holder.empty() ? text : written_at(text, holder));
  if (!holder.empty()) pieces.around = members_in(text);
  return pieces;
}

static const WrittenMember* find_member(const std::vector<WrittenMember>& members,
                                        std::string_view name) {
  const auto found = std::ranges::find_if(
      members, [&](const WrittenMember& member) { return same_name(member.key, name); });
  return found != members.end() ? &*found : nullptr;
}

// References that came in a file of their own.
static std::string references_text(const FlowSource& flow) {
  Value::Members members;
  for (const auto& reference : flow.connections)
    members.push_back({reference.name, reference.source});
  return to_json_text(Value::object(std::move(members)));
}

static std::string parameters_text(const FlowSource& flow) {
  Value::Members members;
  const auto add = [&](const Value& from, const char* key) {
    if (from.kind() != Kind::object) return;
    for (const auto& [name, value] : from.members()) {
      const auto* type = std::string_view{key} == "type" ? value.find("type") : nullptr;
      auto entry = Value::object({{key, type != nullptr ? *type : value}});
      const auto known = std::ranges::find(members, name, &Value::Member::key);
      if (known == members.end()) {
        members.push_back({name, std::move(entry)});
        continue;
      }
      auto both = known->value.members();
      both.push_back(entry.members().front());
      known->value = Value::object(std::move(both));
    }
  };
  add(flow.declared_parameters, "type");
  add(flow.parameter_values, "value");
  return to_json_text(Value::object(std::move(members)));
}

// What says who made the flow and where it ran.
static bool tells_origin(std::string_view key) {
  return is_one_of(
      key, {"creator", "creators", "owner", "owners", "createdBy", "modifiedBy", "lastModifiedBy",
            "environment", "flowTriggerUri", "accessEndpoint", "workflowEntityId", "userType"});
}

static std::string properties_text(const FlowSource& flow, const Pieces& pieces, Secrets secrets) {
  ObjectText properties;
  if (find_member(pieces.beside, "apiId") == nullptr)
    properties.add_text("apiId", "/providers/Microsoft.PowerApps/apis/shared_logicflows");
  if (find_member(pieces.beside, "displayName") == nullptr)
    properties.add_text("displayName", flow.display_name.empty() ? flow.name : flow.display_name);
  const auto* const definition = find_member(pieces.beside, "definition");
  if (definition == nullptr) properties.add("definition", written_definition(flow));
  for (const auto& member : pieces.beside) {
    if (secrets == Secrets::redacted && tells_origin(member.key)) continue;
    properties.add(member.key, member.value);
  }
  const bool has_values = find_member(pieces.beside, "parameters") != nullptr;
  const bool is_in_values = has_values && flow.dialect == Dialect::consumption;
  if (!flow.connections.empty() && !is_in_values &&
      find_member(pieces.beside, "connectionReferences") == nullptr)
    properties.add("connectionReferences", references_text(flow));
  const bool has_parameters =
      !flow.parameter_values.is_null() || !flow.declared_parameters.is_null();
  if (!has_values && has_parameters) properties.add("parameters", parameters_text(flow));
  return properties.closed();
}

// The type of a flow's resource; it tells the reader which product the flow was written for.
static std::string_view type_of(Dialect dialect) {
  switch (dialect) {
    case Dialect::consumption: return "Microsoft.Logic/workflows";
    case Dialect::standard: return "Microsoft.Web/sites/workflows";
    case Dialect::power_automate: return flow_type;
  }
  return flow_type;
}

WrittenFlow written_flow(const FlowSource& flow, Secrets secrets) {
  const auto pieces = pieces_of(flow);
  auto properties = properties_text(flow, pieces, secrets);
  ObjectText around;
  for (const auto& member : pieces.around)
    if (!is_one_of(member.key, {"name", "id", "type", "properties"}))
      around.add(member.key, member.value);
  around.add("properties", properties);

  WrittenFlow written;
  auto rest = strict_json(around.closed());
  if (secrets == Secrets::redacted) {
    Redactor redactor(flow.definition);
    rest = redactor.redacted(rest);
    written.redactions = redactor.count();
  }
  const auto id = id_of(rest);
  ObjectText head;
  head.add_text("name", id);
  head.add_text("id", fmt::format("/providers/{}/{}", flow_type, id));
  head.add_text("type", type_of(flow.dialect));
  auto text = head.closed();
  text.back() = ',';
  written.document = text + rest.substr(1);
  return written;
}

// ---- the package ----

static Value texts(const std::vector<std::string>& items) {
  Value::Array array;
  for (const auto& item : items) array.push_back(Value{item});
  return Value::array(std::move(array));
}

static Value named(std::string_view display_name) {
  return Value::object({{"displayName", Value{display_name}}});
}

static Value flow_resource(const std::string& name, const std::vector<std::string>& depends_on) {
  return Value::object({{"type", flow_type},
                        {"suggestedCreationType", "New"},
                        {"creationType", "Existing, New, Update"},
                        {"details", named(name)},
                        {"configurableBy", "User"},
                        {"hierarchy", "Root"},
                        {"dependsOn", texts(depends_on)}});
}

static Value api_resource(const std::string& api) {
  return Value::object({{"id", fmt::format("/providers/{}/{}", apis_type, api)},
                        {"name", api},
                        {"type", apis_type},
                        {"suggestedCreationType", "Existing"},
                        {"details", named(api)},
                        {"configurableBy", "System"},
                        {"hierarchy", "Child"},
                        {"dependsOn", texts({})}});
}

static Value connection_resource(const std::string& name, const std::string& api_id) {
  return Value::object({{"type", fmt::format("{}/connections", apis_type)},
                        {"suggestedCreationType", "Existing"},
                        {"creationType", "Existing"},
                        {"details", named(name)},
                        {"configurableBy", "User"},
                        {"hierarchy", "Child"},
                        {"dependsOn", texts({api_id})}});
}

// What a package needs of the place it is imported to, and under which ids its files name it.
struct Needs {
  std::vector<std::string> ids;
  Value::Members resources;
  Value::Members apis;         // apisMap.json
  Value::Members connections;  // connectionsMap.json
};

static Needs needs_of(const FlowSource& flow, const std::string& id) {
  Needs needs;
  for (const auto& reference : flow.connections) {
    if (reference.api.empty()) continue;
    const auto api_id = id_of(fmt::format("{}/apis/{}", id, reference.api));
    const auto connection_id = id_of(fmt::format("{}/connections/{}", id, reference.name));
    if (std::ranges::find(needs.ids, api_id) == needs.ids.end()) {
      needs.ids.push_back(api_id);
      needs.resources.push_back({api_id, api_resource(reference.api)});
    }
    needs.ids.push_back(connection_id);
    needs.resources.push_back({connection_id, connection_resource(reference.name, api_id)});
    needs.apis.push_back({reference.name, Value{api_id}});
    needs.connections.push_back({reference.name, Value{connection_id}});
  }
  return needs;
}

Result<std::vector<ContainerFile>> package_of(const WrittenFlow& flow, Instant created) {
  const auto flows = flows_in({"definition.json", flow.document});
  if (!flows) return fail(flows.error());
  const auto read = pick_flow(*flows, "");
  if (!read) return fail(read.error());
  const auto& source = **read;
  const auto id = id_of(flow.document);
  auto needs = needs_of(source, id);
  Value::Members resources{{id, flow_resource(source.display_name, needs.ids)}};
  std::ranges::move(needs.resources, std::back_inserter(resources));
  const auto details = Value::object({{"displayName", Value{source.display_name}},
                                      {"description", ""},
                                      {"createdTime", riskflow::to_text(created)},
                                      {"packageTelemetryId", id_of(id)},
                                      {"creator", "N/A"},
                                      {"sourceEnvironment", ""}});
  const auto manifest = Value::object({{"schema", "1.0"},
                                       {"details", details},
                                       {"resources", Value::object(std::move(resources))}});
  const auto assets = Value::object({{"packageSchemaVersion", "1.0"},
                                     {"flowAssets", Value::object({{"assetPaths", texts({id})}})}});
  const auto folder = std::string(flows_folder) + id + "/";
  return std::vector<ContainerFile>{
      {"manifest.json", to_json_text(manifest)},
      {std::string(flows_folder) + "manifest.json", to_json_text(assets)},
      {folder + "definition.json", flow.document},
      {folder + "apisMap.json", to_json_text(Value::object(std::move(needs.apis)))},
      {folder + "connectionsMap.json", to_json_text(Value::object(std::move(needs.connections)))}};
}

}  // namespace riskflow::language
