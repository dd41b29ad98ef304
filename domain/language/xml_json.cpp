#include "domain/language/xml_json.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

#include "domain/language/expression.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

// ---- names ----

static bool is_name_start(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0xC0;
}

static bool is_name_character(char32_t c) {
  return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == 0xB7;
}

// "a b" is "a_x0020_b"; one colon may part a prefix from the rest.
static std::string encoded_name(std::string_view name) {
  std::string out;
  bool has_colon = false;
  for (auto rest = name; !rest.empty();) {
    const auto before = rest;
    const auto c = next_code_point(rest);
    const bool is_prefix_end = c == ':' && !out.empty() && !rest.empty() && !has_colon;
    has_colon = has_colon || is_prefix_end;
    const bool fits = out.empty() ? is_name_start(c) : is_name_character(c);
    if (fits || is_prefix_end) {
      out += before.substr(0, before.size() - rest.size());
    } else {
      out += fmt::format("_x{:04X}_", static_cast<unsigned>(c));
    }
  }
  return out;
}

static std::string decoded_name(std::string_view name) {
  static constexpr std::size_t length = 7;  // of _x0020_
  std::string out;
  while (!name.empty()) {
    unsigned code = 0;
    const bool is_escape =
        name.size() >= length && name.starts_with("_x") && name[length - 1] == '_' &&
        std::from_chars(name.data() + 2, name.data() + 6, code, 16).ptr == name.data() + 6;
    if (is_escape) {
      append_code_point(out, code);
    } else {
      out += name[0];
    }
    name.remove_prefix(is_escape ? length : 1);
  }
  return out;
}

// ---- to JSON ----

static Value element_value(const XmlNode& element);

static std::string key_of(const XmlNode& node) {
  switch (node.kind) {
    case XmlNode::Kind::text: return "#text";
    case XmlNode::Kind::cdata: return "#cdata-section";
    case XmlNode::Kind::comment: return "#comment";
    case XmlNode::Kind::instruction: return "?" + node.name;
    case XmlNode::Kind::doctype: return "!DOCTYPE";
    case XmlNode::Kind::document:
    case XmlNode::Kind::element: break;
  }
  return decoded_name(node.name);
}

static Value::Members attribute_members(const XmlNode& node) {
  Value::Members members;
  for (const auto& [name, value] : node.attributes)
    members.push_back({"@" + decoded_name(name), value});
  return members;
}

static Value value_of(const XmlNode& node) {
  switch (node.kind) {
    case XmlNode::Kind::element: return element_value(node);
    case XmlNode::Kind::doctype: {
      auto members = attribute_members(node);
      members.insert(members.begin(), {"@name", node.name});
      return Value::object(std::move(members));
    }
    case XmlNode::Kind::instruction:
      if (node.name == "xml") return Value::object(attribute_members(node));
      return node.value;
    case XmlNode::Kind::document:
    case XmlNode::Kind::text:
    case XmlNode::Kind::cdata:
    case XmlNode::Kind::comment: break;
  }
  return node.value;
}

// Those of one name together, at the place of the first.
static void add_children(Value::Members& members, const std::vector<XmlNode>& children) {
  struct Group {
    std::string key;
    Value::Array values;
    bool is_comment;
  };
  std::vector<Group> groups;
  std::unordered_map<std::string, std::size_t> places;
  for (const auto& child : children) {
    const auto key = key_of(child);
    const auto [place, is_new] = places.emplace(key, groups.size());
    const bool is_comment = child.kind == XmlNode::Kind::comment;
    if (is_new) groups.push_back({key, {}, is_comment});
    if (!is_comment) groups[place->second].values.push_back(value_of(child));
  }
  for (auto& [key, values, is_comment] : groups) {
    if (is_comment && children.size() == 1) continue;
    const bool is_single = !is_comment && values.size() == 1;
    members.push_back({key, is_single ? values[0] : Value::array(std::move(values))});
  }
}

static Value element_value(const XmlNode& element) {
  const auto& children = element.children;
  if (element.attributes.empty()) {
    if (children.empty()) return element.is_closed_at_once ? Value{} : Value{""};
    if (children.size() == 1 && children[0].kind == XmlNode::Kind::text) return children[0].value;
  }
  auto members = attribute_members(element);
  add_children(members, children);
  return Value::object(std::move(members));
}

Value json_from_xml(const XmlNode& document) {
  Value::Members members;
  add_children(members, document.children);
  return Value::object(std::move(members));
}

// ---- from JSON ----

// Booleans and numbers as XML Schema writes them.
static std::string text_of(const Value& value) {
  if (value.kind() == Kind::boolean) return value.boolean() ? "true" : "false";
  return to_display_text(value);
}

