// Create HTML table and Create CSV table.

#include <fmt/format.h>

#include "domain/language/actions_control.hpp"
#include "domain/language/actions_data.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language::builtin {

// Headers are evaluated once, with the inputs; the cells of a row for each item.
void read_table(DefinitionReader& reader, Action& action) {
  const auto& inputs = inputs_of(action);
  Value::Members once;
  for (const auto* member : {"from", "format"})
    if (require(reader, action, member)) once.push_back({member, *inputs.find(member)});
  Value::Array cells;
  const auto* columns = inputs.find("columns");
  if (columns != nullptr && columns->kind() == Kind::array) {
    Value::Array headers;
    for (const auto& column : columns->items()) {
      const auto* header = column.find("header");
      const auto* value = column.find("value");
      headers.push_back(header != nullptr ? *header : Value{""});
      cells.push_back(value != nullptr ? *value : Value{});
    }
    once.push_back({"headers", Value::array(std::move(headers))});
  }
  const auto pointer = action.pointer + "/inputs";
  action.inputs = reader.compile(Value::object(std::move(once)), pointer);
  action.per_item = reader.compile(Value::array(std::move(cells)), pointer + "/columns");
}

struct Grid {
  std::vector<std::string> headers;
  std::vector<std::vector<std::string>> rows;
};

static std::unexpected<Error> failed(std::string message) {
  return fail(Errc::invalid, std::move(message), std::string(invalid_template));
}

static std::vector<std::string> texts_of(const Value& array) {
  std::vector<std::string> texts;
  for (const auto& item : array.items()) texts.push_back(to_display_text(item));
  return texts;
}

// A row that holds `weight` characters in `cells` cells, as cells and as text.
static Status pay_for_row(Budget& budget, std::uint64_t cells, std::uint64_t weight) {
  return budget.make(2 * (cells * room_of_value + weight));
}

// With columns: their values, evaluated with item() as the row.
static Result<Grid> grid_by_columns(Turn turn, const Value& headers, const Value::Array& items,
                                    Labels& labels) {
  Grid grid{texts_of(headers), {}};
  for (const auto& item : items) {
    turn.context.items.push_back({{}, item});
    auto row = turn.action.per_item.evaluate(turn.context);
    turn.context.items.pop_back();
    if (!row) return fail(row.error());
    const auto cells = row->items().size();
    if (auto paid = pay_for_row(turn.context.budget, cells, row->weight()); !paid)
      return fail(paid.error());
    labels = join(labels, row->labels());
    grid.rows.push_back(texts_of(*row));
  }
  return grid;
}

// Without: the properties of the first item.
static Result<Grid> grid_by_keys(const Value::Array& items, Budget& budget) {
  Grid grid;
  if (!items.empty() && items[0].kind() == Kind::object)
    for (const auto& member : items[0].members()) grid.headers.push_back(member.key);
  for (const auto& item : items) {
    if (item.kind() != Kind::object)
      return failed(fmt::format("a row must be an object, but is {}", to_text(item.kind())));
    const auto members = item.members().size();
    if (auto paid = budget.spend(8 * grid.headers.size() * members + item.weight()); !paid)
      return fail(paid.error());
    if (auto paid = pay_for_row(budget, grid.headers.size(), item.weight()); !paid)
      return fail(paid.error());
    auto& row = grid.rows.emplace_back();
    for (const auto& header : grid.headers) {
      const auto* cell = item.find(header);
      row.push_back(cell != nullptr ? to_display_text(*cell) : std::string{});
    }
  }
  return grid;
}

static std::string html_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

static std::string html_row(const std::vector<std::string>& cells, std::string_view tag) {
  std::string out = "<tr>";
  for (const auto& cell : cells) out += fmt::format("<{0}>{1}</{0}>", tag, html_encoded(cell));
  return out + "</tr>";
}

static std::string html(const Grid& grid) {
  auto out = "<table><thead>" + html_row(grid.headers, "th") + "</thead><tbody>";
  for (const auto& row : grid.rows) out += html_row(row, "td");
  return out + "</tbody></table>";
}

static std::string csv_line(const std::vector<std::string>& cells) {
  std::string out;
  for (const auto& cell : cells) {
    const bool quoted = cell.find_first_of(",\"\r\n") != std::string::npos;
    if (&cell != &cells.front()) out += ',';
    out += quoted ? "\"" + replaced(cell, "\"", "\"\"") + "\"" : cell;
  }
  return out + "\r\n";
}

static std::string csv(const Grid& grid) {
  auto out = csv_line(grid.headers);
  for (const auto& row : grid.rows) out += csv_line(row);
  return out;
}

Result<Outcome> table(Turn turn) {
  auto inputs = turn.action.inputs.evaluate(turn.context);
  if (!inputs) return fail(inputs.error());
  const auto& from = *inputs->find("from");
  if (from.kind() != Kind::array)
    return failed(fmt::format("'from' must be an array, but is {}", to_text(from.kind())));
  const auto format = text_member(*inputs, "format");
  const bool as_html = same_name(format, "HTML");
  if (!as_html && !same_name(format, "CSV")) return failed("'format' must be HTML or CSV");
  const auto* headers = inputs->find("headers");
  auto labels = headers != nullptr ? headers->labels() : from.labels();
  auto grid = headers != nullptr ? grid_by_columns(turn, *headers, from.items(), labels)
                                 : grid_by_keys(from.items(), turn.context.budget);
  if (!grid) return fail(grid.error());
  std::string text = as_html ? html(*grid) : csv(*grid);
  // Markup and escapes make it longer than its cells.
  if (auto paid = turn.context.budget.make(text.size()); !paid) return fail(paid.error());
  Value body{std::move(text)};
  return Outcome{*inputs, Value::object({{"body", body.with_labels(labels)}})};
}

}  // namespace riskflow::language::builtin
