#pragma once
// XML as JSON and back, by the conventions of Newtonsoft's Json.NET: "@" before attributes,
// "#text",
// "#cdata-section", repeated elements as arrays.

#include "domain/language/value.hpp"
#include "domain/language/xml.hpp"

namespace riskflow::language {

Value json_from_xml(const XmlNode& document);

// A document.  Error: invalid, when the value is no object with exactly one root.
Result<XmlNode> xml_from_json(const Value& value);

}  // namespace riskflow::language
