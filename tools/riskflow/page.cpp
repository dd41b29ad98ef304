#include "tools/riskflow/page.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/riskflow/cell.hpp"
#include "tools/riskflow/json_text.hpp"
#include "tools/riskflow/output.hpp"

namespace riskflow::cli {

namespace json = boost::json;

// What a page says of its thing.
struct Line {
  std::string label;
  std::string text;
};
struct Lines {
  std::vector<Line> short_ones;
  std::vector<Line> paragraphs;  // text of several lines
};

constexpr std::size_t line_width_max = 100;

static bool is_plain(const json::key_value_pair& field) {
  return !field.value().is_object() && !field.value().is_array();
}

// A list that is too long for a line: an entry a line.
static std::string entry_lines(const json::array& entries) {
  std::string text;
  for (const auto& entry : entries) text += (text.empty() ? "" : "\n") + short_text(entry);
  return text;
}

static void add_field(std::string_view name, const json::value& value, Lines& lines);

static void add_fields(const json::object& object, Lines& lines) {
  for (const auto& field : object) add_field(field.key(), field.value(), lines);
}

static void add_text(std::string_view name, std::string_view text, Lines& lines) {
  if (text.find('\n') != std::string_view::npos)
    lines.paragraphs.push_back({label_of(name), std::string(text)});
  else if (name == "id" || name == "token")  // whole: to be copied
    lines.short_ones.push_back({label_of(name), one_line(text)});
  else if (!text.empty())
    lines.short_ones.push_back({label_of(name), short_text(json::string(text))});
}

static void add_field(std::string_view name, const json::value& value, Lines& lines) {
  if (value.is_string()) return add_text(name, value.get_string(), lines);
  const auto* object = value.if_object();
  if (object != nullptr && !has_name(*object)) {
    if (std::ranges::all_of(*object, is_plain)) return add_fields(*object, lines);
    lines.paragraphs.push_back({label_of(name), indented(value)});
    return;
  }
  const auto text = short_text(value);
  if (value.is_array() && text.size() > line_width_max)
    lines.paragraphs.push_back({label_of(name), entry_lines(value.get_array())});
  else if (!text.empty())
    lines.short_ones.push_back({label_of(name), text});
}

static void print_lines(std::ostream& out, const Lines& lines) {
  std::size_t width = 0;
  for (const auto& line : lines.short_ones) width = std::max(width, line.label.size());
  for (const auto& line : lines.short_ones)
    out << fmt::format("{:{}}  {}\n", line.label, width, line.text);
  for (const auto& [label, text] : lines.paragraphs) {
    const auto end = text.find_last_not_of('\n') + 1;
    out << fmt::format("\n{}\n  {}\n", label, paragraph(text.substr(0, end), "  "));
  }
}

// Whether the entries have a number in this field.
static bool has_numbers(const json::array& entries, std::string_view field) {
  return !field.empty() && std::ranges::all_of(entries, [&](const json::value& entry) {
    const auto* object = entry.if_object();
    const auto* value = object ? object->if_contains(field) : nullptr;
    return value != nullptr && value->is_int64();
  });
}

static json::array in_order(json::array entries, std::string_view field) {
  if (has_numbers(entries, field))
    std::ranges::sort(entries, {}, [&](const json::value& entry) {
      return entry.get_object().at(field).get_int64();
    });
  return entries;
}

static std::string text_at(const json::object& entry, std::string_view field) {
  const auto* value = entry.if_contains(field);
  return value ? short_text(*value) : std::string();
}

// A line of the entry's columns, and its text below.
static void print_text(std::ostream& out, const json::object& entry, const Section& section) {
  std::string head;
  for (const auto& column : section.columns)
    if (const auto text = text_at(entry, column.field); !text.empty())
      head += (head.empty() ? "" : "  ") + text;
  out << "  " << head << '\n';
  const auto* text = entry.if_contains(section.text);
  if (text != nullptr && text->is_string())
    out << "    " << paragraph(text->get_string(), "    ") << '\n';
}

static void print_section(std::ostream& out, const json::array& entries, const Section& section) {
  out << fmt::format("\n{} ({})\n", section.title, entries.size());
  if (entries.empty()) return;
  const auto ordered = in_order(entries, section.sorted_by);
  if (section.text.empty()) return print_table(out, ordered, section.columns, "  ");
  for (const auto& entry : ordered)
    if (const auto* object = entry.if_object()) print_text(out, *object, section);
}

void print_page(std::ostream& out, const json::object& thing, std::span<const Section> sections) {
  Lines lines;
  for (const auto& field : thing)
    if (!field.key().contains('@') && std::ranges::find(sections, std::string_view(field.key()),
                                                        &Section::field) == sections.end())
      add_field(field.key(), field.value(), lines);
  print_lines(out, lines);
  for (const auto& section : sections) {
    const auto* entries = thing.if_contains(section.field);
    if (entries != nullptr && entries->is_array())
      print_section(out, entries->get_array(), section);
    if (thing.contains(std::string(section.field) + "@odata.nextLink"))
      out << fmt::format("  These are the newest; all: {}\n", section.all);
  }
}

}  // namespace riskflow::cli
