#pragma once
// A reading: all views as they were at one position, for one request.  Rows of one reading fit
// together, whatever is written meanwhile.  Let go of it soon: it keeps old versions from being
// cleaned up.  Thread rule: any thread.

#include "projections/snapshot.hpp"

namespace riskflow::projections {

class Reading {
 public:
  Reading(std::shared_ptr<const Snapshot> snapshot, Position position)
      : snapshot_(std::move(snapshot)), position_(position) {}

  // How many events its rows have seen.
  Position position() const { return position_; }
  // How many the views had seen when it was taken; more than `position` when it is of the past.
  Position head() const { return snapshot_->head(); }
  const Snapshot& snapshot() const { return *snapshot_; }

  // The same snapshot as of an earlier position, where a commit ends.
  Reading earlier(Position position) const { return Reading(snapshot_, position); }

  // The row of an id, or nothing.  Error: corrupt.  Cost: about 10 us.
  template <class Row>
  Result<std::optional<Row>> find(BytesView id) const {
    auto row = Rows(*snapshot_, position_).find(table_of<Row>(), id);
    if (!row) return fail(row.error());
    if (*row == nullptr) return std::optional<Row>{};
    return std::optional<Row>{*static_cast<const Row*>(row->get())};
  }

  // The first `limit` rows with `value` in the column called `within`, in the natural order of the
  // first index that is made for it.  Error: corrupt.  Cost: about 10 us a row.
  template <class Row>
  Result<std::vector<Row>> within(std::string_view column, const Scalar& value,
                                  std::size_t limit) const {
    auto rows = rows_within(table_of<Row>(), column, value, limit);
    if (!rows) return fail(rows.error());
    std::vector<Row> out;
    for (const auto& row : *rows) out.push_back(*static_cast<const Row*>(row.get()));
    return out;
  }

 private:
  Result<std::vector<AnyRow>> rows_within(const Table& table, std::string_view column,
                                          const Scalar& value, std::size_t limit) const;

  std::shared_ptr<const Snapshot> snapshot_;
  Position position_;
};

}  // namespace riskflow::projections
