#include "domain/language/definition.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/language/definition_index.hpp"
#include "domain/language/definition_reader.hpp"

namespace riskflow::language {

bool Definition::has_errors() const {
  return std::ranges::any_of(
      diagnostics, [](const Diagnostic& found) { return found.severity == Severity::error; });
}

const Place* Definition::find(std::string_view action) const {
  const auto found = places.find(action);
  return found != places.end() ? &found->second : nullptr;
}

const ParameterDeclaration* Definition::find_parameter(std::string_view name) const {
  for (const auto& declared : parameters)
    if (same_name(declared.name, name)) return &declared;
  return nullptr;
}

// Where the definition lies in its container.
struct Found {
  const Value* definition = nullptr;
  std::string pointer;
  Value connection_references;
  std::string display_name;
};

static bool looks_like_definition(const Value& value) {
  return value.find("actions") != nullptr || value.find("triggers") != nullptr;
}

static Found unwrap(const Value& document) {
  Found found;
  const auto* holder = &document;
  if (const auto* properties = document.find("properties"); properties != nullptr) {
    holder = properties;
    found.pointer = "/properties";
  }
  found.display_name = text_member(*holder, "displayName");
  if (const auto* references = holder->find("connectionReferences"))
    found.connection_references = *references;
  const auto* inner = holder->find("definition");
  if (inner != nullptr && inner->kind() == Kind::object) {
    found.definition = inner;
    found.pointer += "/definition";
  } else if (holder == &document && looks_like_definition(document)) {
    found.definition = &document;
  }
  return found;
}

const Branch& branch_of(const Definition& definition, const Action& action) {
  const auto& standing = action.standing;
  return standing.parent == nullptr ? definition.body : standing.parent->branches[standing.side];
}

// The members of an object, or none when it is something else.
static const Value::Members& members_of(const Value& object, std::string_view key) {
  static const Value::Members none;
  const auto* member = object.find(key);
  return member != nullptr && member->kind() == Kind::object ? member->members() : none;
}

static void read_body(Definition& definition, DefinitionReader& reader, const Found& found) {
  const auto& source = *found.definition;
  for (const auto& [name, value] : members_of(source, "parameters"))
    definition.parameters.push_back(
        reader.parameter(name, value, pointer_to(found.pointer + "/parameters", name)));
  for (const auto& [name, value] : members_of(source, "triggers"))
    definition.triggers.push_back(
        reader.trigger(name, value, pointer_to(found.pointer + "/triggers", name)));
  definition.body = reader.branch("actions", source.find("actions"), found.pointer + "/actions");
  for (const auto& [name, value] : members_of(source, "outputs"))
    definition.outputs.push_back(
        reader.output(name, value, pointer_to(found.pointer + "/outputs", name)));
  for (const auto& [name, value] : members_of(source, "staticResults"))
    definition.static_results[name] = value;
  if (definition.outputs.size() > outputs_max)
    reader.error(
        "too-many-outputs", found.pointer + "/outputs",
        fmt::format("{} outputs are more than {}", definition.outputs.size(), outputs_max));
}

Result<Definition> read_definition(std::string_view text) {
  auto document = from_json_text(text, {.bytes = definition_bytes_max});
  if (!document) return fail(document.error());
  const auto found = unwrap(*document);
  if (found.definition == nullptr)
    return fail(Errc::invalid,
                "there is no workflow definition in this document: expected triggers and actions, "
                "or a 'definition' that has them",
                "definition");
  Definition definition;
  definition.document = text;
  definition.display_name = found.display_name;
  DefinitionReader reader{found.connection_references};
  read_body(definition, reader, found);
  index_definition(definition, reader.calls());
  check_definition(definition, reader);
  definition.diagnostics = reader.take_diagnostics();
  return definition;
}

static void collect_operations(const Branch& branch, std::vector<OperationUse>& uses) {
  for (const auto& action : branch.actions) {
    if (action.call)
      uses.push_back({OperationRole::action, action.call->api, action.call->operation, action.name,
                      action.pointer});
    for (const auto& inner : action.branches) collect_operations(inner, uses);
  }
}

std::vector<OperationUse> operations_of(const Definition& definition) {
  std::vector<OperationUse> uses;
  for (const auto& trigger : definition.triggers)
    if (trigger.call)
      uses.push_back({OperationRole::trigger, trigger.call->api, trigger.call->operation,
                      trigger.name, trigger.pointer});
  collect_operations(definition.body, uses);
  return uses;
}

}  // namespace riskflow::language
