#include "projections/prefix.hpp"

#include "projections/layout.hpp"

namespace riskflow::projections {

// The bytes that whole pairs of digits stand for; an odd digit is compared later.
static Bytes bytes_of(std::string_view digits) {
  Bytes out;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    out += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
  return out;
}

Result<std::vector<Bytes>> ids_beginning(const Reading& reading, const Table& table,
                                         std::string_view digits, std::size_t most) {
  std::vector<Bytes> found;
  const Bytes table_prefix = row_prefix(table.number, {});
  auto cursor = reading.snapshot().frozen().cursor(Reach::range);
  cursor.seek(row_prefix(table.number, bytes_of(digits)));
  for (; cursor.valid() && found.size() < most; cursor.next()) {
    const BytesView key = cursor.key();
    if (!key.starts_with(table_prefix)) break;
    const Bytes id(
        key.substr(table_prefix.size(), key.size() - table_prefix.size() - position_size));
    if (!hex(id).starts_with(digits)) break;
    if (found.empty() || found.back() != id) found.push_back(id);
  }
  if (auto read = cursor.status(); !read) return fail(read.error());
  return found;
}

}  // namespace riskflow::projections
