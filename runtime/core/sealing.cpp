#include "runtime/core/sealing.hpp"

#include <algorithm>

namespace riskflow::runtime {

Result<Bytes> FrameSealer::seal(std::span<const SubjectRef> subjects, Purpose purpose,
                                std::uint32_t ordinal, std::string_view event, std::uint16_t field,
                                BytesView plaintext) {
  return eventstore::seal(keys_, subjects, purpose, {log_, request_, ordinal, event, field},
                          plaintext);
}

Result<Opened> open_sealed(const eventstore::Log& log, const eventstore::Keyring& keys,
                           const PersonalRef& ref) {
  const auto commit = log.commit_at(ref.position);
  if (!commit) return fail(commit.error());
  const auto ordinal = to_number(ref.position) - to_number(commit->header.first);
  const auto& event = commit->events.at(static_cast<std::size_t>(ordinal));
  const auto envelope = codec::envelope_of(event.type, event.schema, event.payload, ref.field);
  if (!envelope) return fail(envelope.error());
  const eventstore::Place place{log.id(), commit->header.request,
                                static_cast<std::uint32_t>(ordinal), event.type, ref.field};
  auto plaintext = eventstore::open(keys, place, *envelope);
  if (!plaintext) return fail(plaintext.error());
  auto about = eventstore::subjects_of(*envelope);
  if (!about) return fail(about.error());
  return Opened{std::move(*plaintext), std::move(*about)};
}

}  // namespace riskflow::runtime
