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

static Status name_the_old(eventstore::Log& log, const eventstore::Restored& restored,
                           Clock& clock) {
  const auto& [backup, tree, note] = restored.from;
  const domain::safekeeping::Continued event{
      backup.origin, tree.size, proof::base64(proof::view_of(tree.root)), restored.kept.size};
  NothingToSeal nothing;
  auto encoded = codec::encode(event, 0, nothing);
  if (!encoded) return fail(encoded.error());
  const auto now = clock.now();
  const auto request = random_request_id(now);
  eventstore::Part part{domain::safekeeping::stream(), eventstore::Expected::any(), {}};
  part.events.push_back({std::string(encoded->type), encoded->schema, std::move(encoded->payload)});
  const auto receipt = log.append_and_wait({.request = request,
                                            .actor = {eventstore::ActorRef::Kind::system, {}},
                                            .cause = {std::nullopt, request},
                                            .occurred = now,
                                            .parts = {std::move(part)}});
  return receipt ? Status{} : fail(receipt.error());
}

Result<eventstore::Restored> restore(const eventstore::RestoreOrder& order, Clock& clock) {
  return eventstore::restore_backup(
      order, [&](eventstore::Log& log, const eventstore::Restored& restored) {
        return name_the_old(log, restored, clock);
      });
}

}  // namespace riskflow::runtime
