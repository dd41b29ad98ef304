#include "runtime/formats/json_fields.hpp"

#include <utility>

#include <boost/json.hpp>

namespace riskflow::formats {

namespace json = boost::json;

// Null counts as absent.
static const json::value* find(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains({name.data(), name.size()});
  return value && value->is_null() ? nullptr : value;
}

JsonFields::JsonFields(const json::object& object, FirstFault& fault, std::string path)
    : object_(object), fault_(fault), path_(std::move(path)) {}

std::string JsonFields::path_of(std::string_view name) const { return path_ + std::string{name}; }

void JsonFields::reject(std::string_view name, std::string reason) {
  fault_.add(path_of(name), std::move(reason));
}

std::optional<std::string_view> JsonFields::find_text(std::string_view name) {
  const auto* value = find(object_, name);
  if (!value) return std::nullopt;
  if (const auto* text = value->if_string()) return std::string_view{text->data(), text->size()};
  reject(name, "not a text");
  return std::nullopt;
}

std::string_view JsonFields::raw(std::string_view name) const {
  const auto* value = find(object_, name);
  const auto* text = value ? value->if_string() : nullptr;
  return text ? std::string_view{text->data(), text->size()} : std::string_view{};
}

std::string JsonFields::text(std::string_view name, TextRule rule) {
  const auto text = find_text(name);
  if (!text || text->empty()) return {};
  // The path is only built for a report: it costs more than the check.
  FirstFault own;
  own.check(name, *text, rule);
  if (own.found()) reject(name, own.report().error().message);
  return std::string{*text};
}

std::string JsonFields::needed(std::string_view name, TextRule rule) {
  auto found = text(name, rule);
  if (found.empty()) reject(name, "missing");
  return found;
}

std::string JsonFields::id(std::string_view name) { return canonical_id(text(name, id_rule)); }

std::string JsonFields::needed_id(std::string_view name) {
  return canonical_id(needed(name, id_rule));
}

std::string JsonFields::address(std::string_view name) {
  auto found = text(name, address_rule);
  if (found.empty()) return found;
  FirstFault own;
  own.check_address(name, found);
  if (own.found()) reject(name, own.report().error().message);
  return found;
}

std::optional<Instant> JsonFields::time(std::string_view name) {
  const auto text = find_text(name);
  if (!text || text->empty()) return std::nullopt;
  const auto at = instant_from_text(*text);
  if (at) return *at;
  reject(name, at.error().message);
  return std::nullopt;
}

std::optional<bool> JsonFields::boolean(std::string_view name) {
  const auto* value = find(object_, name);
  if (!value) return std::nullopt;
  if (const auto* flag = value->if_bool()) return *flag;
  reject(name, "not true or false");
  return std::nullopt;
}

std::optional<std::int64_t> JsonFields::integer(std::string_view name) {
  const auto* value = find(object_, name);
  if (!value) return std::nullopt;
  if (const auto* number = value->if_int64()) return *number;
  reject(name, "not a whole number");
  return std::nullopt;
}

const json::object* JsonFields::object(std::string_view name) {
  const auto* value = find(object_, name);
  if (!value) return nullptr;
  if (const auto* inner = value->if_object()) return inner;
  reject(name, "not an object");
  return nullptr;
}

const json::array* JsonFields::array(std::string_view name) {
  const auto* value = find(object_, name);
  if (!value) return nullptr;
  if (const auto* items = value->if_array()) return items;
  reject(name, "not an array");
  return nullptr;
}

}  // namespace riskflow::formats
