#include "domain/language/definition.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "domain/language/containers.hpp"
#include "domain/language/definition_index.hpp"
#include "domain/language/definition_reader.hpp"
#include "domain/language/diagnostic_order.hpp"
#include "domain/language/lint_codes.hpp"

namespace riskflow::language {

bool refuses(const Diagnostic& found) {
  const auto* row = find_lint_code(found.code);
  return found.severity == Severity::error && (row == nullptr || row->weight != Weight::failing);
}

bool Definition::has_errors() const { return std::ranges::any_of(diagnostics, refuses); }

const Place* Definition::find(std::string_view action) const {
  const auto found = places.find(action);
  return found != places.end() ? &found->second : nullptr;
}

const ParameterDeclaration* Definition::find_parameter(std::string_view name) const {
  for (const auto& declared : parameters)
    if (same_name(declared.name, name)) return &declared;
  return nullptr;
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

// Parameters that a file beside the definition declares.
static void read_declared(Definition& definition, const Value& declared) {
  if (declared.kind() != Kind::object) return;
  for (const auto& [name, declaration] : declared.members()) {
    if (definition.find_parameter(name) != nullptr) continue;
    const auto type = to_lower(text_member(declaration, "type"));
    const auto secrecy = type.starts_with("secure") ? Secrecy::secure : Secrecy::open;
    definition.parameters.push_back({name, type, secrecy, std::nullopt});
  }
}

static void read_body(Definition& definition, DefinitionReader& reader, const FlowSource& flow) {
  const auto& source = flow.definition;
  for (const auto& [name, value] : members_of(source, "parameters"))
    definition.parameters.push_back(
        reader.parameter(name, value, pointer_to(flow.pointer + "/parameters", name)));
  read_declared(definition, flow.declared_parameters);
  for (const auto& [name, value] : members_of(source, "triggers"))
    definition.triggers.push_back(
        reader.trigger(name, value, pointer_to(flow.pointer + "/triggers", name)));
  definition.body = reader.branch("actions", source.find("actions"), flow.pointer + "/actions");
  for (const auto& [name, value] : members_of(source, "outputs"))
    definition.outputs.push_back(
        reader.output(name, value, pointer_to(flow.pointer + "/outputs", name)));
  for (const auto& [name, value] : members_of(source, "staticResults"))
    definition.static_results[name] = value;
}

static Status check_size(std::size_t bytes) {
  if (bytes <= definition_bytes_max) return {};
  return fail(
      Errc::too_large,
      fmt::format("the definition has {} bytes; at most {} are read: move large texts out of "
                  "it, into parameters or files",
                  bytes, definition_bytes_max),
      "definition");
}

Result<Definition> read_definition(const FlowSource& flow) {
  if (flow.document->size() > definition_bytes_max)
    if (auto ok = check_size(written_definition(flow).size()); !ok) return fail(ok.error());
  Definition definition;
  definition.document = *flow.document;
  definition.display_name = flow.display_name;
  definition.dialect = flow.dialect;
  definition.connections = flow.connections;
  definition.parameter_values = flow.parameter_values;
  definition.diagnostics = flow.diagnostics;
  DefinitionReader reader{flow.connections};
  read_body(definition, reader, flow);
  index_definition(definition, reader.templates());
  check_definition(definition, flow.definition, flow.pointer, reader);
  std::ranges::move(reader.take_diagnostics(), std::back_inserter(definition.diagnostics));
  definition.diagnostics =
      in_order(flow.definition, flow.pointer, std::move(definition.diagnostics));
  return definition;
}

Result<Definition> read_definition(std::string_view text) {
  if (auto ok = check_size(text.size()); !ok) return fail(ok.error());
  const auto flows = flows_in({{}, std::string(text)});
  if (!flows) return fail(flows.error());
  const auto flow = pick_flow(*flows, "");
  if (!flow) return fail(flow.error());
  return read_definition(**flow);
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
