#include "projections/stored_row.hpp"

#include "domain/core/ensure.hpp"
#include "projections/layout.hpp"

namespace riskflow::projections {

static void append_leb128(Bytes& to, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) to.push_back(static_cast<char>(value | 0x80));
  to.push_back(static_cast<char>(value));
}

static bool take_leb128(BytesView& from, std::uint64_t& value) {
  value = 0;
  for (unsigned shift = 0; shift < 64 && !from.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(from.front());
    from.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

Bytes encode_version(const Table& table, const StoredRow& stored, Position from) {
  ensure(table.indexes.size() <= indexes_max, "a table has at most six indexes");
  Bytes out;
  for (std::size_t i = 0; i < table.indexes.size(); ++i)
    append_leb128(out, to_number(from) - to_number(stored.opened[i]));
  out += table.kind.encode(stored.row.get());
  return out;
}

static std::unexpected<Error> unreadable(const Table& table, std::string_view why) {
  return fail(Errc::corrupt,
              "a row of '" + std::string(table.name) + "' cannot be read: " + std::string(why) +
                  "; rebuild the views",
              "proj");
}

Result<StoredRow> decode_version(const Table& table, BytesView key, BytesView value) {
  const std::uint64_t from = ~load_number<std::uint64_t>(key.data() + key.size() - position_size);
  StoredRow out;
  for (std::size_t i = 0; i < table.indexes.size(); ++i) {
    std::uint64_t before = 0;
    if (!take_leb128(value, before) || before > from)
      return unreadable(table, "its header is damaged");
    out.opened[i] = Position{from - before};
  }
  auto row = table.kind.decode(value);
  if (!row) return unreadable(table, row.error().message);
  out.row = std::move(*row);
  return out;
}

std::optional<Bytes> entry_of(const Table& table, const Index& index, const void* row,
                              BytesView id) {
  if (!table.kind.is_listed(row)) return {};
  Bytes out;
  if (index.within != nullptr) {
    const Scalar value = index.within->scalar(row);
    if (is_null(value)) return {};
    append_ordered(out, value);
  }
  append_ordered(out, index.order->scalar(row));
  out.append(id);
  return out;
}

}  // namespace riskflow::projections
