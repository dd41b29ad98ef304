#include "tools/riskflow/json_text.hpp"

#include <algorithm>

#include <boost/json.hpp>

namespace riskflow::cli {

namespace json = boost::json;

static bool is_plain(const json::value& value) { return !value.is_object() && !value.is_array(); }

static void write(std::string& out, const json::value& value, std::size_t depth);

// A line for each entry between the brackets; `write_entry` writes one.
template <class Entries, class Write>
static void write_lines(std::string& out, const Entries& entries, std::size_t depth,
                        std::string_view brackets, Write write_entry) {
  out += brackets[0];
  bool is_first = true;
  for (const auto& entry : entries) {
    out += is_first ? "\n" : ",\n";
    is_first = false;
    out.append(2 * (depth + 1), ' ');
    write_entry(entry);
  }
  if (!is_first) out.append("\n").append(2 * depth, ' ');
  out += brackets[1];
}

static void write(std::string& out, const json::value& value, std::size_t depth) {
  if (const auto* object = value.if_object())
    return write_lines(out, *object, depth, "{}", [&](const json::key_value_pair& field) {
      out += json::serialize(json::string(field.key())) + ": ";
      write(out, field.value(), depth + 1);
    });
  const auto* array = value.if_array();
  if (array == nullptr || std::ranges::all_of(*array, is_plain)) {
    out += json::serialize(value);
    return;
  }
  write_lines(out, *array, depth, "[]",
              [&](const json::value& entry) { write(out, entry, depth + 1); });
}

std::string indented(const json::value& value) {
  std::string out;
  write(out, value, 0);
  return out + '\n';
}

static bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// Steps through JSON text that is known to be well formed.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  // The next character that is not blank; 0 at the end.
  char peek() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  // Whether the next character is `c`; then steps over it.
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  // The text of the next value.
  std::string_view value() {
    peek();
    const auto begin = at_;
    std::size_t depth = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      const bool ends = c == ',' || c == '}' || c == ']' || c == ':';
      if (depth == 0 && (ends || is_blank(c))) break;
      if (c == '"') pass_string();
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      ++at_;
      if (depth == 0 && (c == '}' || c == ']' || c == '"')) break;
    }
    return text_.substr(begin, at_ - begin);
  }

 private:
  // From the opening quote to the closing one.
  void pass_string() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
      if (text_[at_] == '\\') ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::vector<std::string_view> entries_of(std::string_view body, std::string_view field) {
  Scanner outer(body);
  std::string_view list;
  if (!outer.take('{')) return {};
  while (outer.peek() == '"') {
    const auto name = outer.value();
    if (!outer.take(':')) return {};
    const auto value = outer.value();
    if (name.substr(1, name.size() - 2) == field) list = value;
    if (!outer.take(',')) break;
  }
  std::vector<std::string_view> entries;
  Scanner inner(list);
  if (!inner.take('[')) return {};
  while (inner.peek() != ']' && inner.peek() != '\0') {
    entries.push_back(inner.value());
    if (!inner.take(',')) break;
  }
  return entries;
}

}  // namespace riskflow::cli
