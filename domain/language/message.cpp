#include "domain/language/message.hpp"

#include <algorithm>
#include <array>

#include "domain/language/envelope.hpp"
#include "domain/language/form.hpp"
#include "domain/language/media_type.hpp"
#include "domain/language/multipart.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

static constexpr std::string_view plain_bytes = "application/octet-stream";
static constexpr std::string_view json_type = "application/json";

// ---- decoding ----

static Result<std::optional<Value>> decode_json(std::string_view content_type,
                                                std::string_view bytes) {
  const auto text = text_in_charset(content_type, bytes);
  // Blanks alone are no JSON, but no mistake either.
  if (trimmed(text).empty()) return std::nullopt;
  auto value = from_json_text(text, {.dialect = JsonLimits::Dialect::lenient});
  if (!value) return fail(value.error());
  return *std::move(value);
}

// The envelope of such bytes, with what they consist of.
static Value taken_apart(std::string_view content_type, std::string_view bytes,
                         std::string_view name, Value::Array items) {
  auto members = envelope(content_type, bytes).members();
  members.push_back({std::string(name), Value::array(std::move(items))});
  return Value::object(std::move(members));
}

Result<std::optional<Value>> decode_body(std::string_view content_type, std::string_view bytes) {
  const auto type = trimmed(content_type);
  if (type.empty() && bytes.empty()) return std::nullopt;
  if (is_json_type(type)) return decode_json(type, bytes);
  if (is_text_type(type)) return text_in_charset(type, bytes);
  if (is_form_type(type)) {
    if (static_cast<std::size_t>(std::ranges::count(bytes, '&')) >= form_fields_max)
      return fail(Errc::too_large, "the form has more than 10,000 fields");
    return taken_apart(type, bytes, "$formdata", form_fields(text_in_charset(type, bytes)));
  }
  if (is_multipart_type(type))
    if (auto parts = parts_of(type, bytes))
      return taken_apart(type, bytes, "$multipart", *std::move(parts));
  return envelope(type.empty() ? plain_bytes : type, bytes);
}

// ---- encoding ----

static const Value* array_member(const Value& value, std::string_view name) {
  const auto* member = value.find(name);
  return member != nullptr && member->kind() == Kind::array ? member : nullptr;
}

static std::vector<EncodedPart> encoded_parts(const Value::Array& parts) {
  std::vector<EncodedPart> encoded;
  for (const auto& part : parts) {
    const auto* headers = part.find("headers");
    const auto* content = part.find("body");
    auto body = encode_body(content != nullptr ? *content : Value{});
    encoded.push_back({headers != nullptr ? *headers : Value{}, std::move(body.content_type),
                       std::move(body.bytes)});
  }
  return encoded;
}

// What an envelope stands for; nothing when the value is none.
static std::optional<EncodedBody> encoded_envelope(const Value& body) {
  const auto* type = body.find("$content-type");
  if (type == nullptr || type->kind() != Kind::string) return std::nullopt;
  if (auto bytes = envelope_bytes(body)) return EncodedBody{*std::move(bytes), type->text()};
  if (body.find("$content") != nullptr) return std::nullopt;
  if (const auto* parts = array_member(body, "$multipart")) {
    auto made = multipart_of(type->text(), encoded_parts(parts->items()));
    return EncodedBody{std::move(made.bytes), std::move(made.content_type)};
  }
  if (const auto* fields = array_member(body, "$formdata"))
    return EncodedBody{form_text(fields->items()), type->text()};
  return std::nullopt;
}

EncodedBody encode_body(const Value& body) {
  if (body.is_null()) return {};
  if (body.kind() == Kind::string) return {body.text(), {}};
  if (auto envelope = encoded_envelope(body)) return *std::move(envelope);
  return {to_json_text(body), std::string(json_type)};
}

// ---- headers ----

bool is_stripped(std::string_view header) {
  static constexpr std::array<std::string_view, 8> names{
      "allow",         "cookie", "expires",    "host",
      "last-modified", "origin", "set-cookie", "transfer-encoding"};
  static constexpr std::array<std::string_view, 3> kept{"content-type", "content-encoding",
                                                        "content-disposition"};
  const auto name = to_lower(header);
  if (name.starts_with("content-")) return std::ranges::find(kept, name) == kept.end();
  return name.starts_with("accept-") || std::ranges::find(names, name) != names.end();
}

Value strip_headers(const Value& headers) {
  if (headers.kind() != Kind::object) return headers;
  Value::Members kept;
  for (const auto& header : headers.members())
    if (!is_stripped(header.key)) kept.push_back(header);
  return Value::object(std::move(kept)).with_labels(headers.labels());
}

const Value* find_header(const Value& headers, std::string_view name) {
  const auto* header = headers.find(name);
  return header != nullptr && !header->is_null() ? header : nullptr;
}

}  // namespace riskflow::language
