#pragma once
// Finds rows by the beginning of their id, as people type it.

#include "projections/reading.hpp"

namespace riskflow::projections {

// The ids of a table's rows that begin with these hexadecimal digits, `most` at most, in order.
// Error: corrupt.  Cost: about 5 us an id, and as much a version of its row.
Result<std::vector<Bytes>> ids_beginning(const Reading& reading, const Table& table,
                                         std::string_view digits, std::size_t most);

}  // namespace riskflow::projections
