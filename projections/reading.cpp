#include "projections/reading.hpp"

#include "domain/core/ensure.hpp"

namespace riskflow::projections {

static const Index& index_within(const Table& table, std::string_view column) {
  const auto found = std::find_if(table.indexes.begin(), table.indexes.end(), [&](const Index& i) {
    return i.within != nullptr && i.within->name == column;
  });
  ensure(found != table.indexes.end(), "there is an index within the column");
  return *found;
}

Result<std::vector<AnyRow>> Reading::rows_within(const Table& table, std::string_view column,
                                                 const Scalar& value, std::size_t limit) const {
  const Index& index = index_within(table, column);
  Stretch stretch;
  stretch.index = &index;
  stretch.id_size = table.id_size;
  stretch.direction = index.natural;
  append_ordered(stretch.within, value);
  Scan scan(*snapshot_, std::move(stretch), position_);
  Rows rows(*snapshot_, position_);
  std::vector<AnyRow> out;
  while (out.size() < limit) {
    const auto entry = scan.next();
    if (!entry) return fail(entry.error());
    if (!entry->has_value()) break;
    if (!(*entry)->counts) continue;
    auto row = rows.find(table, (*entry)->id);
    if (!row) return fail(row.error());
    if (*row != nullptr) out.push_back(std::move(*row));
  }
  return out;
}

}  // namespace riskflow::projections
