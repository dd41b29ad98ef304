// The one file of the language that names libxml2.

#include "domain/language/xml.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xpath.h>

#include "domain/language/expression.hpp"

namespace riskflow::language {

namespace {

constexpr std::uint64_t xpath_steps_max = 2'000'000;
// Characters that steps may look at together, when each may look at all of the document.
constexpr std::uint64_t xpath_work_max = 2'000'000'000;
// Characters of the texts of all elements, each with those inside it.
constexpr std::uint64_t xpath_text_max = std::uint64_t{64} << 20;
// libxml2 numbers the errors of XPath from there.
constexpr int xpath_limit_code = int{XML_XPATH_EXPRESSION_OK} + int{XPATH_OP_LIMIT_EXCEEDED};

using Document = std::unique_ptr<xmlDoc, decltype([](xmlDoc* d) { xmlFreeDoc(d); })>;
using Parser =
    std::unique_ptr<xmlParserCtxt, decltype([](xmlParserCtxt* p) { xmlFreeParserCtxt(p); })>;
using PathContext =
    std::unique_ptr<xmlXPathContext, decltype([](xmlXPathContext* c) { xmlXPathFreeContext(c); })>;
using PathObject =
    std::unique_ptr<xmlXPathObject, decltype([](xmlXPathObject* o) { xmlXPathFreeObject(o); })>;

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view{}
                         : std::string_view{reinterpret_cast<const char*>(text)};
}

std::unexpected<Error> bad(std::string message) {
  return fail(Errc::invalid, std::move(message), std::string(invalid_template));
}

// libxml2 writes to stderr what it has no other place for.
void say_nothing(void*, const char*, ...) {}

// The tree does not say how an element was closed; the parser stands behind "/>" or "</name>".
void end_element(void* parser, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri) {
  auto* const context = static_cast<xmlParserCtxt*>(parser);
  const auto* const at = context->input->cur;
  if (at - context->input->base >= 2 && at[-1] == '>' && at[-2] == '/' && context->node != nullptr)
    context->node->_private = context->node;
  xmlSAX2EndElementNs(parser, name, prefix, uri);
}

Result<Document> parsed(std::string_view text) {
  if (text.size() > xml_bytes_max)
    return fail(Errc::too_large, fmt::format("the XML has {} bytes; at most {} are taken",
                                             text.size(), xml_bytes_max));
  // Entities can name each other until they fill all memory, and can name files.
  if (text.contains("<!ENTITY")) return bad("XML that declares entities is not read");
  static const bool is_ready = (xmlInitParser(), true);
  xmlSetGenericErrorFunc(nullptr, say_nothing);
  const Parser parser{is_ready ? xmlNewParserCtxt() : nullptr};
  if (!parser) return bad("there is no memory to read the XML");
  parser->sax->endElementNs = end_element;
  parser->sax->serror = [](void*, xmlError*) {};
  Document document{xmlCtxtReadMemory(
      parser.get(), text.data(), static_cast<int>(text.size()), nullptr, "UTF-8",
      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC)};
  if (document) return document;
  const auto& error = parser->lastError;
  return bad(fmt::format("not well-formed XML at line {}, column {}", std::max(error.line, 1),
                         std::max(error.int2, 1)));
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

void drop_blanks(xmlNode* parent) {
  for (auto* child = parent->children; child != nullptr;) {
    auto* const next = child->next;
    if (child->type == XML_TEXT_NODE && is_blank(view(child->content)) &&
        xmlNodeGetSpacePreserve(child) != 1) {
      xmlUnlinkNode(child);
      xmlFreeNode(child);
    } else if (child->type == XML_ELEMENT_NODE) {
      drop_blanks(child);
    }
    child = next;
  }
}

Result<Document> parsed_without_blanks(std::string_view text) {
  auto document = parsed(text);
  if (document) drop_blanks(reinterpret_cast<xmlNode*>(document->get()));
  return document;
}

// ---- from libxml2's tree to ours ----

std::string qualified(const xmlNs* space, const xmlChar* name) {
  const bool has_prefix = space != nullptr && space->prefix != nullptr;
  return has_prefix ? fmt::format("{}:{}", view(space->prefix), view(name))
                    : std::string(view(name));
}

std::string value_of(const xmlNode* node) {
  auto* const content = xmlNodeGetContent(node);
  std::string out{view(content)};
  xmlFree(content);
  return out;
}

bool declares(const XmlNode& element, std::string_view name) {
  return std::ranges::any_of(element.attributes,
                             [&](const XmlAttribute& each) { return each.name == name; });
}

void declare(XmlNode& element, const xmlNs* space) {
  const auto prefix = view(space->prefix);
  if (prefix == "xml") return;
  auto name = prefix.empty() ? std::string("xmlns") : fmt::format("xmlns:{}", prefix);
  if (!declares(element, name))
    element.attributes.push_back({std::move(name), std::string(view(space->href))});
}

enum class Declare : std::uint8_t { own, all };  // also those that stand further up

XmlNode element_from(const xmlNode* node, Declare which);

void add_child(XmlNode& parent, const xmlNode* node) {
  using Kind = XmlNode::Kind;
  const auto leaf = [&](Kind kind) {
    XmlNode child;
    child.kind = kind;
    child.name = kind == Kind::instruction ? view(node->name) : std::string_view{};
    child.value = value_of(node);
    parent.children.push_back(std::move(child));
  };
  switch (node->type) {
    case XML_ELEMENT_NODE: parent.children.push_back(element_from(node, Declare::own)); return;
    case XML_TEXT_NODE: return leaf(Kind::text);
    case XML_CDATA_SECTION_NODE: return leaf(Kind::cdata);
    case XML_COMMENT_NODE: return leaf(Kind::comment);
    case XML_PI_NODE: return leaf(Kind::instruction);
    default: return;
  }
}

XmlNode element_from(const xmlNode* node, Declare which) {
  XmlNode out;
  out.kind = XmlNode::Kind::element;
  out.name = qualified(node->ns, node->name);
  out.is_closed_at_once = node->_private != nullptr;
  for (const auto* space = node->nsDef; space != nullptr; space = space->next) declare(out, space);
  if (which == Declare::all && node->ns != nullptr) declare(out, node->ns);
  for (const auto* each = node->properties; each != nullptr; each = each->next) {
    if (which == Declare::all && each->ns != nullptr) declare(out, each->ns);
    out.attributes.push_back(
        {qualified(each->ns, each->name), value_of(reinterpret_cast<const xmlNode*>(each))});
  }
  for (const auto* child = node->children; child != nullptr; child = child->next)
    add_child(out, child);
  return out;
}

// name="value" pairs of an XML declaration.
std::vector<XmlAttribute> pseudo_attributes(std::string_view text) {
  std::vector<XmlAttribute> out;
  for (auto equals = text.find('='); equals != text.npos; equals = text.find('=')) {
    const auto name_end = text.find_last_not_of(" \t\r\n", equals - 1);
    if (equals == 0 || name_end == text.npos) break;
    const auto blank = text.find_last_of(" \t\r\n", name_end);
    const auto name_start = blank == text.npos ? 0 : blank + 1;
    const auto open = text.find_first_of("'\"", equals);
    const auto close = open == text.npos ? open : text.find(text[open], open + 1);
    if (close == text.npos) break;
    out.push_back({std::string(text.substr(name_start, name_end + 1 - name_start)),
                   std::string(text.substr(open + 1, close - open - 1))});
    text.remove_prefix(close + 1);
  }
  return out;
}

XmlNode doctype_from(const xmlDtd* dtd) {
  XmlNode out;
  out.kind = XmlNode::Kind::doctype;
  out.name = view(dtd->name);
  if (dtd->ExternalID != nullptr)
    out.attributes.push_back({"public", std::string(view(dtd->ExternalID))});
  if (dtd->SystemID != nullptr)
    out.attributes.push_back({"system", std::string(view(dtd->SystemID))});
  return out;
}

XmlNode document_from(const xmlDoc* document, std::string_view text) {
  XmlNode out;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.starts_with("<?xml ")) {
    XmlNode declaration;
    declaration.kind = XmlNode::Kind::instruction;
    declaration.name = "xml";
    declaration.attributes = pseudo_attributes(text.substr(6, text.find("?>") - 6));
    out.children.push_back(std::move(declaration));
  }
  for (const auto* child = document->children; child != nullptr; child = child->next) {
    if (child->type == XML_DTD_NODE) {
      out.children.push_back(doctype_from(reinterpret_cast<const xmlDtd*>(child)));
    } else {
      add_child(out, child);
    }
  }
  return out;
}

// ---- writing ----

enum class Place : std::uint8_t { text, attribute };

void write_escaped(std::string& out, std::string_view text, Place place) {
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += place == Place::attribute ? "&quot;" : "\""; break;
      case '\r': out += "&#xD;"; break;
      case '\n': out += place == Place::attribute ? "&#xA;" : "\n"; break;
      default: out += c;
    }
  }
}

