#include "tests/faults/store.hpp"

#include "eventstore/durable_file.hpp"
#include "eventstore/log_internals.hpp"

namespace riskflow::faults {

using namespace eventstore;

// So small that requests leave the window, and RocksDB flushes and compacts, within some hundred
// appends.
static constexpr std::uint32_t window = 64;
static constexpr std::size_t write_buffer_bytes = 64 * 1024;

Result<Store> Store::open(const std::filesystem::path& root, Clock& clock, Durability durability) {
  const auto data = root / "data";
  if (auto ok = make_folders(data); !ok) return fail(ok.error());
  const auto floor = signed_floor(data);
  if (!floor) return fail(floor.error());
  Store store;
  auto log = Log::Internals::open({.folder = data / "log",
                                   .clock = &clock,
                                   .write_buffer_bytes = write_buffer_bytes,
                                   .block_cache_bytes = 1 << 20,
                                   .floor = *floor,
                                   .durability = durability},
                                  {.limits = {.window = window}});
  if (!log) return fail(log.error());
  store.log = std::move(*log);
  auto keys = Keyring::open(data / "keys", root / "etc/unlock");
  if (!keys) return fail(keys.error());
  store.keys = std::move(*keys);
  auto notary = Notary::open(*store.log, data);
  if (!notary) return fail(notary.error());
  store.notary = std::move(*notary);
  return store;
}

}  // namespace riskflow::faults
