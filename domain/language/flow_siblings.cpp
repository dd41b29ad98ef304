#include "domain/language/flow_siblings.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "domain/language/definition_reader.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

static constexpr std::string_view placeholder = "#workflowname#";

static Result<Value> object_in(std::string_view text, std::string_view file) {
  auto read = from_json_text(text, {.bytes = definition_bytes_max,
                                    .depth = container_depth_max,
                                    .dialect = JsonLimits::Dialect::lenient});
  if (!read)
    return fail(read.error().code, fmt::format("{}: {}", file, read.error().message),
                std::string(file));
  if (read->kind() != Kind::object)
    return fail(Errc::invalid, fmt::format("{}: expected a JSON object", file), std::string(file));
  return read;
}

static bool is_template_manifest(const Value& manifest) {
  static constexpr std::array members{"artifacts", "skus", "kinds", "featuredOperations"};
  return std::ranges::any_of(members, [&](auto key) { return manifest.find(key) != nullptr; });
}

bool is_gallery_template(std::string_view text, const SiblingFiles& siblings) {
  if (text.find(placeholder) != std::string_view::npos) return true;
  if (siblings.manifest.empty()) return false;
  const auto manifest = object_in(siblings.manifest, "manifest.json");
  return manifest && is_template_manifest(*manifest);
}

// Without what would end a JSON string or a name in an expression.
static std::string safe_name(std::string_view name) {
  std::string safe;
  for (const char c : name) {
    const bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                         (c >= '0' && c <= '9') || c == '-' || c == '_';
    safe += is_word ? c : '_';
  }
  return safe.empty() ? "workflow" : safe;
}

std::string without_placeholders(std::string_view text, std::string_view name) {
  return replaced(text, placeholder, safe_name(name));
}

static void add_members(Value& object, const Value::Members& more) {
  auto members = object.kind() == Kind::object ? object.members() : Value::Members{};
  std::ranges::copy_if(more, std::back_inserter(members), [&](const Value::Member& member) {
    return object.kind() != Kind::object || object.find(member.key) == nullptr;
  });
  if (!members.empty()) object = Value::object(std::move(members));
}

// {"name", "type", "default"}: what a template asks for.
static void add_asked(FlowSource& flow, const Value& asked) {
  const auto name = text_member(asked, "name");
  if (name.empty()) return;
  if (const auto* type = asked.find("type"))
    add_members(flow.declared_parameters, {{name, Value::object({{"type", *type}})}});
  const auto* value = asked.find("default");
  const bool is_given = value != nullptr && !value->is_null() && *value != Value{""};
  if (is_given) add_members(flow.parameter_values, {{name, *value}});
}

static Status add_manifest(FlowSource& flow, const std::string& text) {
  const auto manifest = object_in(without_placeholders(text, flow.name), "manifest.json");
  if (!manifest) return fail(manifest.error());
  if (!is_template_manifest(*manifest)) return {};
  if (flow.display_name.empty()) flow.display_name = text_member(*manifest, "title");
  if (const auto* skus = manifest->find("skus"); skus != nullptr && skus->kind() == Kind::array)
    flow.dialect = skus->items() == Value::Array{Value{"consumption"}} ? Dialect::consumption
                                                                       : Dialect::standard;
  if (const auto* connections = manifest->find("connections"))
    std::ranges::move(connections_in(*connections), std::back_inserter(flow.connections));
  if (const auto* asked = manifest->find("parameters");
      asked != nullptr && asked->kind() == Kind::array)
    for (const auto& one : asked->items()) add_asked(flow, one);
  return {};
}

static Status add_parameters(FlowSource& flow, const std::string& text) {
  const auto parameters = object_in(text, "parameters.json");
  if (!parameters) return fail(parameters.error());
  for (const auto& [name, given] : parameters->members()) {
    if (const auto* type = given.find("type"); type != nullptr && type->kind() == Kind::string)
      add_members(flow.declared_parameters, {{name, Value::object({{"type", *type}})}});
    if (const auto* value = given.find("value"))
      add_members(flow.parameter_values, {{name, *value}});
  }
  return {};
}

Status add_siblings(FlowSource& flow, const SiblingFiles& siblings) {
  if (flow.container == Container::gallery) flow.dialect = Dialect::standard;
  if (!siblings.connections.empty()) {
    const auto connections = object_in(siblings.connections, "connections.json");
    if (!connections) return fail(connections.error());
    std::ranges::move(connections_of_file(*connections), std::back_inserter(flow.connections));
  }
  if (!siblings.parameters.empty())
    if (auto ok = add_parameters(flow, siblings.parameters); !ok) return ok;
  if (siblings.manifest.empty()) return {};
  return add_manifest(flow, siblings.manifest);
}

}  // namespace riskflow::language
