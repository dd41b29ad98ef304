#include "eventstore/proof/leaf.hpp"

#include <algorithm>

namespace riskflow::proof {

static std::uint64_t microseconds(Instant at) {
  return static_cast<std::uint64_t>(at.time_since_epoch().count());
}

void append_header(Bytes& to, const CommitHeader& header, const Fingerprint& fingerprint) {
  append_number(to, header.format);
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

static Instant instant(std::uint64_t microseconds) {
  return Instant{std::chrono::microseconds{static_cast<std::int64_t>(microseconds)}};
}

bool read_header(ByteReader& in, CommitHeader& header, Fingerprint& fingerprint) {
  header.request = in.id<RequestId>();
  header.first = Position{in.number<std::uint64_t>()};
  header.events = in.number<std::uint32_t>();
  header.actor.kind = static_cast<ActorRef::Kind>(in.number<std::uint8_t>());
  header.actor.ref = in.id<OperatorRef>();
  const auto caused = in.number<std::uint8_t>();
  const Position cause{in.number<std::uint64_t>()};
  header.cause.event = caused == 1 ? std::optional(cause) : std::nullopt;
  header.cause.correlation = in.id<RequestId>();
  header.occurred = instant(in.number<std::uint64_t>());
  header.recorded = instant(in.number<std::uint64_t>());
  const BytesView mark = in.bytes(fingerprint.size());
  std::ranges::copy(mark, fingerprint.begin());
  const bool is_known =
      header.actor.kind >= ActorRef::Kind::system && header.actor.kind <= ActorRef::Kind::reactor;
  return is_known && (caused == 1 || (caused == 0 && cause == Position{})) &&
         has_text(header.occurred) && has_text(header.recorded);
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

Result<Leaf> leaf_from_bytes(BytesView bytes) {
  ByteReader in(bytes);
  Leaf leaf;
  leaf.header.format = in.number<std::uint8_t>();
  const bool is_known = read_header(in, leaf.header, leaf.fingerprint);
  leaf.index = in.number<std::uint32_t>();
  auto& event = leaf.event;
  event.stream = in.bytes(in.number<std::uint8_t>());
  event.version = Version{in.number<std::uint64_t>()};
  event.type = in.bytes(in.number<std::uint8_t>());
  event.schema = in.number<std::uint16_t>();
  event.payload_size = in.number<std::uint32_t>();
  event.payload_hash = in.bytes(sizeof(Hash));
  const bool is_known_format =
      leaf.header.format >= first_format && leaf.header.format <= newest_format;
  Bytes again;
  if (is_known_format && is_known && in.intact()) leaf_bytes(leaf, again);
  if (again != bytes || bytes.empty())
    return fail(Errc::invalid, "not the leaf of an event", "leaf");
  return leaf;
}

}  // namespace riskflow::proof
