#include "domain/language/functions_binary.hpp"

#include <algorithm>

#include "domain/language/envelope.hpp"
#include "domain/language/form.hpp"
#include "domain/language/functions_conversion.hpp"
#include "domain/language/functions_reference.hpp"
#include "domain/language/multipart.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language::builtin {

static constexpr std::string_view plain_bytes = "application/octet-stream";

Result<Value> base64_to_binary(const Text& text) {
  const auto bytes = base64_bytes(text.view());
  if (!bytes) return cannot("argument 1 is not base64");
  return envelope(plain_bytes, *bytes);
}

Result<Value> binary(const Value& value) {
  if (value.is_null()) return wrong_argument(0, "a value", value);
  if (const auto bytes = envelope_bytes(value)) return envelope(plain_bytes, *bytes);
  return envelope(plain_bytes, to_display_text(value));
}

Value uri_component_to_binary(const Text& text) {
  return envelope(plain_bytes, unescaped(text.view()));
}

// ---- data URIs ----

Result<std::string> data_uri(const Value& value) {
  if (value.is_null()) return wrong_argument(0, "a value", value);
  const auto uri = [](std::string_view type, std::string_view bytes) {
    return "data:" + std::string(type) + ";base64," + base64_text(bytes);
  };
  if (const auto bytes = envelope_bytes(value))
    return uri(value.find("$content-type")->text(), *bytes);
  const auto* type =
      value.kind() == Kind::string ? "text/plain;charset=utf-8" : "application/json;charset=utf-8";
  return uri(type, to_display_text(value));
}

namespace {

struct DataUri {
  std::string type;  // with its parameters
  std::string charset;
  std::string bytes;
};

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return c > ' ' && c < 127 && std::string_view{"()<>@,;:\\\"/[]?="}.find(c) == std::string::npos;
  });
}

bool is_media_type(std::string_view text) {
  const auto slash = text.find('/');
  return slash != text.npos && is_token(text.substr(0, slash)) && is_token(text.substr(slash + 1));
}

// data:[type][;name=value]*[;base64],content
std::optional<DataUri> read_data_uri(std::string_view text) {
  const auto comma = text.find(',');
  if (comma == text.npos || !same_name(text.substr(0, std::min<std::size_t>(5, comma)), "data:"))
    return std::nullopt;
  auto head = text.substr(5, comma - 5);
  const auto content = text.substr(comma + 1);
  const bool is_base64 = head.size() >= 7 && same_name(head.substr(head.size() - 7), ";base64");
  if (is_base64) head.remove_suffix(7);
  DataUri uri;
  uri.type = head;
  if (head.empty() || head.starts_with(';')) uri.type = "text/plain" + uri.type;
  if (head.empty()) uri.type += ";charset=US-ASCII";
  auto rest = std::string_view{uri.type};
  const auto type = rest.substr(0, rest.find(';'));
  if (!is_media_type(trimmed(type))) return std::nullopt;
  rest.remove_prefix(type.size());
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const auto parameter = trimmed(rest.substr(0, rest.find(';')));
    rest.remove_prefix(std::min(rest.find(';'), rest.size()));
    const auto equals = parameter.find('=');
    if (equals == parameter.npos || !is_token(parameter.substr(0, equals))) return std::nullopt;
    if (same_name(parameter.substr(0, equals), "charset"))
      uri.charset = to_lower(parameter.substr(equals + 1));
  }
  auto bytes = unescaped(content);
  if (is_base64) {
    const auto decoded = base64_bytes(bytes);
    if (!decoded) return std::nullopt;
    bytes = *decoded;
  }
  uri.bytes = std::move(bytes);
  return uri;
}

std::unexpected<Error> no_data_uri() {
  return cannot("argument 1 is no data URI, such as data:text/plain;charset=utf-8;base64,aGk=");
}

bool is_known(std::string_view charset) {
  static constexpr std::string_view known[] = {"",         "utf-8",      "utf8",
                                               "us-ascii", "iso-8859-1", "utf-16"};
  return std::ranges::find(known, charset) != std::end(known);
}

}  // namespace

Result<Value> data_uri_to_binary(const Text& uri) {
  const auto read = read_data_uri(uri.view());
  if (!read) return no_data_uri();
  if (!is_known(read->charset)) return cannot("the charset of the data URI is not known");
  return envelope(read->type, read->bytes);
}

