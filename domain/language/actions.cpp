#include "domain/language/actions.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "domain/language/actions_control.hpp"
#include "domain/language/actions_data.hpp"
#include "domain/language/actions_variables.hpp"

namespace riskflow::language {

using namespace builtin;

static constexpr auto unsupported = ActionRole::unsupported;

static constexpr ActionType types[] = {
    // name, role, read, evaluate
    {"ApiConnection", unsupported, read_inputs, nullptr},
    {"ApiConnectionWebhook", unsupported, read_inputs, nullptr},
    {"AppendToArrayVariable", ActionRole::pure, read_inputs, append_to_array},
    {"AppendToStringVariable", ActionRole::pure, read_inputs, append_to_string},
    {"Compose", ActionRole::pure, read_inputs, compose},
    {"DecrementVariable", unsupported, read_inputs, nullptr},
    {"Expression", unsupported, read_inputs, nullptr},
    {"Foreach", unsupported, read_loop, nullptr},
    {"Function", unsupported, read_inputs, nullptr},
    {"Http", unsupported, read_inputs, nullptr},
    {"HttpWebhook", unsupported, read_inputs, nullptr},
    {"If", ActionRole::container, read_if, nullptr},
    {"IncrementVariable", unsupported, read_inputs, nullptr},
    {"InitializeVariable", ActionRole::pure, read_initialize, initialize},
    {"InvokeFunction", unsupported, read_inputs, nullptr},
    {"JavaScriptCode", unsupported, read_inputs, nullptr},
    {"Join", ActionRole::pure, read_join, join_action},
    {"Liquid", unsupported, read_inputs, nullptr},
    {"OpenApiConnection", ActionRole::connector, read_call, nullptr},
    {"OpenApiConnectionNotification", unsupported, read_call, nullptr},
    {"OpenApiConnectionWebhook", unsupported, read_call, nullptr},
    {"ParseJson", ActionRole::pure, read_parse_json, parse_json},
    {"Query", ActionRole::pure, read_query, query},
    {"Response", unsupported, read_inputs, nullptr},
    {"Scope", ActionRole::container, read_scope, nullptr},
    {"Select", ActionRole::pure, read_select, select_action},
    {"ServiceProvider", unsupported, read_inputs, nullptr},
    {"SetVariable", ActionRole::pure, read_inputs, set_variable},
    {"Switch", unsupported, read_switch, nullptr},
    {"Table", ActionRole::pure, read_table, table},
    {"Terminate", ActionRole::pure, read_terminate, terminate},
    {"Until", unsupported, read_loop, nullptr},
    {"Wait", unsupported, read_inputs, nullptr},
    {"Workflow", unsupported, read_inputs, nullptr},
    {"XmlParse", unsupported, read_inputs, nullptr},
    {"XmlValidation", unsupported, read_inputs, nullptr},
    {"Xslt", unsupported, read_inputs, nullptr},
};

static_assert(std::ranges::is_sorted(types, ascii_name_less, &ActionType::name),
              "types are ordered by name without regard to case");
static_assert(std::ranges::all_of(types,
                                  [](const ActionType& type) {
                                    return (type.role == ActionRole::pure) ==
                                           (type.evaluate != nullptr);
                                  }),
              "pure types, and only they, are evaluated");

const ActionType* find_action_type(std::string_view name) {
  const auto* row = std::ranges::lower_bound(types, name, ascii_name_less, &ActionType::name);
  const bool found = row != std::ranges::end(types) && !ascii_name_less(name, row->name);
  return found ? row : nullptr;
}

}  // namespace riskflow::language
