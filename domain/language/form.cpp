#include "domain/language/form.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/language/text.hpp"

namespace riskflow::language {

static Value decoded(std::string_view text) {
  return valid_utf8(unescaped(replaced(text, "+", " ")));
}

Value::Array form_fields(std::string_view form) {
  Value::Array fields;
  while (!form.empty()) {
    const auto pair = form.substr(0, form.find('&'));
    form.remove_prefix(std::min(pair.size() + 1, form.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    const auto value = pair.substr(std::min(equals + 1, pair.size()));
    fields.push_back(
        Value::object({{"key", decoded(pair.substr(0, equals))}, {"value", decoded(value)}}));
  }
  return fields;
}

static std::string escaped(const Value* value) {
  static constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
  if (value == nullptr) return {};
  std::string out;
  for (const char c : to_display_text(*value))
    if (plain.find(c) != plain.npos)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return out;
}

std::string form_text(const Value::Array& fields) {
  std::string form;
  for (const auto& field : fields)
    form +=
        (form.empty() ? "" : "&") + escaped(field.find("key")) + "=" + escaped(field.find("value"));
  return form;
}

}  // namespace riskflow::language