Result<std::string> data_uri_to_string(const Text& uri) {
  const auto read = read_data_uri(uri.view());
  if (!read) return no_data_uri();
  const bool is_utf8 = read->charset.empty() || read->charset == "utf-8" ||
                       read->charset == "utf8" || read->charset == "us-ascii";
  if (!is_utf8) return cannot("the charset of the data URI must be utf-8");
  return valid_utf8(read->bytes);
}

// ---- forms ----

static const Value* array_member(const Value& body, std::string_view key) {
  const auto* found = body.find(key);
  return found != nullptr && found->kind() == Kind::array ? found : nullptr;
}

static Result<Value::Array> fields_of(Context& context, const Value& body) {
  if (const auto* form = array_member(body, "$formdata")) return form->items();
  const auto* type = body.find("$content-type");
  const bool is_form = type != nullptr && type->kind() == Kind::string &&
                       to_lower(type->text()).starts_with("application/x-www-form-urlencoded");
  const auto text = is_form ? envelope_text(body) : std::nullopt;
  if (!text) return cannot("the body is no form: its type is not x-www-form-urlencoded");
  const auto count = static_cast<std::uint64_t>(std::ranges::count(*text, '&')) + 1;
  if (auto paid = context.budget.make(text->size() + 8 * room_of_value * count); !paid)
    return fail(paid.error());
  return form_fields(*text);
}

// The values of the fields of that name: those spelt so, else those that differ in case.
static Result<Value::Array> values_in(Context& context, const Result<Value>& body,
                                      std::string_view name) {
  if (!body) return fail(body.error());
  if (auto paid = context.budget.spend(body->weight()); !paid) return fail(paid.error());
  const auto fields = fields_of(context, *body);
  if (!fields) return fail(fields.error());
  Value::Array exact, close;
  for (const auto& field : *fields) {
    const auto* key = field.find("key");
    const auto* value = field.find("value");
    if (key == nullptr || key->kind() != Kind::string || value == nullptr) continue;
    if (key->text() == name) exact.push_back(*value);
    if (same_name(key->text(), name)) close.push_back(*value);
  }
  return exact.empty() ? close : exact;
}

static Result<Value> single(const Result<Value::Array>& values, const Result<Value>& body) {
  if (!values) return fail(values.error());
  if (values->size() > 1) return cannot("the form has several fields of that name");
  return values->empty() ? Value{}.with_labels(body->labels()) : values->front();
}

static Result<Value> all_of(Result<Value::Array> values, const Result<Value>& body) {
  if (!values) return fail(values.error());
  return Value::array(*std::move(values)).with_labels(body->labels());
}

Result<Value> form_data_value(Context& context, const Text& action, const Text& field) {
  const auto body = action_body(context, action);
  return single(values_in(context, body, field.view()), body);
}

Result<Value> form_data_values(Context& context, const Text& action, const Text& field) {
  const auto body = action_body(context, action);
  return all_of(values_in(context, body, field.view()), body);
}

Result<Value> trigger_form_data_value(Context& context, const Text& field) {
  const Result<Value> body = trigger_body(context);
  return single(values_in(context, body, field.view()), body);
}

Result<Value> trigger_form_data_values(Context& context, const Text& field) {
  const Result<Value> body = trigger_body(context);
  return all_of(values_in(context, body, field.view()), body);
}

// ---- multipart ----

static Result<Value> parts_in(Context& context, const Value& body) {
  if (const auto* parts = array_member(body, "$multipart")) return *parts;
  const auto bytes = envelope_bytes(body);
  if (bytes)
    if (auto paid = context.budget.make(4 * bytes->size()); !paid) return fail(paid.error());
  auto parts = bytes ? parts_of(body.find("$content-type")->text(), *bytes) : std::nullopt;
  if (!parts) return cannot("the body has no parts: its type is not multipart");
  return Value::array(*std::move(parts)).with_labels(body.labels());
}

static Result<Value> part_of(Context& context, const Result<Value>& body, std::int64_t index) {
  if (!body) return body;
  auto parts = parts_in(context, *body);
  if (!parts) return parts;
  if (index < 0 || index >= std::ssize(parts->items()))
    return cannot("the body has fewer parts than that: the first is 0");
  const auto& part = parts->items()[static_cast<std::size_t>(index)];
  const auto* content = part.find("body");
  return content != nullptr ? *content : Value{}.with_labels(part.labels());
}

Result<Value> multipart_body(Context& context, const Text& action, std::int64_t index) {
  return part_of(context, action_body(context, action), index);
}

Result<Value> trigger_multipart_body(Context& context, std::int64_t index) {
  return part_of(context, trigger_body(context), index);
}

}  // namespace riskflow::language::builtin
