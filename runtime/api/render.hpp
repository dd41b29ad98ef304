#pragma once
// Rows as JSON, through the lens: the one place where an answer to a query is made.  First
// everybody the rows show is put on record, then they are shown: as names while names are shown, as
// pseudonyms else.

#include <span>
#include <string>

#include <boost/json/fwd.hpp>

#include "projections/table.hpp"
#include "runtime/core/lens.hpp"

namespace riskflow::runtime {

// Puts on record whom the rows show, which may wait for the log; `render` does it too, and finds it
// done.  Nothing to do while names are not shown.
Status put_on_record(const projections::Table& table, std::span<const projections::AnyRow> rows,
                     Lens& lens);

// The rows of a table, column by column, made in `storage`: what they are put into must be made
// there too, or they are copied.  Errors: those of the lens (without a record nothing is shown),
// corrupt.
Result<boost::json::array> render(const projections::Table& table,
                                  std::span<const projections::AnyRow> rows, Lens& lens,
                                  boost::json::storage_ptr storage);

// One row.
Result<boost::json::object> render(const projections::Table& table, const projections::AnyRow& row,
                                   Lens& lens);

// An operator, a person: {"id", "name"}.
Result<boost::json::object> render_operator(const OperatorRef& person, Lens& lens);
Result<boost::json::object> render_user(const SubjectRef& person, Lens& lens);

template <class Row>
projections::AnyRow any_row(const Row& row) {
  return std::make_shared<const Row>(row);
}

}  // namespace riskflow::runtime