static XmlNode leaf(XmlNode::Kind kind, std::string_view name, const Value& value) {
  XmlNode node;
  node.kind = kind;
  node.name = name;
  node.value = text_of(value);
  return node;
}

static void add_member(XmlNode& parent, const Value::Member& member);

static XmlNode element_from(std::string_view key, const Value& value) {
  XmlNode node;
  node.kind = XmlNode::Kind::element;
  node.name = encoded_name(key);
  if (value.kind() == Kind::object) {
    for (const auto& member : value.members()) add_member(node, member);
  } else if (value.kind() == Kind::array) {
    for (const auto& item : value.items()) node.children.push_back(element_from(key, item));
  } else if (!value.is_null()) {
    node.children.push_back(leaf(XmlNode::Kind::text, {}, value));
  }
  node.is_closed_at_once = node.children.empty() && value.kind() != Kind::string;
  return node;
}

static void add_each(XmlNode& parent, const Value& value, XmlNode::Kind kind) {
  if (value.kind() != Kind::array) return parent.children.push_back(leaf(kind, {}, value));
  for (const auto& item : value.items()) parent.children.push_back(leaf(kind, {}, item));
}

static XmlNode declaration_from(const Value& value) {
  auto node = leaf(XmlNode::Kind::instruction, "xml", Value{});
  if (value.kind() == Kind::object)
    for (const auto& [key, each] : value.members())
      if (key.starts_with('@')) node.attributes.push_back({key.substr(1), text_of(each)});
  return node;
}

static void add_instruction(XmlNode& parent, std::string_view target, const Value& value) {
  parent.children.push_back(target == "xml"
                                ? declaration_from(value)
                                : leaf(XmlNode::Kind::instruction, encoded_name(target), value));
}

static void add_doctype(XmlNode& parent, const Value& value) {
  XmlNode node;
  node.kind = XmlNode::Kind::doctype;
  for (const auto* const name : {"@name", "@public", "@system"}) {
    const auto* const found = value.find(name);
    if (found == nullptr || found->is_null()) continue;
    if (name == std::string_view{"@name"}) {
      node.name = encoded_name(text_of(*found));
    } else {
      node.attributes.push_back({name + 1, text_of(*found)});
    }
  }
  parent.children.push_back(std::move(node));
}

static void add_member(XmlNode& parent, const Value::Member& member) {
  const auto& [key, value] = member;
  if (key == "#text") return add_each(parent, value, XmlNode::Kind::text);
  if (key == "#cdata-section") return add_each(parent, value, XmlNode::Kind::cdata);
  if (key == "#comment") return add_each(parent, value, XmlNode::Kind::comment);
  if (key == "!DOCTYPE") return add_doctype(parent, value);
  if (key.starts_with('?')) return add_instruction(parent, std::string_view(key).substr(1), value);
  const bool is_attribute = key.size() > 1 && key[0] == '@' &&
                            parent.kind == XmlNode::Kind::element && value.kind() != Kind::object &&
                            value.kind() != Kind::array;
  if (is_attribute)
    return parent.attributes.push_back(
        {encoded_name(std::string_view(key).substr(1)), text_of(value)});
  if (value.kind() != Kind::array) return parent.children.push_back(element_from(key, value));
  for (const auto& item : value.items()) parent.children.push_back(element_from(key, item));
}

// What would end the node too early cannot be written in it.
static bool is_writable(const XmlNode& node) {
  const auto holds = [&](std::string_view end) { return node.value.contains(end); };
  if (node.kind == XmlNode::Kind::cdata && holds("]]>")) return false;
  if (node.kind == XmlNode::Kind::comment && (holds("--") || node.value.ends_with('-')))
    return false;
  if (node.kind == XmlNode::Kind::instruction && holds("?>")) return false;
  return std::ranges::all_of(node.children, is_writable);
}

Result<XmlNode> xml_from_json(const Value& value) {
  const auto bad = [](std::string message) {
    return fail(Errc::invalid, std::move(message), std::string(invalid_template));
  };
  XmlNode document;
  if (value.kind() == Kind::object)
    for (const auto& member : value.members()) add_member(document, member);
  const auto roots = std::ranges::count(document.children, XmlNode::Kind::element, &XmlNode::kind);
  const bool has_text = std::ranges::any_of(document.children, [](const XmlNode& node) {
    return node.kind == XmlNode::Kind::text || node.kind == XmlNode::Kind::cdata;
  });
  if (roots != 1 || has_text) return bad("the object must have exactly one property: the root");
  if (!is_writable(document)) return bad("a comment or CDATA holds what would end it");
  return document;
}

}  // namespace riskflow::language
