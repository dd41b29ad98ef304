#pragma once
// How a described struct is stored as a row.  It needs the codec, which is heavy: include this in
// the views' .cpp files only.

#include "domain/codec/rows.hpp"
#include "projections/table.hpp"

namespace riskflow::projections {

template <class Row>
Result<AnyRow> decode_any(BytesView bytes) {
  auto row = codec::decode_row<Row>(bytes);
  if (!row) return fail(row.error());
  return AnyRow(std::make_shared<const Row>(std::move(*row)));
}

template <class Row>
bool row_is_listed(const void* row) {
  if constexpr (requires(const Row& r) { r.is_listed(); })
    return static_cast<const Row*>(row)->is_listed();
  else
    return true;
}

template <class Row>
inline constexpr RowKind row_kind{
    [](const void* row) { return codec::encode_row(*static_cast<const Row*>(row)); },
    &decode_any<Row>,
    [](const void* a, const void* b) {
      return *static_cast<const Row*>(a) == *static_cast<const Row*>(b);
    },
    &row_is_listed<Row>};

}  // namespace riskflow::projections
