#pragma once
// A table: rows of one kind by their id, with columns and indexes.  Each row struct has one,
// `table_of<Row>()`, defined in the .cpp file of its view.  Everything that works on any row
// (storage, queries, faces) works through it.

#include <memory>

#include "projections/column.hpp"

namespace riskflow::projections {

// Some row; which one, its table says.
using AnyRow = std::shared_ptr<const void>;

// How rows of one kind are stored and compared: `row_kind<Row>` of row_kind.hpp.
struct RowKind {
  Bytes (*encode)(const void* row);
  Result<AnyRow> (*decode)(BytesView bytes);
  bool (*equal)(const void* a, const void* b);
  bool (*is_listed)(const void* row);  // whether it stands in the indexes
};

// Whether the writer keeps rows of a table in memory for the next change.
enum class Keep : std::uint8_t {
  rows,  // few rows or rows that change often
  none   // many rows that seldom change
};

struct Table {
  std::uint8_t number;    // stored in keys: never use one again
  std::string_view name;  // "cases"; rows that only a view itself reads have names with a dot
  std::string_view help;  // what a row is
  std::span<const Column> columns;
  std::span<const Index> indexes;  // the first is the order when nobody asks for another
  RowKind kind;
  Keep keep;
  std::size_t id_size = 16;  // of its rows' ids: all have the same
};

// The table of a row struct.
template <class Row>
const Table& table_of();

// The column of a name, or null.
const Column* find_column(const Table& table, std::string_view name);

// What the row shows: every column, in their order.
Record record_of(const Table& table, const void* row);
template <class Row>
Record record_of(const Row& row) {
  return record_of(table_of<Row>(), &row);
}

}  // namespace riskflow::projections
