#include "eventstore/commit_record.hpp"

#include "eventstore/big_endian.hpp"
#include "eventstore/crypto.hpp"

namespace riskflow::eventstore {

static void keep(std::unique_ptr<Bytes>& place, BytesView bytes) {
  if (place)
    place->assign(bytes);
  else
    place = std::make_unique<Bytes>(bytes);
}

Status decode_commit(BytesView skeleton, BytesView payloads, Position first, Skeleton& scratch,
                     Commit& into) {
  keep(into.skeletons, skeleton);
  keep(into.payloads, payloads);
  if (auto read = decode_skeleton(*into.skeletons, first, scratch); !read) return read;
  ByteReader rest(*into.payloads);
  if (rest.number<std::uint8_t>() != payloads_format)
    return fail(corrupt_at(first, "the format of the payloads is not known"));
  into.header = scratch.header;
  into.events.clear();
  into.events.reserve(scratch.events.size());
  Position position = first;
  for (const EventSkeleton& event : scratch.events) {
    const BytesView payload = rest.bytes(event.payload_size);
    if (view_of(sha256(payload)) != event.payload_hash)
      return fail(corrupt_at(position, "the payload's hash is wrong"));
    into.events.push_back(
        {position, event.stream, event.version, event.type, event.schema, payload});
    position = position + 1;
  }
  if (!rest.intact() || !rest.rest().empty())
    return fail(corrupt_at(first, "the payloads do not fill their record"));
  return {};
}

}  // namespace riskflow::eventstore
