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

Status join(const Skeleton& skeleton, BytesView payloads, EventRange range,
            std::vector<StoredEvent>& events) {
  const Position first = skeleton.header.first;
  const std::uint64_t end = std::uint64_t{range.index} + range.count;
  if (end > skeleton.events.size()) return fail(corrupt_at(first, "the commit is too short"));
  ByteReader rest(payloads);
  if (rest.number<std::uint8_t>() != payloads_format)
    return fail(corrupt_at(first, "the format of the payloads is not known"));
  events.clear();
  events.reserve(range.count);
  for (std::size_t i = 0; i < skeleton.events.size(); ++i) {
    const EventSkeleton& event = skeleton.events[i];
    const BytesView payload = rest.bytes(event.payload_size);
    if (i < range.index || i >= end) continue;
    const Position position = first + i;
    if (view_of(sha256(payload)) != event.payload_hash)
      return fail(corrupt_at(position, "the payload's hash is wrong"));
    events.push_back({position, event.stream, event.version, event.type, event.schema, payload});
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
