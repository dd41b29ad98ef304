#include "eventstore/proof/leaf.hpp"

#include "domain/core/big_endian.hpp"

namespace riskflow::proof {

static std::uint64_t microseconds(Instant at) {
  return static_cast<std::uint64_t>(at.time_since_epoch().count());
}

void append_header(Bytes& to, const CommitHeader& header, const Fingerprint& fingerprint) {
  append_number(to, skeleton_format);
  to += view_of(header.request);
  append_number(to, to_number(header.first));
  append_number(to, header.events);
  append_number(to, static_cast<std::uint8_t>(header.actor.kind));
  to += view_of(header.actor.ref);
  append_number(to, static_cast<std::uint8_t>(header.cause.event ? 1 : 0));
  append_number(to, to_number(header.cause.event.value_or(Position{0})));
  to += view_of(header.cause.correlation);
  append_number(to, microseconds(header.occurred));
  append_number(to, microseconds(header.recorded));
  to.append(reinterpret_cast<const char*>(fingerprint.data()), fingerprint.size());
}

void leaf_bytes(const Leaf& leaf, Bytes& into) {
  const auto& event = leaf.event;
  into.clear();
  append_header(into, leaf.header, leaf.fingerprint);
  append_number(into, leaf.index);
  append_number(into, static_cast<std::uint8_t>(event.stream.size()));
  into += event.stream;
  append_number(into, to_number(event.version));
  append_number(into, static_cast<std::uint8_t>(event.type.size()));
  into += event.type;
  append_number(into, event.schema);
  append_number(into, event.payload_size);
  into += event.payload_hash;
}

}  // namespace riskflow::proof
