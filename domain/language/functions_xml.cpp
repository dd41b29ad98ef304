#include "domain/language/functions_xml.hpp"

#include "domain/language/envelope.hpp"
#include "domain/language/text.hpp"
#include "domain/language/xml_json.hpp"

namespace riskflow::language::builtin {

static constexpr std::string_view xml_type = "application/xml;charset=utf-8";

// A tree takes several times as much as its text, for a while.
static Status pay_for_reading(Context& context, std::size_t characters) {
  return context.budget.make(8 * std::uint64_t{characters});
}

bool is_xml(const Value& value) {
  const auto* const type = value.find("$content-type");
  if (type == nullptr || type->kind() != Kind::string) return false;
  const auto name = to_lower(trimmed(type->text().substr(0, type->text().find(';'))));
  return name == "application/xml" || name == "text/xml" || name.ends_with("+xml");
}

// The text of an envelope or of a string, checked to be a document.
static Result<std::string> document_text(Context& context, const Value& value) {
  auto text = value.kind() == Kind::string ? value.text() : envelope_text(value);
  if (!text) return wrong_argument(0, "a string, an object or an envelope", value);
  if (auto paid = pay_for_reading(context, text->size()); !paid) return fail(paid.error());
  const auto document = xml_from_text(*text);
  if (!document) return cannot("argument 1 is " + document.error().message);
  return *std::move(text);
}

Result<Value> xml(Context& context, const Value& value) {
  if (value.kind() != Kind::object || envelope_bytes(value)) {
    const auto text = document_text(context, value);
    if (!text) return fail(text.error());
    return envelope(xml_type, *text);
  }
  if (auto paid = pay_for_reading(context, value.weight()); !paid) return fail(paid.error());
  const auto document = xml_from_json(value);
  if (!document) return fail(document.error());
  return envelope(xml_type, to_xml_text(*document));
}

Result<Value> json_of_xml(Context& context, const Value& document) {
  const auto text = envelope_text(document);
  if (!text) return wrong_argument(0, "an envelope that can be read", document);
  if (auto paid = pay_for_reading(context, text->size()); !paid) return fail(paid.error());
  const auto read = xml_from_text(*text);
  if (!read) return cannot("argument 1 is " + read.error().message);
  return json_from_xml(*read);
}

namespace {

// What one kind of result becomes.
struct AsValue {
  Value operator()(bool truth) const { return truth; }
  Value operator()(double number) const { return number; }
  Value operator()(const std::string& text) const { return text; }
  Value operator()(const XmlNode& node) const { return envelope(xml_type, to_xml_text(node)); }
  Value operator()(const std::vector<XPathItem>& items) const {
    Value::Array out;
    for (const auto& item : items) out.push_back(std::visit(*this, item));
    return Value::array(std::move(out));
  }
};

}  // namespace

Result<Value> xpath(Context& context, const Value& document, const Text& path) {
  const auto text = is_xml(document) ? envelope_text(document) : std::nullopt;
  if (!text) return wrong_argument(0, "XML, as xml() makes it", document);
  static constexpr std::uint64_t steps_of_xpath = 2000;
  if (auto paid = context.budget.spend(steps_of_xpath); !paid) return fail(paid.error());
  if (auto paid = pay_for_reading(context, text->size()); !paid) return fail(paid.error());
  const auto result = evaluate_xpath(*text, path.view());
  if (!result) return fail(result.error());
  auto value = std::visit(AsValue{}, *result);
  if (auto paid = context.budget.make(value.weight()); !paid) return fail(paid.error());
  return value;
}

}  // namespace riskflow::language::builtin
