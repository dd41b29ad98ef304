#include "tools/riskflow/output.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/riskflow/cell.hpp"
#include "tools/riskflow/json_text.hpp"
#include "tools/riskflow/page.hpp"
#include "tools/riskflow/table.hpp"

namespace riskflow::cli {

namespace json = boost::json;

struct FormatText {
  Format format;
  std::string_view text;
};
static constexpr std::array format_texts{
    FormatText{Format::table, "table"},   FormatText{Format::json, "json"},
    FormatText{Format::ndjson, "ndjson"}, FormatText{Format::csv, "csv"},
    FormatText{Format::name, "name"},     FormatText{Format::sarif, "sarif"}};

Result<Format> format_from_text(std::string_view text) {
  for (const auto& row : format_texts)
    if (row.text == text) return row.format;
  return fail(Errc::invalid, "--output must be table, json, ndjson, csv or name", "--output");
}

// A column as it is printed.
struct Chosen {
  std::string field;
  std::string header;
};

static const json::object* first_object(const json::array& entries) {
  return entries.empty() ? nullptr : entries.front().if_object();
}

// The columns that any entry has; without a choice, every field of the first entry.
static std::vector<Chosen> choose(const json::array& entries, std::span<const Column> columns) {
  std::vector<Chosen> chosen;
  for (const auto& column : columns) {
    const auto has_it = [&](const json::value& entry) {
      return entry.is_object() && entry.get_object().contains(column.field);
    };
    if (std::ranges::any_of(entries, has_it))
      chosen.push_back({std::string(column.field), std::string(column.header)});
  }
  const auto* first = first_object(entries);
  if (!chosen.empty() || first == nullptr) return chosen;
  for (const auto& field : *first)
    if (!field.key().starts_with('@'))
      chosen.push_back({std::string(field.key()), upper(label_of(field.key()))});
  return chosen;
}

static std::vector<std::string> cells_of(const json::value& entry,
                                         const std::vector<Chosen>& columns,
                                         std::string (*text)(const json::value&)) {
  std::vector<std::string> cells;
  for (const auto& column : columns) {
    const auto* object = entry.if_object();
    const auto* value = object ? object->if_contains(column.field) : nullptr;
    cells.push_back(value ? text(*value) : std::string());
  }
  return cells;
}

void print_table(std::ostream& out, const json::array& entries, std::span<const Column> columns,
                 std::string_view indent) {
  const auto chosen = choose(entries, columns);
  Table table;
  for (const auto& column : chosen) table.header.push_back(column.header);
  for (const auto& entry : entries) table.rows.push_back(cells_of(entry, chosen, short_text));
  print(out, table, indent);
}

static std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

static void print_csv_line(std::ostream& out, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) out << (i > 0 ? "," : "") << csv_cell(cells[i]);
  out << "\r\n";
}

static void print_csv(std::ostream& out, const json::array& entries) {
  const auto chosen = choose(entries, {});
  std::vector<std::string> header;
  for (const auto& column : chosen) header.push_back(column.field);
  print_csv_line(out, header);
  for (const auto& entry : entries) print_csv_line(out, cells_of(entry, chosen, full_text));
}

static void print_names(std::ostream& out, const json::array& entries) {
  for (const auto& entry : entries)
    if (const auto* object = entry.if_object())
      if (const auto name = name_of(*object); !name.empty()) out << one_line(name) << '\n';
}

void print_list(std::ostream& out, const json::array& entries, std::span<const Column> columns,
                Format format) {
  if (format == Format::json) {
    out << indented(json::object{{"value", entries}});
    return;
  }
  if (entries.empty()) return;
  switch (format) {
    case Format::table: return print_table(out, entries, columns, "");
    case Format::csv: return print_csv(out, entries);
    case Format::name: return print_names(out, entries);
    case Format::json:
    case Format::sarif: return;
    case Format::ndjson:
      for (const auto& entry : entries) out << json::serialize(entry) << '\n';
      return;
  }
}

void print_thing(std::ostream& out, const json::object& thing, std::span<const Section> sections,
                 Format format) {
  switch (format) {
    case Format::json: out << indented(thing); return;
    case Format::ndjson: out << json::serialize(thing) << '\n'; return;
    case Format::csv: return print_csv(out, {thing});
    case Format::name: return print_names(out, {thing});
    case Format::table:
    case Format::sarif: break;
  }
  print_page(out, thing, sections);
}

}  // namespace riskflow::cli
