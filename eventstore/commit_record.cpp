#include "eventstore/commit_record.hpp"

#include "domain/core/big_endian.hpp"
#include "eventstore/crypto.hpp"

namespace riskflow::eventstore {

static void keep(std::unique_ptr<Bytes>& place, BytesView bytes) {
  if (place)
    place->assign(bytes);
  else
    place = std::make_unique<Bytes>(bytes);
}

void append_payload(Bytes& record, const proof::Payload& payload) {
  append_number(record, static_cast<std::uint16_t>(payload.sizes.size() / sizeof(std::uint32_t)));
  record += payload.sizes;
  record += payload.bytes;
}

static proof::Payload take_payload(ByteReader& in, const EventSkeleton& event,
                                   std::uint8_t format) {
  if (format == proof::first_format) return {in.bytes(event.payload_size), {}};
  const auto pieces = in.number<std::uint16_t>();
  const BytesView sizes = in.bytes(pieces * sizeof(std::uint32_t));
  std::uint64_t size = 0;
  for (ByteReader each(sizes); !each.rest().empty();) size += each.number<std::uint32_t>();
  return {in.bytes(size), sizes};
}

Status join(const Skeleton& skeleton, BytesView payloads, EventRange range,
            std::vector<StoredEvent>& events) {
  const Position first = skeleton.header.first;
  const std::uint64_t end = std::uint64_t{range.index} + range.count;
  if (end > skeleton.events.size()) return fail(corrupt_at(first, "the commit is too short"));
  ByteReader rest(payloads);
  const auto format = skeleton.header.format;
  if (rest.number<std::uint8_t>() != format)
    return fail(corrupt_at(first, "the payloads are of another format than their skeleton"));
  events.clear();
  events.reserve(range.count);
  for (std::size_t i = 0; i < skeleton.events.size(); ++i) {
    const EventSkeleton& event = skeleton.events[i];
    const proof::Payload payload = take_payload(rest, event, format);
    if (i < range.index || i >= end) continue;
    const Position position = first + i;
    if (!proof::is_payload_of(skeleton.header, event, payload))
      return fail(corrupt_at(position, "the payload's hash is wrong"));
    events.push_back({position, event.stream, event.version, event.type, event.schema,
                      payload.bytes, payload.sizes});
  }
  if (!rest.intact() || !rest.rest().empty())
    return fail(corrupt_at(first, "the payloads do not fill their record"));
  return {};
}

Status decode_commit(BytesView skeleton, BytesView payloads, Position first, Skeleton& scratch,
                     Commit& into) {
  keep(into.skeletons, skeleton);
  keep(into.payloads, payloads);
  if (auto read = decode_skeleton(*into.skeletons, first, scratch); !read) return read;
  into.header = scratch.header;
  return join(scratch, *into.payloads, {0, scratch.header.events}, into.events);
}

}  // namespace riskflow::eventstore
