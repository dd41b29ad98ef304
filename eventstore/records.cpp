#include "eventstore/records.hpp"

#include <fmt/format.h>

#include "domain/core/big_endian.hpp"
#include "eventstore/crc32c.hpp"
#include "eventstore/mending.hpp"
#include "eventstore/skeleton.hpp"

namespace riskflow::eventstore {

static constexpr std::string_view genesis_magic = "riskflow";

static void seal_with_checksum(Bytes& value, BytesView key) {
  append_number(value, crc32c(value, crc32c(key)));
}

// The value without its checksum, which holds.
static Result<BytesView> checked(BytesView key, BytesView value, std::string_view what) {
  constexpr std::size_t checksum_size = sizeof(std::uint32_t);
  if (value.size() < checksum_size)
    return fail(Errc::corrupt, fmt::format("{} is cut short; {}", what, log_mending), "log");
  const BytesView body = value.substr(0, value.size() - checksum_size);
  if (crc32c(body, crc32c(key)) != load_number<std::uint32_t>(value.data() + body.size()))
    return fail(Errc::corrupt, fmt::format("the checksum of {} is wrong; {}", what, log_mending),
                "log");
  return body;
}

static Status filled(const ByteReader& in, std::string_view what) {
  if (in.intact() && in.rest().empty()) return {};
  return fail(Errc::corrupt, fmt::format("{} has the wrong length; {}", what, log_mending), "log");
}

static std::uint64_t microseconds(Instant at) {
  return static_cast<std::uint64_t>(at.time_since_epoch().count());
}

static Instant take_instant(ByteReader& in) {
  return Instant{std::chrono::microseconds{static_cast<std::int64_t>(in.number<std::uint64_t>())}};
}

Bytes position_key(Position first) {
  Bytes key;
  append_number(key, to_number(first));
  return key;
}

Result<Position> position_of_key(BytesView key) {
  if (key.size() != sizeof(std::uint64_t))
    return fail(Errc::corrupt, "a position key has the wrong length", "log");
  return Position{load_number<std::uint64_t>(key.data())};
}

// No name holds a zero byte, so no prefix begins another.
Bytes stream_prefix(std::string_view stream) {
  Bytes key;
  key.reserve(stream.size() + 1 + sizeof(std::uint64_t));
  key += stream;
  key += '\0';
  return key;
}

Bytes stream_key(std::string_view stream, Version first) {
  Bytes key = stream_prefix(stream);
  append_number(key, to_number(first));
  return key;
}

Bytes encode(const StreamEntry& entry, BytesView key) {
  Bytes value;
  value.reserve(20);
  append_number(value, to_number(entry.commit));
  append_number(value, entry.index);
  append_number(value, entry.count);
  seal_with_checksum(value, key);
  return value;
}

Result<StreamPlace> decode_stream_entry(BytesView key, BytesView value) {
  const BytesView name = key.substr(0, key.find('\0'));
  const auto what = [&] { return fmt::format("an entry of the stream {}", name); };
  if (key.size() != name.size() + 1 + sizeof(std::uint64_t))
    return fail(Errc::corrupt, fmt::format("the key of {} is wrong; {}", what(), log_mending),
                "log");
  const auto body = checked(key, value, "a stream entry");
  if (!body)
    return fail(Errc::corrupt, fmt::format("{} is damaged; {}", what(), log_mending), "log");
  ByteReader in(*body);
  StreamPlace out;
  out.first = Version{load_number<std::uint64_t>(key.data() + name.size() + 1)};
  out.entry.commit = Position{in.number<std::uint64_t>()};
  out.entry.index = in.number<std::uint32_t>();
  out.entry.count = in.number<std::uint32_t>();
  if (auto full = filled(in, "a stream entry"); !full) return fail(full.error());
  if (out.entry.count == 0 || to_number(out.first) == 0)
    return fail(Errc::corrupt, fmt::format("{} is empty; {}", what(), log_mending), "log");
  return out;
}

Bytes remembered_key(const RequestId& request) {
  Bytes key(remembered_prefix);
  key += view_of(request);
  return key;
}

Bytes encode(const Remembered& remembered, BytesView key) {
  Bytes value;
  append_number(value, remembered.number);
  append_number(value, to_number(remembered.first));
  seal_with_checksum(value, key);
  return value;
}

Result<Remembered> decode_remembered(BytesView key, BytesView value) {
  const auto body = checked(key, value, "a remembered request");
  if (!body) return fail(body.error());
  ByteReader in(*body);
  Remembered out;
  out.number = in.number<std::uint64_t>();
  out.first = Position{in.number<std::uint64_t>()};
  if (auto full = filled(in, "a remembered request"); !full) return fail(full.error());
  return out;
}

Bytes order_key(std::uint64_t number) {
  Bytes key = "o";
  append_number(key, number);
  return key;
}

Bytes encode_order(const RequestId& request, BytesView key) {
  Bytes value(view_of(request));
  seal_with_checksum(value, key);
  return value;
}

Result<RequestId> decode_order(BytesView key, BytesView value) {
  const auto body = checked(key, value, "the order of remembered requests");
  if (!body) return fail(body.error());
  ByteReader in(*body);
  const auto request = in.id<RequestId>();
  if (auto full = filled(in, "the order of remembered requests"); !full) return fail(full.error());
  return request;
}

Bytes encode(const Head& head) {
  Bytes value;
  append_number(value, to_number(head.position));
  append_number(value, microseconds(head.last_recorded));
  append_number(value, head.remembered);
  append_number(value, head.forgotten);
  append_number(value, microseconds(head.edge));
  seal_with_checksum(value, head_key);
  return value;
}

Result<Head> decode_head(BytesView value) {
  const auto body = checked(head_key, value, "the head record");
  if (!body) return fail(body.error());
  ByteReader in(*body);
  Head out;
  out.position = Position{in.number<std::uint64_t>()};
  out.last_recorded = take_instant(in);
  out.remembered = in.number<std::uint64_t>();
  out.forgotten = in.number<std::uint64_t>();
  out.edge = take_instant(in);
  if (auto full = filled(in, "the head record"); !full) return fail(full.error());
  return out;
}

// A log that nobody restored has the first format, which older programs read.
Bytes encode(const Genesis& genesis) {
  const bool is_restored = genesis.origin != genesis.log || genesis.standing != Standing::open;
  Bytes value(genesis_magic);
  append_number(value, std::uint16_t{is_restored ? log_format : std::uint16_t{1}});
  value += view_of(genesis.log);
  append_number(value, genesis.limits.frame_bytes);
  append_number(value, genesis.limits.frame_events);
  append_number(value, genesis.limits.window);
  if (is_restored) {
    value += view_of(genesis.origin);
    append_number(value, static_cast<std::uint8_t>(genesis.standing));
  }
  seal_with_checksum(value, genesis_key);
  return value;
}

Result<Genesis> decode_genesis(BytesView value) {
  // Magic and format first: all that a newer format promises to keep.
  ByteReader front(value);
  if (front.bytes(genesis_magic.size()) != genesis_magic)
    return fail(Errc::corrupt, "this is not a riskflow log", "log");
  const auto format = front.number<std::uint16_t>();
  if (format > log_format)
    return fail(Errc::corrupt,
                fmt::format("the log has format {}, this riskflow knows up to {}: use a newer one",
                            format, log_format),
                "log");
  const auto body = checked(genesis_key, value, "the genesis record");
  if (!body) return fail(body.error());
  if (format == 0) return fail(Errc::corrupt, "no log has format 0", "log");
  ByteReader in(*body);
  in.bytes(genesis_magic.size() + sizeof format);
  Genesis out;
  out.log = in.id<LogId>();
  out.limits.frame_bytes = in.number<std::uint32_t>();
  out.limits.frame_events = in.number<std::uint32_t>();
  out.limits.window = in.number<std::uint32_t>();
  out.origin = out.log;
  if (format > 1) {
    out.origin = in.id<LogId>();
    out.standing = static_cast<Standing>(in.number<std::uint8_t>());
    if (out.standing != Standing::open && out.standing != Standing::read_only)
      return fail(Errc::corrupt, "the genesis record says neither open nor read-only", "log");
  }
  if (auto full = filled(in, "the genesis record"); !full) return fail(full.error());
  return out;
}

}  // namespace riskflow::eventstore
