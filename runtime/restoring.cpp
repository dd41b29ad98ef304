#include "runtime/restoring.hpp"

#include "domain/codec/codec.hpp"
#include "eventstore/proof/base64.hpp"
#include "runtime/core/request_ids.hpp"

namespace riskflow::runtime {

namespace {

// Nothing in this event is about a person.
class NothingToSeal final : public codec::Sealer {
 public:
  Result<Bytes> seal(std::span<const SubjectRef>, Purpose, std::uint32_t, std::string_view,
                     std::uint16_t, BytesView) override {
    return fail(Errc::internal, "an event without personal fields asked for a key", "sealer");
  }
};

}  // namespace

template <class E>
static Result<eventstore::Part> part_with(const StreamId& stream, const E& event) {
  NothingToSeal nothing;
  auto encoded = codec::encode(event, 0, nothing);
  if (!encoded) return fail(encoded.error());
  eventstore::Part part{stream, eventstore::Expected::any(), {}};
  part.events.push_back({std::string(encoded->type), encoded->schema, std::move(encoded->payload)});
  return part;
}

// What a purge has taken is gone from the backup too, also from events before the last that is
// kept, where nothing says so any more.
static Result<domain::erasure::PurgeEnded> purged_before(const eventstore::Log& log) {
  const auto read = log.scrub();
  if (!read) return fail(read.error());
  domain::erasure::PurgeEnded event;
  event.until = log.head();
  event.fields = read->purged;
  return event;
}

static Status name_the_old(eventstore::Log& log, const eventstore::Restored& restored,
                           Clock& clock) {
  const auto& [backup, tree, note] = restored.from;
  auto first = part_with(
      domain::safekeeping::stream(),
      domain::safekeeping::Continued{backup.origin, tree.size,
                                     proof::base64(proof::view_of(tree.root)), restored.kept.size});
  if (!first) return fail(first.error());
  const auto now = clock.now();
  const auto request = random_request_id(now);
  eventstore::Frame frame{.request = request,
                          .actor = {eventstore::ActorRef::Kind::system, {}},
                          .cause = {std::nullopt, request},
                          .occurred = now,
                          .parts = {std::move(*first)}};
  const auto purged = purged_before(log);
  if (!purged) return fail(purged.error());
  if (purged->fields > 0) {
    auto second = part_with(domain::erasure::register_stream(), *purged);
    if (!second) return fail(second.error());
    frame.parts.push_back(std::move(*second));
  }
  const auto receipt = log.append_and_wait(std::move(frame));
  return receipt ? Status{} : fail(receipt.error());
}

Result<eventstore::Restored> restore(const eventstore::RestoreOrder& order, Clock& clock) {
  return eventstore::restore_backup(
      order, [&](eventstore::Log& log, const eventstore::Restored& restored) {
        return name_the_old(log, restored, clock);
      });
}

}  // namespace riskflow::runtime
