#pragma once
// XML: documents are envelopes of the type application/xml.

#include "domain/language/function_arguments.hpp"

namespace riskflow::language::builtin {

Result<Value> xml(Context& context, const Value& value);
Result<Value> xpath(Context& context, const Value& document, const Text& path);

// The JSON of an envelope that holds XML.
Result<Value> json_of_xml(Context& context, const Value& document);
// Whether the value is an envelope that says it holds XML.
bool is_xml(const Value& value);

}  // namespace riskflow::language::builtin
