#include "eventstore/head_scan.hpp"

namespace riskflow::eventstore {

Result<Head> read_head(const Tables& tables) {
  const auto record = tables.get(Family::meta, head_key);
  if (!record) return fail(record.error());
  return *record ? decode_head(**record) : Head{};
}

// Each group writes the head, so nothing was written while it stayed.
Result<HeadScan> scan_with_head(const Tables& tables, Family family, Access access) {
  for (;;) {
    const auto before = read_head(tables);
    if (!before) return fail(before.error());
    auto scan = tables.scan(family, {}, access);
    const auto after = read_head(tables);
    if (!after) return fail(after.error());
    if (*before == *after) return HeadScan{*after, std::move(scan)};
  }
}

}  // namespace riskflow::eventstore
