#include "eventstore/tiles.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/core/big_endian.hpp"
#include "eventstore/crc32c.hpp"
#include "eventstore/mending.hpp"

namespace riskflow::eventstore {

static constexpr std::size_t hash_size = std::tuple_size_v<proof::Hash>;
static constexpr std::size_t checksum_size = 4;

Bytes tile_key(const TilePlace& place) {
  Bytes key;
  append_number(key, place.level);
  append_number(key, place.number);
  return key;
}

static std::unexpected<Error> damaged(std::string_view what) {
  return fail(Errc::corrupt, fmt::format("a tile of the log's tree {}; {}", what, log_mending),
              "log");
}

Result<TilePlace> place_of_tile_key(BytesView key) {
  ByteReader in(key);
  TilePlace place;
  place.level = in.number<std::uint8_t>();
  place.number = in.number<std::uint64_t>();
  if (!in.intact() || !in.rest().empty()) return damaged("has a malformed key");
  return place;
}

Bytes encode_tile(std::span<const proof::Hash> hashes, BytesView key) {
  Bytes value;
  value.reserve(hashes.size() * hash_size + checksum_size);
  for (const auto& hash : hashes) value += proof::view_of(hash);
  append_number(value, crc32c(value, crc32c(key)));
  return value;
}

Result<std::vector<proof::Hash>> decode_tile(BytesView key, BytesView value) {
  if (value.size() < checksum_size) return damaged("is cut short");
  const auto body = value.substr(0, value.size() - checksum_size);
  if (crc32c(body, crc32c(key)) != load_number<std::uint32_t>(value.data() + body.size()))
    return damaged("has a wrong checksum");
  if (body.empty() || body.size() % hash_size != 0 || body.size() > tile_width * hash_size)
    return damaged("has a wrong size");
  std::vector<proof::Hash> hashes(body.size() / hash_size);
  std::memcpy(hashes.data(), body.data(), body.size());
  return hashes;
}

Result<std::optional<std::vector<proof::Hash>>> read_tile(const Tables& tables,
                                                          const TilePlace& place) {
  const auto key = tile_key(place);
  const auto value = tables.pin(Family::tree, key);
  if (!value) return fail(value.error());
  if (!*value) return std::nullopt;
  auto hashes = decode_tile(key, (*value)->view());
  if (!hashes) return fail(hashes.error());
  return std::move(*hashes);
}

}  // namespace riskflow::eventstore
