// Properties in expressions: a `?` that is missing where something may not be there, and values
// that have no properties.

#include <algorithm>

#include <fmt/format.h>

#include "domain/language/definition_check_site.hpp"
#include "domain/language/functions.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

namespace {

const Call* call_of(const Node& node) {
  const auto* call = std::get_if<Call>(&node.what);
  return call != nullptr && call->function != nullptr ? call : nullptr;
}

Meaning meaning_of_call(const Node& node) {
  const auto* call = call_of(node);
  return call != nullptr ? meaning_of(*call->function) : Meaning::plain;
}

const Node& base_of(const Access& access) { return access.base_and_key[0]; }
const Node& key_of(const Access& access) { return access.base_and_key[1]; }

void missing_mark(Site& site, TextPosition at, const std::string& why) {
  site.warning("missing-question-mark", at, why,
               "Write ?['...'], which gives null when there is nothing.");
}

// ---- the trigger's schema ----

// The JSON schema of what a node gives; a null pointer when it is not known.
const Value* schema_of(const Site& site, const Node& node) {
  const auto& triggers = site.checked.definition.triggers;
  if (meaning_of_call(node) == Meaning::trigger_body)
    return triggers.size() == 1 ? member_at(triggers[0].source, {"inputs", "schema"}) : nullptr;
  const auto* access = std::get_if<Access>(&node.what);
  const auto* key = access != nullptr ? literal_text(key_of(*access)) : nullptr;
  if (key == nullptr) return nullptr;
  const bool is_body =
      meaning_of_call(base_of(*access)) == Meaning::trigger_outputs && same_name(*key, "body");
  if (is_body && triggers.size() == 1) return member_at(triggers[0].source, {"inputs", "schema"});
  const auto* schema = schema_of(site, base_of(*access));
  return schema != nullptr ? member_at(*schema, {"properties", *key}) : nullptr;
}

bool requires_member(const Value& schema, std::string_view key) {
  const auto* required = schema.find("required");
  if (required == nullptr || required->kind() != Kind::array) return false;
  return std::ranges::any_of(required->items(), [&](const Value& name) {
    return name.kind() == Kind::string && same_name(name.text(), key);
  });
}

bool is_request(const Site& site) {
  const auto& triggers = site.checked.definition.triggers;
  return triggers.size() == 1 && (same_name(triggers[0].type_name, "Request") ||
                                  same_name(triggers[0].type_name, "Manual"));
}

// triggerBody()['x'] and what lies below it.
void check_body_member(Site& site, const Access& access, std::string_view key, TextPosition at) {
  const auto* schema = schema_of(site, base_of(access));
  const bool is_top = meaning_of_call(base_of(access)) == Meaning::trigger_body;
  if (schema == nullptr && !is_top) return;
  if (schema != nullptr && requires_member(*schema, key)) return;
  missing_mark(site, at,
               fmt::format("'{}' may be missing: the trigger's schema does not require it", key));
}

// Keys of the trigger's outputs are absent, not null, when there is nothing in them.
void check_outputs_member(Site& site, std::string_view key, TextPosition at) {
  const auto first = key.substr(0, key.find('/'));
  if (same_name(first, "headers")) return;
  missing_mark(
      site, at,
      fmt::format("the trigger's outputs have no '{}' when there is nothing in it", first));
}

// ---- a missing `?` ----

std::string_view first_argument(const Call& call) {
  const auto* text = call.arguments.empty() ? nullptr : literal_text(call.arguments[0]);
  return text != nullptr ? std::string_view{*text} : std::string_view{};
}

void check_call_member(Site& site, const Call& call, std::string_view key, TextPosition at) {
  const auto meaning = meaning_of(*call.function);
  const bool of_action = meaning == Meaning::action_body || meaning == Meaning::action_outputs;
  if (of_action && may_be_skipped(site, first_argument(call)))
    return missing_mark(
        site, at,
        fmt::format("'{}' may have been skipped, and has no outputs then", first_argument(call)));
  if (meaning == Meaning::action_record && same_name(key, "error"))
    return missing_mark(site, at, "an action that succeeded has no 'error'");
  if (meaning == Meaning::trigger_outputs && is_request(site))
    return check_outputs_member(site, key, at);
  const bool is_plain = meaning == Meaning::plain || meaning == Meaning::action_part;
  if (is_plain && call.function->signature.may_be_null())
    missing_mark(site, at, fmt::format("the function '{}' may give null", call.function->name));
}

void check_mark(Site& site, const Access& access, TextPosition at) {
  const auto& base = base_of(access);
  const auto* key = literal_text(key_of(access));
  const auto name = key != nullptr ? std::string_view{*key} : std::string_view{};
  if (const auto* before = std::get_if<Access>(&base.what);
      before != nullptr && before->missing == Missing::is_null)
    return missing_mark(site, at, "the '?' before protects one step only: this one fails on null");
  if (is_request(site) && key != nullptr) check_body_member(site, access, name, at);
  if (const auto* call = call_of(base)) check_call_member(site, *call, name, at);
}

// ---- keys with a slash ----

void check_slash(Site& site, const Access& access, std::string_view key, TextPosition at) {
  const auto meaning = meaning_of_call(base_of(access));
  const bool is_body = meaning == Meaning::action_body || meaning == Meaning::trigger_body;
  if (is_body && key.starts_with("body/"))
    return site.warning("body-of-body", at, fmt::format("'{}' looks for a body in the body", key),
                        "Leave 'body/' out, or select it from outputs() or triggerOutputs().");
  if (site.checked.definition.dialect == Dialect::power_automate) return;
  site.warning("path-key", at,
               fmt::format("'{}' is written as in Power Automate: Logic Apps may take it for the "
                           "name of one property",
                           key),
               "Select step by step: ?['body']?['value'].");
}

}  // namespace

void check_access(Site& site, const Access& access, const Known& base, const Known& key,
                  TextPosition at) {
  const auto array = only(Kind::array), object = only(Kind::object), null = only(Kind::null);
  if ((base.kinds & (array | object | null)).empty())
    return site.error_if_reached(
        "select-on-scalar", at,
        fmt::format("{} has no properties, also with '?'", to_text(base.kinds)),
        "Select from an object or an array.");
  const bool is_array = base.kinds.within(array | null) && base.kinds.holds(Kind::array);
  const bool is_object = base.kinds.within(object | null) && base.kinds.holds(Kind::object);
  const bool fits = !(is_array && !key.kinds.holds(Kind::integer)) &&
                    !(is_object && !key.kinds.holds(Kind::string));
  if (!fits)
    return site.error_if_reached(
        "wrong-key-kind", at,
        fmt::format("{} is selected by {}, not by {}", is_array ? "an array" : "an object",
                    is_array ? "an integer" : "a string", to_text(key.kinds)),
        is_array ? "Use an index, such as [0], or a Select." : "Use the name of a property.");
  if (access.missing == Missing::fails) check_mark(site, access, at);
  if (const auto* name = literal_text(key_of(access)); name != nullptr && name->contains('/'))
    check_slash(site, access, *name, at);
}

}  // namespace riskflow::language