void write(std::string& out, const XmlNode& node);

void write_attributes(std::string& out, const XmlNode& node) {
  for (const auto& [name, value] : node.attributes) {
    out += ' ' + name + "=\"";
    write_escaped(out, value, Place::attribute);
    out += '"';
  }
}

void write_element(std::string& out, const XmlNode& node) {
  out += '<' + node.name;
  write_attributes(out, node);
  if (node.children.empty() && node.is_closed_at_once) {
    out += " />";
    return;
  }
  out += '>';
  for (const auto& child : node.children) write(out, child);
  out += "</" + node.name + '>';
}

void write_instruction(std::string& out, const XmlNode& node) {
  out += "<?" + node.name;
  write_attributes(out, node);
  if (!node.value.empty()) out += ' ' + node.value;
  out += "?>";
}

void write_doctype(std::string& out, const XmlNode& node) {
  out += "<!DOCTYPE " + node.name;
  for (const auto& [name, value] : node.attributes) {
    if (name == "public") out += " PUBLIC";
    if (name == "system" && &name == &node.attributes[0].name) out += " SYSTEM";
    out += " \"" + value + '"';
  }
  out += '>';
}

void write(std::string& out, const XmlNode& node) {
  switch (node.kind) {
    case XmlNode::Kind::document:
      for (const auto& child : node.children) write(out, child);
      return;
    case XmlNode::Kind::element: return write_element(out, node);
    case XmlNode::Kind::text: return write_escaped(out, node.value, Place::text);
    case XmlNode::Kind::cdata: out += "<![CDATA[" + node.value + "]]>"; return;
    case XmlNode::Kind::comment: out += "<!--" + node.value + "-->"; return;
    case XmlNode::Kind::instruction: return write_instruction(out, node);
    case XmlNode::Kind::doctype: return write_doctype(out, node);
  }
}

