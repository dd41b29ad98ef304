#include "projections/table.hpp"

namespace riskflow::projections {

bool operator==(const Cell& a, const Cell& b) { return a.value == b.value; }
bool operator==(const Field& a, const Field& b) { return a.name == b.name && a.cell == b.cell; }

struct TypeText {
  Type type;
  std::string_view text;
};
static constexpr std::array type_texts{
    TypeText{Type::boolean, "Boolean"},
    TypeText{Type::integer, "Int64"},
    TypeText{Type::text, "String"},
    TypeText{Type::word, "Word"},
    TypeText{Type::instant, "DateTimeOffset"},
    TypeText{Type::id, "Id"},
    TypeText{Type::user, "User"},
    TypeText{Type::worker, "Operator"},
    TypeText{Type::identity, "PersonalIdentity"},
    TypeText{Type::alert_text, "PersonalAlertText"},
    TypeText{Type::personal_text, "PersonalString"},
    TypeText{Type::list, "Collection"},
};

std::string_view to_text(Type type) {
  for (const auto& row : type_texts)
    if (row.type == type) return row.text;
  return {};
}

const Column* find_column(const Table& table, std::string_view name) {
  for (const auto& column : table.columns)
    if (column.name == name) return &column;
  return nullptr;
}

Record record_of(const Table& table, const void* row) {
  Record out;
  out.reserve(table.columns.size());
  for (const auto& column : table.columns) out.push_back({column.name, column.cell(row)});
  return out;
}

}  // namespace riskflow::projections
