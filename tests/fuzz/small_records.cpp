// The small records of a log, by their first byte: what is read is written as the same bytes.

#include "domain/core/big_endian.hpp"
#include "eventstore/crc32c.hpp"
#include "eventstore/records.hpp"
#include "eventstore/tiles.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/fuzz/targets.hpp"

namespace riskflow::fuzz {

using namespace eventstore;

static constexpr std::string_view one_encoding = "a record has one encoding";

static void check_stream_entry(BytesView key, BytesView value) {
  const auto read = decode_stream_entry(key, value);
  if (!read) return;
  const auto name = key.substr(0, key.find('\0'));
  promise(stream_key(name, read->first) == key && encode(read->entry, key) == value, one_encoding);
}

static void check_remembered(BytesView key, BytesView value) {
  if (const auto read = decode_remembered(key, value))
    promise(encode(*read, key) == value, one_encoding);
}

static void check_order(BytesView key, BytesView value) {
  if (const auto read = decode_order(key, value))
    promise(encode_order(*read, key) == value, one_encoding);
}

static void check_head(BytesView, BytesView value) {
  if (const auto read = decode_head(value)) promise(encode(*read) == value, one_encoding);
}

static void check_genesis(BytesView, BytesView value) {
  if (const auto read = decode_genesis(value)) promise(encode(*read) == value, one_encoding);
}

static void check_tile(BytesView key, BytesView value) {
  if (const auto place = place_of_tile_key(key)) promise(tile_key(*place) == key, one_encoding);
  if (const auto read = decode_tile(key, value))
    promise(encode_tile(*read, key) == value, one_encoding);
}

static void check_position(BytesView key, BytesView) {
  if (const auto read = position_of_key(key)) promise(position_key(*read) == key, one_encoding);
}

// Its key, when that is always the same.
struct Kind {
  BytesView key;
  void (*check)(BytesView key, BytesView value);
};
static constexpr Kind kinds[] = {
    {"", check_stream_entry}, {"", check_remembered},       {"", check_order},
    {head_key, check_head},   {genesis_key, check_genesis}, {"", check_tile},
    {"", check_position},
};

// Kind, size of the key, key, and the value up to its checksum.
void run_record(BytesView input) {
  ByteReader in(input);
  const auto kind = in.number<std::uint8_t>();
  const std::size_t key_size = in.number<std::uint8_t>();
  auto key = in.bytes(std::min(key_size, in.rest().size()));
  if (kind >= std::size(kinds)) return;
  if (!kinds[kind].key.empty()) key = kinds[kind].key;
  Bytes value(in.rest());
  append_number(value, crc32c(value, crc32c(key)));
  kinds[kind].check(key, value);
}

static Bytes seed(std::uint8_t kind, BytesView key, BytesView value) {
  Bytes out;
  append_number(out, kind);
  append_number(out, static_cast<std::uint8_t>(key.size()));
  out += key;
  return out += value.substr(0, value.size() - sizeof(std::uint32_t));
}

std::vector<Bytes> record_seeds() {
  const Instant at{std::chrono::seconds{1'767'225'600}};
  const RequestId request = request_id(at, {1, 2, 3});
  Genesis genesis;
  genesis.log.bytes.fill(0xab);
  const Bytes stream = stream_key("case-02", Version{1}), remembered = remembered_key(request);
  const Bytes order = order_key(11), tile = tile_key({1, 2});
  const std::array hashes{proof::leaf_hash("a"), proof::leaf_hash("b")};
  return {seed(0, stream, encode(StreamEntry{Position{5}, 1, 2}, stream)),
          seed(1, remembered, encode(Remembered{11, Position{5}}, remembered)),
          seed(2, order, encode_order(request, order)),
          seed(3, {}, encode(Head{Position{8}, at, 12, 2, at})),
          seed(4, {}, encode(genesis)),
          seed(5, tile, encode_tile(hashes, tile)),
          seed(6, position_key(Position{7}), "1234")};
}

}  // namespace riskflow::fuzz
