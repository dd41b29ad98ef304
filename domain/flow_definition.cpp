// What a flow asks of its definition: that it is sound, for which surface it is, and whether it
// needs an identity.

#include <fmt/format.h>

#include "domain/flow.hpp"
#include "domain/language/actions.hpp"
#include "domain/language/definition.hpp"
#include "domain/operations.hpp"

namespace riskflow::domain::flow {

static constexpr std::size_t definition_bytes_max = 256 * 1024;

// The first error of a definition, as an Error.
static Status no_errors(const language::Definition& definition) {
  for (const auto& found : definition.diagnostics) {
    if (found.severity != language::Severity::error) continue;
    auto message = found.message;
    if (!found.fix.empty()) message += ": " + found.fix;
    return fail(Errc::invalid, std::move(message), "definition" + found.pointer,
                {{"code", found.code}});
  }
  return {};
}

static Status operations_are_known(const language::Definition& definition) {
  for (const auto& use : language::operations_of(definition)) {
    const auto* row = find_operation(use.api, use.operation);
    if (row == nullptr)
      return fail(
          Errc::invalid,
          fmt::format(
              "'{}' uses the operation {} of {}, which riskflow does not have: see 'riskflow flow "
              "operations'",
              use.name, use.operation, use.api),
          "definition" + use.pointer, {{"code", "unknown-operation"}});
    const bool is_trigger = use.role == language::OperationRole::trigger;
    if (is_trigger != (row->does == Does::trigger))
      return fail(
          Errc::invalid,
          fmt::format("'{}': {} is {}a trigger", use.name, use.operation, is_trigger ? "not " : ""),
          "definition" + use.pointer, {{"code", "wrong-operation"}});
  }
  return {};
}

// What runs in one stream, without timers and calls of strangers: the server does no more.
static bool is_run(const language::Action& action) {
  switch (action.type->role) {
    case language::ActionRole::pure:
    case language::ActionRole::container: return true;
    case language::ActionRole::call:
      return language::same_name(action.type->name, "OpenApiConnection");
    case language::ActionRole::loop:
    case language::ActionRole::wait:
    case language::ActionRole::respond:
    case language::ActionRole::unsupported: return false;
  }
  return false;
}

static Status actions_are_run(const language::Definition& definition) {
  for (const auto* action : definition.numbered)
    if (!is_run(*action))
      return fail(Errc::invalid,
                  fmt::format("'{}' is of the type {}, which the server does not run; 'riskflow "
                              "flow simulate' does where it needs no foreign product",
                              action->name, action->type->name),
                  "definition" + action->pointer, {{"code", "unsupported-action-type"}});
  return {};
}

static Status parameters_fit(const language::Definition& definition,
                             const std::string& parameters) {
  const auto values = language::from_json_text(parameters);
  if (!values || values->kind() != language::Kind::object)
    return fail(Errc::invalid, "must be a JSON object: {\"name\": value}", "parameters");
  for (const auto& given : values->members())
    if (definition.find_parameter(given.key) == nullptr)
      return fail(Errc::invalid, "the definition has no such parameter", "parameters/" + given.key);
  for (const auto& declared : definition.parameters)
    if (!declared.default_value && values->find(declared.name) == nullptr &&
        !declared.name.starts_with('$'))
      return fail(Errc::invalid, "the parameter needs a value", "parameters/" + declared.name);
  return {};
}

Result<FlowSurface> check_definition(const std::string& text, const std::string& parameters) {
  if (text.size() > definition_bytes_max)
    return fail(
        Errc::too_large,
        fmt::format("must have at most {} bytes, not {}", definition_bytes_max, text.size()),
        "definition");
  const auto definition = language::read_definition(text);
  if (!definition) return fail(definition.error());
  if (auto ok = no_errors(*definition); !ok) return fail(ok.error());
  if (auto ok = actions_are_run(*definition); !ok) return fail(ok.error());
  if (auto ok = operations_are_known(*definition); !ok) return fail(ok.error());
  if (auto ok = parameters_fit(*definition, parameters); !ok) return fail(ok.error());
  if (definition->triggers.size() != 1 || !definition->triggers.front().call)
    return fail(Errc::invalid, "must have one trigger: For a selected insider risk management case",
                "definition");
  const auto& trigger = *definition->triggers.front().call;
  return *surface_of_trigger(trigger.api, trigger.operation);
}

bool needs_identity(const std::string& text) {
  const auto definition = language::read_definition(text);
  if (!definition) return true;  // what cannot be read is not let through
  for (const auto& use : language::operations_of(*definition)) {
    const auto* row = find_operation(use.api, use.operation);
    if (row == nullptr || row->needs == Needs::identity) return true;
  }
  return false;
}

}  // namespace riskflow::domain::flow
