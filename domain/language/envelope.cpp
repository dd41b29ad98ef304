#include "domain/language/envelope.hpp"

#include "domain/language/media_type.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

static const Value* string_member(const Value& value, std::string_view key) {
  const auto* member = value.find(key);
  return member != nullptr && member->kind() == Kind::string ? member : nullptr;
}

std::optional<std::string> envelope_bytes(const Value& value) {
  const auto* content = string_member(value, "$content");
  if (content == nullptr || string_member(value, "$content-type") == nullptr) return std::nullopt;
  return base64_bytes(content->text());
}

std::optional<std::string> envelope_text(const Value& value) {
  auto bytes = envelope_bytes(value);
  if (!bytes) return std::nullopt;
  return text_in_charset(string_member(value, "$content-type")->text(), *bytes);
}

Value envelope(std::string_view content_type, std::string_view bytes) {
  return Value::object(
      {{"$content-type", valid_utf8(content_type)}, {"$content", base64_text(bytes)}});
}

}  // namespace riskflow::language
