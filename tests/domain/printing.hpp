#pragma once
// Events as JSON for people: what a failed test says, and the readable half of the golden files.
// A personal value is never printed: only whether there is one, and where it lies.

#include <string>
#include <string_view>
#include <type_traits>

#include "domain/codec/archive.hpp"
#include "domain/registry.hpp"

namespace riskflow::domain::tests {

// Text as a JSON string.
std::string json_text(std::string_view text);

// `{"id": ..., "name": ...}`, a field a line, `indent` spaces deep.
template <class T>
std::string as_json(const T& value, std::size_t indent = 0);

template <class T>
std::string list_as_json(const T& items, std::size_t indent) {
  if (items.empty()) return "[]";
  const std::string margin(indent + 2, ' ');
  std::string out = "[";
  for (const auto& item : items)
    out += (out.size() > 1 ? ",\n" : "\n") + margin + as_json(item, indent + 2);
  return out + "\n" + std::string(indent, ' ') + "]";
}

template <class T>
std::string fields_as_json(const T& object, std::size_t indent) {
  const std::string margin(indent + 2, ' ');
  std::string out = "{";
  for_each_field(object, [&](const char* name, const auto& field) {
    out += (out.size() > 1 ? ",\n" : "\n") + margin + json_text(name) + ": " +
           as_json(field, indent + 2);
  });
  return out + "\n" + std::string(indent, ' ') + "}";
}

template <class T>
std::string personal_as_json(const Personal<T>& value) {
  if (value.is_absent()) return "null";
  if (const auto lies = value.ref())
    return "\"[personal field " + std::to_string(lies->field) + "]\"";
  return "\"[personal]\"";
}

template <class T>
std::string as_json(const T& value, std::size_t indent) {
  if constexpr (is_personal<T>) {
    return personal_as_json(value);
  } else if constexpr (Worded<T>) {
    return json_text(to_text(value));
  } else if constexpr (std::is_same_v<T, settings::Key>) {
    for (const auto& row : settings::rows())
      if (row.key == value) return json_text(row.name);
    return "\"no setting\"";
  } else if constexpr (std::is_same_v<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_enum_v<T>) {
    return std::to_string(static_cast<std::uint64_t>(value));
  } else if constexpr (std::is_arithmetic_v<T>) {
    return std::to_string(value);
  } else if constexpr (std::is_same_v<T, std::string>) {
    return json_text(value);
  } else if constexpr (std::is_same_v<T, Instant> || codec::is_id<T>) {
    return json_text(riskflow::to_text(value));
  } else if constexpr (codec::is_optional<T>) {
    return value ? as_json(*value, indent) : "null";
  } else if constexpr (codec::is_vector<T>) {
    return list_as_json(value, indent);
  } else {
    return fields_as_json(value, indent);
  }
}

// The wire name of an event and its fields.
std::string text_of(const AnyEvent& event);

}  // namespace riskflow::domain::tests
