#include "domain/language/actions.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "domain/language/actions_call.hpp"
#include "domain/language/actions_control.hpp"
#include "domain/language/actions_data.hpp"
#include "domain/language/actions_loop.hpp"
#include "domain/language/actions_variables.hpp"

namespace riskflow::language {

using namespace builtin;

static constexpr auto unsupported = ActionRole::unsupported;

static constexpr ActionType types[] = {
    // name, role, read, evaluate
    {"A2A", unsupported, read_inputs, nullptr},
    {"Agent", unsupported, read_inputs, nullptr},
    {"AgentHandOff", unsupported, read_inputs, nullptr},
    {"ApiConnection", ActionRole::call, read_gateway, gateway},
    {"ApiConnectionWebhook", ActionRole::call, read_gateway, gateway_webhook},
    {"ApiManagement", unsupported, read_inputs, nullptr},
    {"AppendToArrayVariable", ActionRole::pure, read_inputs, append_to_array},
    {"AppendToStringVariable", ActionRole::pure, read_inputs, append_to_string},
    {"AppService", unsupported, read_inputs, nullptr},
    {"AS2Decode", unsupported, read_inputs, nullptr},
    {"AS2Encode", unsupported, read_inputs, nullptr},
    {"AS2V2Decode", unsupported, read_inputs, nullptr},
    {"AS2V2Encode", unsupported, read_inputs, nullptr},
    {"Batch", unsupported, read_inputs, nullptr},
    {"ChunkText", unsupported, read_inputs, nullptr},
    {"Compose", ActionRole::pure, read_inputs, compose},
    {"CSharpScriptCode", unsupported, read_inputs, nullptr},
    {"DecrementVariable", ActionRole::pure, read_inputs, decrement},
    {"EdifactDecode", unsupported, read_inputs, nullptr},
    {"EdifactEncode", unsupported, read_inputs, nullptr},
    {"Expression", ActionRole::pure, read_function, call_function},
    {"FlatFileDecoding", unsupported, read_inputs, nullptr},
    {"FlatFileEncoding", unsupported, read_inputs, nullptr},
    {"Foreach", ActionRole::loop, read_foreach, enter_foreach},
    {"Function", unsupported, read_inputs, nullptr},
    {"Http", ActionRole::call, read_http, http},
    {"HttpWebhook", ActionRole::call, read_webhook, http_webhook},
    {"If", ActionRole::container, read_if, enter_if},
    {"IncrementVariable", ActionRole::pure, read_inputs, increment},
    {"InitializeVariable", ActionRole::pure, read_initialize, initialize},
    {"IntegrationAccountArtifactLookup", unsupported, read_inputs, nullptr},
    {"InvokeFunction", unsupported, read_inputs, nullptr},
    {"JavaScriptCode", unsupported, read_inputs, nullptr},
    {"Join", ActionRole::pure, read_join, join_action},
    {"Liquid", unsupported, read_inputs, nullptr},
    {"NestedAgent", unsupported, read_inputs, nullptr},
    {"OpenApiConnection", ActionRole::call, read_operation, operation},
    {"OpenApiConnectionNotification", ActionRole::call, read_operation, operation_webhook},
    {"OpenApiConnectionWebhook", ActionRole::call, read_operation, operation_webhook},
    {"ParseDocument", unsupported, read_inputs, nullptr},
    {"ParseDocumentWithMetadata", unsupported, read_inputs, nullptr},
    {"ParseJson", ActionRole::pure, read_parse_json, parse_json},
    {"PowerShellCode", unsupported, read_inputs, nullptr},
    {"Query", ActionRole::pure, read_query, query},
    {"Response", ActionRole::respond, read_response, response},
    {"RosettaNetDecode", unsupported, read_inputs, nullptr},
    {"RosettaNetEncode", unsupported, read_inputs, nullptr},
    {"RosettaNetWaitForResponse", unsupported, read_inputs, nullptr},
    {"Scope", ActionRole::container, read_scope, enter_scope},
    {"Select", ActionRole::pure, read_select, select_action},
    {"SendToBatch", unsupported, read_inputs, nullptr},
    {"ServiceProvider", unsupported, read_inputs, nullptr},
    {"SetVariable", ActionRole::pure, read_inputs, set_variable},
    {"SwiftMTDecode", unsupported, read_inputs, nullptr},
    {"SwiftMTEncode", unsupported, read_inputs, nullptr},
    {"Switch", ActionRole::container, read_switch, enter_switch},
    {"Table", ActionRole::pure, read_table, table},
    {"Terminate", ActionRole::pure, read_terminate, terminate},
    {"Until", ActionRole::loop, read_until, enter_until},
    {"Wait", ActionRole::wait, read_wait, wait},
    {"Workflow", ActionRole::call, read_workflow, workflow_call},
    {"X12Decode", unsupported, read_inputs, nullptr},
    {"X12Encode", unsupported, read_inputs, nullptr},
    {"XmlCompose", unsupported, read_inputs, nullptr},
    {"XmlParse", unsupported, read_inputs, nullptr},
    {"XmlTransform", unsupported, read_inputs, nullptr},
    {"XmlValidation", unsupported, read_inputs, nullptr},
    {"Xslt", unsupported, read_inputs, nullptr},
};

static_assert(std::ranges::is_sorted(types, ascii_name_less, &ActionType::name),
              "types are ordered by name without regard to case");
static_assert(std::ranges::all_of(types,
                                  [](const ActionType& type) {
                                    return (type.role == unsupported) == (type.evaluate == nullptr);
                                  }),
              "supported types, and only they, are evaluated");

std::span<const ActionType> all_action_types() { return types; }

const ActionType* find_action_type(std::string_view name) {
  const auto* row = std::ranges::lower_bound(types, name, ascii_name_less, &ActionType::name);
  const bool found = row != std::ranges::end(types) && !ascii_name_less(name, row->name);
  return found ? row : nullptr;
}

}  // namespace riskflow::language
