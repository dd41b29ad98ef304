#include "eventstore/consumer_records.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/core/big_endian.hpp"
#include "eventstore/crc32c.hpp"

namespace riskflow::eventstore {

static std::unexpected<Error> damaged(std::string_view what) {
  return fail(Errc::corrupt, fmt::format("the consumers' files are damaged: {}", what),
              "consumers");
}

static Bytes sealed(Bytes value, BytesView key) {
  append_number(value, crc32c(value, crc32c(key)));
  return value;
}

// The value without its checksum, which holds.
static Result<BytesView> checked(BytesView key, BytesView value, std::string_view what) {
  constexpr std::size_t checksum_size = sizeof(std::uint32_t);
  if (value.size() < checksum_size) return damaged(fmt::format("{} is cut short", what));
  const BytesView body = value.substr(0, value.size() - checksum_size);
  if (crc32c(body, crc32c(key)) != load_number<std::uint32_t>(value.data() + body.size()))
    return damaged(fmt::format("the checksum of {} is wrong", what));
  return body;
}

Bytes encode_consumers_format() {
  Bytes value;
  append_number(value, consumers_format);
  return sealed(std::move(value), consumers_key);
}

Status check_consumers_format(BytesView value) {
  const auto body = checked(consumers_key, value, "their format");
  if (!body) return fail(body.error());
  ByteReader in(*body);
  const auto format = in.number<std::uint16_t>();
  if (!in.intact() || format == 0) return damaged("their format says nothing");
  if (format <= consumers_format) return {};
  return fail(Errc::corrupt,
              fmt::format("the consumers' files have format {}: use a newer riskflow", format),
              "consumers");
}

Bytes group_key(std::string_view group) {
  Bytes key(group_prefix);
  key += group;
  return key;
}

std::string_view group_of_key(BytesView key) { return key.substr(group_prefix.size()); }

Bytes encode_looked(const proof::TreeHead& looked, BytesView key) {
  Bytes value;
  append_number(value, looked.size);
  value += proof::view_of(looked.root);
  return sealed(std::move(value), key);
}

Result<proof::TreeHead> decode_looked(BytesView key, BytesView value) {
  const auto body = checked(key, value, "a group");
  if (!body) return fail(body.error());
  ByteReader in(*body);
  proof::TreeHead looked;
  looked.size = in.number<std::uint64_t>();
  std::ranges::copy(in.bytes(looked.root.size()), looked.root.begin());
  if (!in.intact() || !in.rest().empty()) return damaged("a group has the wrong length");
  return looked;
}

// No name holds a zero byte, so no prefix begins another.
Bytes shelf_prefix(Shelf shelf, std::string_view group) {
  Bytes key(1, static_cast<char>(shelf));
  key += group;
  key += '\0';
  return key;
}

Bytes event_key(Shelf shelf, std::string_view group, Position position) {
  Bytes key = shelf_prefix(shelf, group);
  append_number(key, to_number(position));
  return key;
}

Bytes encode(const EventRecord& record, BytesView key) {
  Bytes value;
  append_number(value, record.deliveries);
  append_number(value, record.forgiven);
  append_number(value, static_cast<std::uint8_t>(record.time.has_value()));
  append_number(value, static_cast<std::uint64_t>(
                           record.time.value_or(Instant{}).time_since_epoch().count()));
  append_number(value, static_cast<std::uint8_t>(record.stream.size()));
  value += record.stream;
  append_number(value, static_cast<std::uint16_t>(record.reason.size()));
  value += record.reason;
  return sealed(std::move(value), key);
}

Result<EventRecord> decode_event_record(BytesView key, BytesView value) {
  if (key.size() <= sizeof(std::uint64_t)) return damaged("an event's key is cut short");
  const auto body = checked(key, value, "an event of a group");
  if (!body) return fail(body.error());
  EventRecord out;
  out.position =
      Position{load_number<std::uint64_t>(key.data() + key.size() - sizeof(std::uint64_t))};
  ByteReader in(*body);
  out.deliveries = in.number<std::uint32_t>();
  out.forgiven = in.number<std::uint32_t>();
  const bool is_timed = in.number<std::uint8_t>() != 0;
  const auto time = static_cast<std::int64_t>(in.number<std::uint64_t>());
  if (is_timed) out.time = Instant{std::chrono::microseconds{time}};
  out.stream = in.bytes(in.number<std::uint8_t>());
  out.reason = in.bytes(in.number<std::uint16_t>());
  if (!in.intact() || !in.rest().empty() || out.forgiven > out.deliveries)
    return damaged("an event of a group makes no sense");
  return out;
}

}  // namespace riskflow::eventstore
