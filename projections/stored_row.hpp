#pragma once
// A version of a row, as it lies in the store (layout.hpp).

#include "projections/table.hpp"

namespace riskflow::projections {

inline constexpr std::size_t indexes_max = 6;  // of one table

struct StoredRow {
  AnyRow row;  // null: there is none
  // For each index of the table, where the row's entry in it was opened.
  std::array<Position, indexes_max> opened{};
};

// The value of a version that began at `from`.
Bytes encode_version(const Table& table, const StoredRow& stored, Position from);

// Error: corrupt, naming the table.
Result<StoredRow> decode_version(const Table& table, BytesView key, BytesView value);

// The row's key in an index (its sort bytes and its id); nothing when it does not stand in it.
std::optional<Bytes> entry_of(const Table& table, const Index& index, const void* row,
                              BytesView id);

}  // namespace riskflow::projections
