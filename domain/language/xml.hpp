#pragma once
// XML documents as trees, and XPath 1.0 over them.  Bounded: no entities of the document's own, no
// network, no file, no more than 256 elements inside each other.

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/core/result.hpp"

namespace riskflow::language {

struct XmlAttribute {
  std::string name;  // with its prefix
  std::string value;
};

struct XmlNode {
  enum class Kind : std::uint8_t { document, element, text, cdata, comment, instruction, doctype };
  Kind kind = Kind::document;
  std::string name;                      // of an element with its prefix, the target, the doctype
  std::string value;                     // of what has no children
  std::vector<XmlAttribute> attributes;  // declarations of namespaces first; "public" of a doctype
  std::vector<XmlNode> children;
  bool is_closed_at_once = false;  // <a/>, and not <a></a>
};

inline constexpr std::size_t xml_bytes_max = std::size_t{16} << 20;
inline constexpr std::size_t xpath_length_max = 4096;
inline constexpr std::size_t xpath_nodes_max = 100'000;

// Reads a document.  Text that is only blanks between elements is dropped; the XML declaration
// comes as an instruction "xml" with attributes.
// Errors: invalid, with the line and column where it is not well-formed; too_large.
Result<XmlNode> xml_from_text(std::string_view text);

// Without line breaks of its own; an empty element is "<a />".
std::string to_xml_text(const XmlNode& node);

// What an XPath gives: an element is a node, text and attributes are strings.
using XPathItem = std::variant<XmlNode, std::string>;
using XPathResult = std::variant<bool, double, std::string, std::vector<XPathItem>>;

// Errors: as above; invalid, when the path is none, or takes too many steps or nodes.
Result<XPathResult> evaluate_xpath(std::string_view xml, std::string_view path);

}  // namespace riskflow::language