// ---- XPath ----

XPathItem item_from(xmlNode* node, std::string_view text) {
  if (node->type == XML_ELEMENT_NODE) return element_from(node, Declare::all);
  if (node->type == XML_DOCUMENT_NODE)
    return document_from(reinterpret_cast<const xmlDoc*>(node), text);
  return value_of(node);
}

Result<XPathResult> result_from(const xmlXPathObject& object, std::string_view text) {
  switch (object.type) {
    case XPATH_BOOLEAN: return XPathResult{object.boolval != 0};
    case XPATH_NUMBER: return XPathResult{object.floatval};
    case XPATH_STRING: return XPathResult{std::string(view(object.stringval))};
    case XPATH_NODESET: break;
    default: return bad("the XPath gives nothing that is a value");
  }
  std::vector<XPathItem> items;
  const int count = object.nodesetval != nullptr ? object.nodesetval->nodeNr : 0;
  if (static_cast<std::size_t>(count) > xpath_nodes_max)
    return bad(fmt::format("the XPath finds more than {} nodes", xpath_nodes_max));
  for (int i = 0; i < count; ++i)
    if (auto* const node = object.nodesetval->nodeTab[i]; node->type != XML_NAMESPACE_DECL)
      items.push_back(item_from(node, text));
  return XPathResult{std::move(items)};
}

// The characters that are looked at when the text of every element is taken once.
std::uint64_t weight_of_texts(const xmlNode* parent, std::uint64_t& total) {
  std::uint64_t own = 0;
  for (const auto* child = parent->children; child != nullptr; child = child->next) {
    if (child->type == XML_ELEMENT_NODE) own += weight_of_texts(child, total);
    if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE)
      own += view(child->content).size();
  }
  total += own + 1;
  return own;
}

// Whether a predicate may look at more than what is in its own node: then every step may look at
// the whole document.
bool looks_around(std::string_view path) {
  const auto predicate = path.find('[');
  if (predicate == path.npos) return false;
  static constexpr std::string_view ways[] = {
      "[/", "(/", ",/", " /",       "=/",        "</",        ">/",     "|/",       "+/",
      "-/", "*/", "..", "ancestor", "preceding", "following", "parent", "namespace"};
  const auto inside = path.substr(predicate);
  return std::ranges::any_of(ways, [&](std::string_view way) { return inside.contains(way); });
}

Status check_cost(const xmlDoc* document, std::string_view path) {
  std::uint64_t texts = 0;
  weight_of_texts(reinterpret_cast<const xmlNode*>(document), texts);
  // Each operand may be the text of the whole document.
  const auto operands =
      1 + std::ranges::count_if(path, [](char c) { return c == '(' || c == ','; });
  if (texts * static_cast<std::uint64_t>(operands) > xpath_text_max)
    return bad("the document is too large for this XPath");
  return {};
}

}  // namespace

Result<XmlNode> xml_from_text(std::string_view text) {
  const auto document = parsed_without_blanks(text);
  if (!document) return fail(document.error());
  return document_from(document->get(), text);
}

std::string to_xml_text(const XmlNode& node) {
  std::string out;
  write(out, node);
  return out;
}

Result<XPathResult> evaluate_xpath(std::string_view xml, std::string_view path) {
  if (path.size() > xpath_length_max)
    return bad(fmt::format("the XPath is longer than {} characters", xpath_length_max));
  const auto document = parsed_without_blanks(xml);
  if (!document) return fail(document.error());
  if (auto paid = check_cost(document->get(), path); !paid) return fail(paid.error());
  const PathContext context{xmlXPathNewContext(document->get())};
  if (!context) return bad("there is no memory for the XPath");
  const auto steps = looks_around(path) ? xpath_work_max / (xml.size() + 1) : xpath_steps_max;
  context->opLimit = static_cast<unsigned long>(std::min(steps, xpath_steps_max));
  context->error = [](void*, xmlError*) {};
  const std::string terminated{path};
  const PathObject object{
      xmlXPathEvalExpression(reinterpret_cast<const xmlChar*>(terminated.c_str()), context.get())};
  if (object) return result_from(*object, xml);
  if (context->lastError.code == xpath_limit_code) return bad("the XPath takes too many steps");
  return bad("argument 2 is no XPath that can be evaluated");
}

}  // namespace riskflow::language
